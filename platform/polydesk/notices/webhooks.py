"""A webhook that was switched off, told to the leads: nobody did it, and messages do not arrive any more."""

from uuid import UUID

from polydesk.kernel.clock import now
from polydesk.notices.audience import members_of
from polydesk.notices.telling import write_down


async def tell_of_end(webhook_id: UUID, *, name: str, because: str) -> None:
    facts = {"webhook": name, "webhook_id": str(webhook_id), "because": because}
    members = await members_of(["leads"], ticket_id=None)
    await write_down("webhook_off", once=f"{webhook_id}:{now().date()}", data=facts, named=members)
