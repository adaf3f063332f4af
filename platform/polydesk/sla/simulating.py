"""Simulating: the job that looks at all open promises and replays the last 90 days, telling how far it is.

Each batch is a unit of its own, so progress is seen at once and no lock is held for long. A worker that dies leaves
nothing behind: the next one begins again. Whoever discards or applies the change meanwhile ends it. Of one person one
change is computed at a time; the others wait for their turn.
"""

from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from polydesk.kernel import unit
from polydesk.kernel.actor import SYSTEM
from polydesk.kernel.live import tell
from polydesk.kernel.outbox import Lease, Retry
from polydesk.kernel.refusals import Refusal
from polydesk.sla import change_rows, open_moves, past_promises
from polydesk.sla.as_if import Plan, numbers, plan_of
from polydesk.sla.change_rows import ChangeRow, Result
from polydesk.sla.open_moves import Moves
from polydesk.sla.replay import Tally
from polydesk.sla.replaying import Replay

TURN = timedelta(seconds=3)


class Over(Exception):
    """Nobody waits for the result any more."""


async def simulate(lease: Lease, change_id: UUID) -> None:
    async with lease.unit():
        must_wait = await change_rows.wait_for_turn(await change_rows.change_row(change_id))
    if must_wait:
        raise Retry("another one is being computed", after=TURN)
    try:
        async with lease.unit():
            row = await change_rows.change_row(change_id)
            plan = await plan_of(row.change, by=SYSTEM)
            to_look_at = 0 if row.result.moves else await open_moves.count_touched(plan)
            to_replay = await past_promises.how_many(plan.since, plan.organisation_id) if plan.touches_past else 0
            _demand(await change_rows.begin(change_id, to_look_at + to_replay))
        moves = row.result.moves or await _look_at_open(lease, row, plan)
        result = Result(moves, touches_past=plan.touches_past)
        if plan.touches_past:
            async with lease.unit():
                _demand(await change_rows.say(change_id, result, "simulating"))
            result.past = await _replay(lease, row, plan, to_look_at)
        await _end(lease, change_id, result, "simulated")
    except Refusal as refusal:
        await _end(lease, change_id, Result(failed=str(refusal.message)), "failed")
    except Over:
        return


async def _look_at_open(lease: Lease, row: ChangeRow, plan: Plan) -> Moves:
    moves, after = Moves(), None
    while True:
        await lease.renew()
        async with lease.unit():
            touched = await open_moves.next_touched(plan, after)
            if not touched:
                return moves
            await open_moves.look_at(moves, row.change, plan, touched, by=SYSTEM)
            _demand(await change_rows.progress(row.id, moves.looked_at))
        after = touched[-1]


async def _replay(lease: Lease, row: ChangeRow, plan: Plan, done: int) -> Tally:
    tally = Tally(plan.zone)
    async with lease.unit():
        zone = ZoneInfo(await unit.fetchval("SELECT zone FROM tenant WHERE id = app.tenant_id()"))
        replay = Replay(plan, await numbers(), zone, tally)
        after = await past_promises.first_number(plan.since)
    while True:
        await lease.renew()
        async with lease.unit():
            batch = await past_promises.next_batch(plan.since, after, plan.organisation_id)
            if batch is None:
                return tally
            await replay.take(batch)
            _demand(await change_rows.progress(row.id, done + tally.tickets))
        after = batch.last


async def _end(lease: Lease, change_id: UUID, result: Result, state: change_rows.State) -> None:
    async with lease.unit():
        await change_rows.say(change_id, result, state)
        await tell("change", str(change_id))
        await lease.finish()


def _demand(is_waited_for: bool) -> None:
    if not is_waited_for:
        raise Over
