"""Holidays that the library proposes, told to the leads: somebody has to say yes or no."""

from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.notices.audience import members_of
from polydesk.notices.telling import write_down


async def tell_of_proposals(calendar_id: UUID, *, days: int) -> None:
    name = await unit.fetchval(
        "SELECT name FROM holiday_calendar WHERE tenant_id = app.tenant_id() AND id = $1 AND archived_at IS NULL",
        calendar_id,
    )
    if name is None:
        return
    facts = {"calendar": name, "calendar_id": str(calendar_id), "days": days}
    members = await members_of(["leads"], ticket_id=None)
    await write_down("holidays_proposed", once=f"{calendar_id}:{now().date()}", data=facts, named=members)
