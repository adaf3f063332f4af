"""A sender whose proof is gone, told to the leads once: mails leave from the platform's address again."""

from datetime import datetime

from polydesk.notices.audience import members_of
from polydesk.notices.telling import write_down


async def tell_of_lapse(address: str, *, since: datetime) -> None:
    members = await members_of(["leads"], ticket_id=None)
    await write_down("sender_lapsed", once=f"{address}:{since.isoformat()}", data={"address": address}, named=members)
