"""What the FAQ does when something happens elsewhere."""

from polydesk.faq import samples
from polydesk.kernel import unit
from polydesk.kernel.events import reacts_to
from tenants.events import TenantMovedIn


@reacts_to(TenantMovedIn)
async def write_samples(event: TenantMovedIn) -> None:
    languages: list[str] = await unit.fetchval("SELECT languages FROM tenant WHERE id = $1", event.tenant_id)
    await samples.write(sorted(languages, key=lambda language: language != event.default_language))
