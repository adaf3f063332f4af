"""The jobs: ask when the delay is over, remind whoever has not answered, forget what robots did long ago."""

from datetime import timedelta
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.outbox import enqueue, every, job
from surveys import asking, doubts, openings
from tenants import holding


@job("surveys.ask")
async def ask(ticket_id: str, cycle: int) -> None:
    await holding.until_confirmed()
    await asking.ask(UUID(ticket_id), cycle=cycle)


@job("surveys.remind")
async def remind(ticket_id: str, cycle: int) -> None:
    await holding.until_confirmed()
    await asking.remind(UUID(ticket_id), cycle=cycle)


@every(timedelta(days=7))
@job("surveys.go_round", platform=True)
async def go_round() -> None:
    for row in await unit.fetch("SELECT id FROM tenant WHERE status NOT IN ('closed', 'erased')"):
        await enqueue("surveys.forget_old", tenant=row["id"])


@job("surveys.forget_old")
async def forget_old() -> None:
    await openings.forget_old()
    await doubts.forget_old()
