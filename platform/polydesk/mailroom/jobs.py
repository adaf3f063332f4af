"""The jobs: one letter each, and the steps that a customer's silence leads to."""

from uuid import UUID

from polydesk.kernel.outbox import enqueue, job
from polydesk.mailroom import silence, to_customers
from tenants import holding


@job("mailroom.receipt")
async def receipt(ticket_id: str, is_proven: bool = False) -> None:
    await holding.until_confirmed()
    await to_customers.receipt(UUID(ticket_id), is_proven=is_proven)


@job("mailroom.reply")
async def reply(message_id: str) -> None:
    await holding.until_confirmed()
    await to_customers.reply(UUID(message_id))


@job("mailroom.resolved")
async def resolved(ticket_id: str, cycle: int) -> None:
    await holding.until_confirmed()
    await to_customers.resolved(UUID(ticket_id), cycle=cycle)


@job("mailroom.silence")
async def next_step(ticket_id: str) -> None:
    await holding.until_confirmed()
    await silence.take_step(UUID(ticket_id))


@job("mailroom.plan_anew")
async def plan_anew(behind: str = "") -> None:
    if (last := await silence.plan_anew(UUID(behind) if behind else None)) is not None:
        await enqueue("mailroom.plan_anew", behind=str(last))
