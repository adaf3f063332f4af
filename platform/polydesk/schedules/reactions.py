"""What support hours do when something happens elsewhere."""

from polydesk.kernel.events import reacts_to
from polydesk.schedules import beginnings, first_look
from tenants import checklist
from tenants.events import TenantMovedIn


@reacts_to(TenantMovedIn)
async def begin(event: TenantMovedIn) -> None:
    await beginnings.begin(event.default_language, event.zone, event.country)


checklist.add(first_look.STEP)
