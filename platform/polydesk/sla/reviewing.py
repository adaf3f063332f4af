"""Reviewing: what would move or have been missed is shown before a change of hours or policies is applied.

Where nothing would (a young company, a holiday that nobody's promise crosses) there is nothing to ask, and the change is
applied at once.
"""

from uuid import UUID

from i18n import lazy
from polydesk.hours.instants import moment_of
from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.outbox import enqueue
from polydesk.kernel.refusals import Conflict
from polydesk.schedules.change import Change
from polydesk.sla import change_rows
from polydesk.sla.as_if import Plan, plan_of
from polydesk.sla.change_rows import Result, Typed
from polydesk.sla.felt import is_felt
from polydesk.sla.open_moves import BATCH, Moves, count_touched, look_at, next_touched

PAGE = "/admin/changes"
MOST_WAITING = 20


class TooManyWait(Conflict):
    """For one admin."""

    title = lazy("Too many changes wait for your decision")
    message = lazy("Decide or discard some of those that wait before you look at another one.")


async def review(change: Change, *, by: Actor, typed: Typed | None) -> str | None:
    """The page that shows it, or None. Raises what the change refuses."""
    plan = await plan_of(change, by=by)
    moves = await _moves_at_once(change, plan, by)
    if (moves is not None and not moves.total) and not await _has_past(plan):
        return None
    return f"{PAGE}/{await keep_for_decision(change, plan, Result(moves), by=by, typed=typed)}"


async def keep_for_decision(change: Change, plan: Plan, result: Result, *, by: Actor, typed: Typed | None) -> UUID:
    """A draft that is computed from now on. Raises TooManyWait."""
    result.touches_past = plan.touches_past
    async with unit.savepoint():
        change_id = await change_rows.keep(change, typed=typed, numbers=plan.numbers, result=result, by=by)
        if await change_rows.how_many_wait_of(by) > MOST_WAITING:
            raise TooManyWait
        await enqueue("sla.simulate", change_id=str(change_id))
    return change_id


async def _moves_at_once(change: Change, plan: Plan, by: Actor) -> Moves | None:
    """None when there is too much to look at while somebody waits."""
    touched = await next_touched(plan, None)
    if len(touched) == BATCH and await count_touched(plan) > BATCH:
        return None
    moves = Moves()
    if touched:
        await look_at(moves, change, plan, touched, by=by)
    return moves


async def _has_past(plan: Plan) -> bool:
    if not plan.touches_past:
        return False
    if plan.falls_anew:
        return await is_felt(plan)
    hours: list[UUID] | None = None if plan.is_about_policies else list(plan.hours)
    found: bool = await unit.fetchval(_HAS_PAST, moment_of(plan.since), hours)
    return found


# For policies any ticket is one that may have fallen under another.
_HAS_PAST = """
SELECT EXISTS (SELECT FROM ticket t WHERE t.tenant_id = app.tenant_id() AND t.created_at >= $1 AND t.spam_at IS NULL
   AND ($2::uuid[] IS NULL OR EXISTS (SELECT FROM sla_timer s WHERE s.tenant_id = t.tenant_id AND s.ticket_id = t.id
          AND s.schedule_id = ANY($2) AND s.clock = 'business')))
"""
