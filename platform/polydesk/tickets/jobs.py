"""What comes round by itself: solved tickets close after some days, keys of submits are forgotten after one. And what is
done at leisure: tickets of who left are given back, changes of many go on, messages are read for their language, an
upgrade indexes anew."""

from datetime import timedelta
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.outbox import enqueue, every, job
from polydesk.tickets import batches, closing, detecting, indexing, leaving


@every(timedelta(hours=1))
@job("tickets.round", platform=True)
async def go_round() -> None:
    """A row for each tenant; most of them have nothing to do and are done at once."""
    for row in await unit.fetch("SELECT id FROM tenant WHERE status NOT IN ('closed', 'erased')"):
        await enqueue("tickets.close_resolved", tenant=row["id"])


@job("tickets.close_resolved")
async def close_resolved() -> None:
    await closing.forget_keys()
    await batches.forget_batches()
    if await closing.close_resolved() == closing.AT_ONCE:
        await enqueue("tickets.close_resolved")


@job("tickets.go_on_with_batch")
async def go_on_with_batch(batch_id: str) -> None:
    await batches.go_on_later(UUID(batch_id))


@job("tickets.give_back")
async def give_back(member_id: str) -> None:
    if await leaving.give_back(UUID(member_id)) == leaving.AT_ONCE:
        await enqueue("tickets.give_back", member_id=member_id)


@job("tickets.detect_language")
async def detect_language(ticket_id: str) -> None:
    await detecting.detect(UUID(ticket_id))


@job("tickets.index_anew")
async def index_anew(behind: str = "") -> None:
    if (last := await indexing.index_anew(UUID(behind) if behind else UUID(int=0))) is not None:
        await enqueue("tickets.index_anew", behind=str(last))
