"""What the FAQ does when something happens elsewhere."""

from i18n import lazy
from polydesk.faq import samples
from polydesk.kernel import unit
from polydesk.kernel.events import reacts_to
from tenants import checklist
from tenants.checklist import Step
from tenants.events import LanguagesChanged, SamplesUnwanted, TenantMovedIn


@reacts_to(TenantMovedIn)
async def write_samples(event: TenantMovedIn) -> None:
    languages: list[str] = await unit.fetchval("SELECT languages FROM tenant WHERE id = $1", event.tenant_id)
    await samples.write(sorted(languages, key=lambda language: language != event.default_language))


@reacts_to(LanguagesChanged)
async def write_samples_anew(event: LanguagesChanged) -> None:
    await samples.write_anew(event.languages)


@reacts_to(SamplesUnwanted)
async def remove_samples(_event: SamplesUnwanted) -> None:
    await samples.remove()


async def _has_an_article() -> bool:
    """One that somebody wrote, or a sample that they have made their own."""
    return bool(
        await unit.fetchval(
            """SELECT EXISTS (SELECT FROM article_text t WHERE t.state = 'published'
                  AND t.article_id NOT IN (SELECT id FROM sample WHERE kind = 'article'))"""
        )
    )


checklist.add(Step("article", 50, lazy("Publish your first article"), lazy("It answers before anybody has to ask."),
                   "/admin/faq", _has_an_article))  # fmt: skip
