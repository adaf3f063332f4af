"""The jobs: one letter each."""

from uuid import UUID

from polydesk.kernel.outbox import job
from polydesk.mailroom import to_customers
from tenants import holding


@job("mailroom.receipt")
async def receipt(ticket_id: str) -> None:
    await holding.until_confirmed()
    await to_customers.receipt(UUID(ticket_id))


@job("mailroom.reply")
async def reply(message_id: str) -> None:
    await holding.until_confirmed()
    await to_customers.reply(UUID(message_id))


@job("mailroom.resolved")
async def resolved(ticket_id: str, cycle: int) -> None:
    await holding.until_confirmed()
    await to_customers.resolved(UUID(ticket_id), cycle=cycle)
