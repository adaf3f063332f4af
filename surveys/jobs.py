"""The job: ask, when the delay is over."""

from uuid import UUID

from polydesk.kernel.outbox import job
from surveys import asking
from tenants import holding


@job("surveys.ask")
async def ask(ticket_id: str, cycle: int) -> None:
    await holding.until_confirmed()
    await asking.ask(UUID(ticket_id), cycle=cycle)
