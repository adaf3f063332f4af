"""The jobs: ask when the delay is over, remind whoever has not answered, mix anonymous answers, forget what robots did."""

from datetime import timedelta
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.outbox import enqueue, every, job
from surveys import anonymous, asking, doubts, openings
from tenants import holding


@job("surveys.ask")
async def ask(ticket_id: str, cycle: int) -> None:
    await holding.until_confirmed()
    await asking.ask(UUID(ticket_id), cycle=cycle)


@job("surveys.remind")
async def remind(ticket_id: str, cycle: int) -> None:
    await holding.until_confirmed()
    await asking.remind(UUID(ticket_id), cycle=cycle)


@every(timedelta(hours=1))
@job("surveys.look_into_boxes", platform=True)
async def look_into_boxes() -> None:
    for row in await unit.fetch("SELECT DISTINCT tenant_id FROM survey_box"):
        await enqueue("surveys.mix", tenant=row["tenant_id"])


@job("surveys.mix")
async def mix() -> None:
    if await anonymous.mix() >= anonymous.AT_ONCE:
        await enqueue("surveys.mix")


@every(timedelta(days=7))
@job("surveys.go_round", platform=True)
async def go_round() -> None:
    for row in await unit.fetch("SELECT id FROM tenant WHERE status NOT IN ('closed', 'erased')"):
        await enqueue("surveys.forget_old", tenant=row["id"])


@job("surveys.forget_old")
async def forget_old() -> None:
    await openings.forget_old()
    await doubts.forget_old()
