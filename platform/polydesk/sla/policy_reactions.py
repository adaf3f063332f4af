"""What policies do when something happens elsewhere: a first one for a new desk, the matrix for impact and urgency, and
which of them go by a schedule."""

from polydesk.kernel import unit
from polydesk.kernel.actor import SYSTEM
from polydesk.kernel.events import reacts_to
from polydesk.schedules import usage
from polydesk.sla import matrix, policies, presets
from polydesk.sla.schedule_uses import uses_of_schedule
from polydesk.tickets.events import TicketChanged
from polydesk.tickets.queries import by_id
from tenants.events import TenantMovedIn

usage.tells(uses_of_schedule)


@reacts_to(TenantMovedIn)
async def begin(event: TenantMovedIn) -> None:
    """It names no schedule, so it runs by the company's usual hours, whether these were made before it or after."""
    languages: list[str] = await unit.fetchval("SELECT languages FROM tenant WHERE id = $1", event.tenant_id)
    ordered = sorted(languages, key=lambda language: language != event.default_language)
    await policies.found(presets.STANDARD.draft(ordered), by=SYSTEM)


@reacts_to(TicketChanged)
async def follow_impact(event: TicketChanged) -> None:
    if event.field == "impact":
        await matrix.derive(await by_id(event.ticket_id))
