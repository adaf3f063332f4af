"""What the pages of an article show beside its text: its languages, what there is to choose, what changed in the source."""

from i18n import _
from i18n.formats import language_name
from polydesk.faq import editing, publishing, reading
from polydesk.faq.audience import VISIBILITIES
from polydesk.faq.editing import Writing
from polydesk.faq.tree_pages import own_language
from polydesk.faq.versions import version
from polydesk.kernel.comparing import difference, shortened
from polydesk.kernel.refusals import NotFound
from tenants.here import site


def language_tabs(text: Writing) -> list[tuple[str, str, bool, str]]:
    """label, address, whether it is this one, and the state in words; languages that are switched off come last."""
    hidden = [code for code in text.states if code not in site().languages]
    return [
        (
            language_name(code),
            f"/admin/faq/articles/{text.article_id}/{code}",
            code == text.language,
            _("Switched off") if code in hidden else _state_of(text, code),
        )
        for code in (*site().languages, *hidden)
    ]


async def public_path(text: Writing) -> str | None:
    found = await reading.readable([text.article_id], text.language, site().default_language)
    return f"/{text.language}/faq/{found[0].category_slug}/{found[0].slug}" if found else None


async def changes(text: Writing, source: Writing | None) -> list[tuple[str, str]]:
    """What the source says differently since this translation was made."""
    if source is None or not text.is_outdated:
        return []
    try:
        then = await version(text.article_id, source.language, text.source_revision)
    except NotFound:
        return []
    return [*shortened(difference(f"{then.title}\n\n{then.body}", f"{source.title}\n\n{source.body}"))]


def overwritten(text: Writing, title: str, body: str) -> list[tuple[str, str]]:
    """What saving this would change of what somebody else has saved meanwhile."""
    return [*shortened(difference(f"{text.title}\n\n{text.body}", f"{title}\n\n{body}"))]


async def category_options() -> list[tuple[str, str]]:
    language = own_language()
    indent = "\u2003"
    return [
        (str(row.id), (indent if row.parent_id else "") + row.name_in(language)) for row in await editing.categories()
    ]


def visibility_options() -> list[tuple[str, str]]:
    return [(key, str(name)) for key, name in VISIBILITIES.items()]


def _state_of(text: Writing, code: str) -> str:
    return str(publishing.STATES[text.states[code]]) if code in text.states else _("Missing")
