"""The jobs: one letter each."""

from uuid import UUID

from polydesk.kernel.outbox import job
from polydesk.mailroom import to_agents, to_customers
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


@job("mailroom.assigned")
async def assigned(ticket_id: str, member_id: str) -> None:
    await to_agents.assigned(UUID(ticket_id), member_id=UUID(member_id))


@job("mailroom.customer_wrote")
async def customer_wrote(message_id: str) -> None:
    await to_agents.customer_wrote(UUID(message_id))


@job("mailroom.mentioned")
async def mentioned(message_id: str, member_id: str) -> None:
    await to_agents.mentioned(UUID(message_id), member_id=UUID(member_id))
