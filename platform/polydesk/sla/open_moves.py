"""Open moves: which open promises a change would move, found by letting it happen to them and undoing it."""

from collections.abc import Iterator, Sequence
from uuid import UUID

import msgspec

from polydesk.hours.instants import moment_of
from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.schedules.change import Change
from polydesk.sla.as_if import Plan, as_if
from polydesk.sla.cases import Case, timers_of
from polydesk.sla.catching_up import catch_up
from polydesk.sla.loading import load
from polydesk.sla.promise import Timer
from polydesk.sla.rematching import rematch
from polydesk.sla.rule_change import RuleChange
from polydesk.sla.rules import Rules, rules_for

BATCH = 250
MOST_LISTED = 50

# In the order in which people want to know: what is lost, what disappears, what moves.
KINDS = ("missed", "never", "ends", "earlier", "later", "due_again", "begins", "kept")


class Move(msgspec.Struct, frozen=True):
    ticket_id: UUID
    number: int
    metric: str
    kind: str
    was: int | None
    will: int | None


class Moves(msgspec.Struct):
    """`counts` by kind; of each kind the first ones are listed. `looked_at` are tickets."""

    counts: dict[str, int] = {}
    listed: dict[str, list[Move]] = {}
    looked_at: int = 0

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def first(self) -> list[Move]:
        return [move for kind in KINDS for move in self.listed.get(kind, [])][:MOST_LISTED]

    def add(self, move: Move) -> None:
        self.counts[move.kind] = self.counts.get(move.kind, 0) + 1
        of_kind = self.listed.setdefault(move.kind, [])
        if len(of_kind) < MOST_LISTED:
            of_kind.append(move)


async def count_touched(plan: Plan) -> int:
    """How many tickets have open promises that the change may reach."""
    if plan.falls_anew:
        of_tickets: int = await unit.fetchval(f"SELECT count(*) {_SERVED}", plan.organisation_id)
        return of_tickets
    found: int = await unit.fetchval(f"SELECT count(DISTINCT ticket_id) {_TOUCHED}", *_reach(plan))
    return found


async def next_touched(plan: Plan, after: UUID | None) -> list[UUID]:
    if plan.falls_anew:
        sql = f"SELECT id {_SERVED} AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3"
        return [row["id"] for row in await unit.fetch(sql, plan.organisation_id, after, BATCH)]
    sql = f"SELECT DISTINCT ticket_id {_TOUCHED} AND ($5::uuid IS NULL OR ticket_id > $5) ORDER BY 1 LIMIT $6"
    return [row["ticket_id"] for row in await unit.fetch(sql, *_reach(plan), after, BATCH)]


async def look_at(moves: Moves, change: Change, plan: Plan, ticket_ids: Sequence[UUID], *, by: Actor) -> None:
    """Adds what would become of these tickets' promises."""
    cases = await load(ticket_ids)
    await catch_up(cases)
    numbers = {case.ticket.id: case.ticket.number for case in cases}
    before = {one.id: one for one in timers_of(cases)}
    wish = change.asking(also_open=True) if isinstance(change, RuleChange) else change
    async with as_if(wish, by=by):
        cases = await load(ticket_ids)
        await catch_up(cases)
        if plan.falls_anew:
            await _fall_anew(cases, plan.at)
        after = timers_of(cases)
    for move in moves_between(before, after, numbers, plan.at):
        moves.add(move)
    moves.looked_at += len(ticket_ids)


async def _fall_anew(cases: Sequence[Case], at: int) -> None:
    """As the job does that follows; rules differ by the organisation alone, so they are read once for each."""
    known: dict[UUID | None, Rules] = {}
    for case in cases:
        organisation_id = case.ticket.organisation_id
        if organisation_id not in known:
            _ticket, known[organisation_id] = await rules_for(case.ticket.id)
        await rematch(case, known[organisation_id], at, hours_too=True)


def moves_between(
    before: dict[UUID, Timer], after: Sequence[Timer], numbers: dict[UUID, int], at: int
) -> Iterator[Move]:
    for one in after:
        was = before.get(one.id)
        if kind := _kind(was, one, at):
            due = was.due_at if was else None
            yield Move(one.ticket_id, numbers[one.ticket_id], one.metric, kind, due, one.shown_due)


def _kind(was: Timer | None, one: Timer, at: int) -> str:
    """Nothing for what stays as it is: late already, waiting, over."""
    if was is None or (not was.is_open and one.is_open):
        return "" if not one.is_open else "begins" if one.breached_at is None else "missed"
    if was.is_open and one.retracted > was.retracted:
        return "kept"
    if not was.is_open or was.is_breached(at):
        return ""
    if not one.is_open:
        return "ends"
    if one.breached_at is not None:
        return "missed"
    if not was.is_running or not one.is_running or was.due_at == one.due_at:
        return ""
    if one.due_at is None:
        return "never"
    if was.due_at is None:
        return "due_again"
    return "earlier" if one.due_at < was.due_at else "later"


def _reach(plan: Plan) -> tuple[list[UUID], list[object], UUID | None, bool]:
    return list(plan.moved), [moment_of(first) for first in plan.moved.values()], plan.policy_id, plan.corrects


# By hours: what is due after they become others, or never due, and what was missed where the past is corrected. By a
# policy: all that it promises.
_TOUCHED = """
  FROM sla_timer s
  LEFT JOIN unnest($1::uuid[], $2::timestamptz[]) AS m (schedule_id, first) ON m.schedule_id = s.schedule_id
 WHERE s.tenant_id = app.tenant_id() AND s.state IN ('running', 'paused')
   AND (s.policy_id = $3
     OR (m.schedule_id IS NOT NULL AND s.clock = 'business' AND s.pinned_no IS NULL AND s.state = 'running'
         AND ($4 OR s.breached_at IS NULL) AND (s.due_at IS NULL OR s.due_at > m.first)))
"""
# By another order of policies or a contract: every ticket that somebody works on.
_SERVED = """
  FROM ticket WHERE tenant_id = app.tenant_id() AND status NOT IN ('resolved', 'closed') AND spam_at IS NULL
   AND merged_into_id IS NULL AND ($1::uuid IS NULL OR organisation_id = $1)
"""
