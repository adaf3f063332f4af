"""Batches: a change of several tickets, proposed, looked at, carried out once and, if need be, taken back.

What was chosen is kept with the proposal, so that what somebody confirms is what they looked at. Whoever carries it out
holds its row: it is done once, however often it is sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.clock import now
from polydesk.kernel.events import announce
from polydesk.kernel.ids import new_id, to_id
from polydesk.kernel.outbox import enqueue
from polydesk.kernel.refusals import NotFound, Refusal
from polydesk.tickets.batch_plans import Plan, Wanted, aim, plan
from polydesk.tickets.batch_steps import change, take_back
from polydesk.tickets.events import SeveralAssigned
from polydesk.tickets.ticket import COLUMNS, from_row
from tenants.roles import permissions_of

MOST = 500
# So many are done while somebody waits, and in each job that goes on with the others.
AT_ONCE = 25
KEPT = timedelta(days=7)

INSERT = "INSERT INTO ticket_batch (id, member_id, wanted, view, is_cut, created_at) VALUES ($1, $2, $3, $4, $5, $6)"
LINES = """
INSERT INTO ticket_batch_line (batch_id, ticket_id, place)
SELECT $1, t.id, min(given.place) FROM unnest($2::bigint[]) WITH ORDINALITY AS given (number, place)
  JOIN ticket t ON t.tenant_id = app.tenant_id() AND t.number = given.number GROUP BY t.id
"""
READ = """
SELECT b.id, b.member_id, b.wanted, b.view, b.is_cut, b.state,
       (SELECT jsonb_object_agg(state, n) FROM (SELECT state, count(*) AS n FROM ticket_batch_line l
          WHERE l.tenant_id = b.tenant_id AND l.batch_id = b.id GROUP BY state) c)
  FROM ticket_batch b WHERE b.tenant_id = app.tenant_id() AND b.id = $1
"""
TURN = "UPDATE ticket_batch SET state = $3 WHERE tenant_id = app.tenant_id() AND id = $1 AND state = $2 RETURNING id"
HOLD = "SELECT state FROM ticket_batch WHERE tenant_id = app.tenant_id() AND id = $1 FOR UPDATE"
# Whoever waits for several tickets takes them in the order of their ids.
NEXT = """
SELECT ticket_id, before, after FROM ticket_batch_line
 WHERE tenant_id = app.tenant_id() AND batch_id = $1 AND state = $2 ORDER BY ticket_id LIMIT $3
"""
NOTE = """
UPDATE ticket_batch_line SET state = $3, why = $4, before = coalesce($5, before), after = coalesce($6, after)
 WHERE tenant_id = app.tenant_id() AND batch_id = $1 AND ticket_id = $2
"""
TICKETS = f"""
SELECT {", ".join("t." + name for name in COLUMNS.split(", "))} FROM ticket_batch_line l
  JOIN ticket t ON t.tenant_id = l.tenant_id AND t.id = l.ticket_id
 WHERE l.tenant_id = app.tenant_id() AND l.batch_id = $1 ORDER BY l.place
"""  # noqa: S608
LEFT = """
SELECT t.number, l.state, l.why FROM ticket_batch_line l JOIN ticket t ON t.tenant_id = l.tenant_id AND t.id = l.ticket_id
 WHERE l.tenant_id = app.tenant_id() AND l.batch_id = $1 AND l.state IN ('left', 'kept') ORDER BY l.place
"""
GIVEN = """
SELECT after ->> 'assignee' AS assignee, count(*) FROM ticket_batch_line
 WHERE tenant_id = app.tenant_id() AND batch_id = $1 AND state = 'changed' AND after ? 'assignee' GROUP BY 1
"""
MEMBER = """
SELECT m.id, m.name, m.email, m.role, m.language, m.zone, m.state = 'active' AS is_here
  FROM ticket_batch b JOIN member m ON m.tenant_id = b.tenant_id AND m.id = b.member_id
 WHERE b.tenant_id = app.tenant_id() AND b.id = $1
"""


@dataclass(frozen=True)
class Batch:
    """`is_cut`: more were wanted than one change takes. `lines` counts its tickets by their state."""

    id: UUID
    member_id: UUID
    wanted: Wanted
    view: str
    is_cut: bool
    state: str
    lines: dict[str, int]

    @property
    def is_at_work(self) -> bool:
        return self.state in ("running", "undoing")

    @property
    def total(self) -> int:
        return sum(self.lines.values())

    @property
    def to_do(self) -> int:
        return self.lines.get("waiting" if self.state == "running" else "changed", 0) if self.is_at_work else 0


async def propose(numbers: Sequence[int], wanted: Wanted, *, view: str, is_cut: bool = False, by: Actor) -> UUID:
    """Nothing changes yet. Raises what `aim` raises."""
    await aim(wanted, by=by)
    batch_id = new_id()
    await unit.execute(INSERT, batch_id, by.id, msgspec.to_builtins(wanted), view, is_cut or len(numbers) > MOST, now())
    await unit.execute(LINES, batch_id, list(numbers[:MOST]))
    return batch_id


async def batch(batch_id: UUID, *, by: Actor) -> Batch:
    """Raises NotFound, also for a colleague's."""
    row = await unit.fetchrow(READ, batch_id)
    if row is None or row["member_id"] != by.id:
        raise NotFound
    _id, member_id, wanted, view, is_cut, state, lines = row
    return Batch(batch_id, member_id, msgspec.convert(wanted, Wanted), view, is_cut, state, lines or {})


async def plans(found: Batch, *, by: Actor) -> list[Plan]:
    """What it would make of each ticket as it is now. Raises what `aim` raises."""
    aimed = await aim(found.wanted, by=by)
    return [plan(from_row(row), aimed) for row in await unit.fetch(TICKETS, found.id)]


async def left(found: Batch) -> list[tuple[int, str, str]]:
    """The tickets that stayed as they were, or were not taken back: number, `left` or `kept`, why or by whom."""
    return [(row["number"], row["state"], row["why"]) for row in await unit.fetch(LEFT, found.id)]


async def start(found: Batch, *, by: Actor) -> None:
    """The second to say so finds it begun."""
    if await unit.fetchval(TURN, found.id, "proposed", "running"):
        await go_on(found.id, by=by)


async def undo(found: Batch, *, by: Actor) -> None:
    if await unit.fetchval(TURN, found.id, "done", "undoing"):
        await go_on(found.id, by=by)


async def go_on_later(batch_id: UUID) -> None:
    """For whoever began it, with the rights that they have now; somebody who left changes nothing any more."""
    row = await unit.fetchrow(MEMBER, batch_id)
    if row is None:
        return
    member_id, name, email, role, language, zone, is_here = row
    by = Actor("member", member_id, name, email, role, permissions_of(role), language=language, zone=zone)
    if is_here:
        await go_on(batch_id, by=by)
    elif await unit.fetchval(TURN, batch_id, "running", "done"):
        await _tell_assignee(batch_id, by)


async def go_on(batch_id: UUID, *, by: Actor) -> None:
    """A piece of the work, and a job for the rest."""
    state = await unit.fetchval(HOLD, batch_id)
    if state not in ("running", "undoing"):
        return
    work = _change_some if state == "running" else _take_some_back
    if await work(batch_id, by) == AT_ONCE:
        await enqueue("tickets.go_on_with_batch", batch_id=str(batch_id))
        return
    await unit.execute(TURN, batch_id, state, "done" if state == "running" else "undone")
    if state == "running":
        await _tell_assignee(batch_id, by)


async def forget_batches() -> None:
    await unit.execute("DELETE FROM ticket_batch WHERE tenant_id = app.tenant_id() AND created_at < $1", now() - KEPT)


async def _change_some(batch_id: UUID, by: Actor) -> int:
    wanted = await unit.fetchval("SELECT wanted FROM ticket_batch WHERE id = $1", batch_id)
    try:
        aimed = await aim(msgspec.convert(wanted, Wanted), by=by)
    except Refusal:
        aimed = None
    rows = await unit.fetch(NEXT, batch_id, "waiting", AT_ONCE)
    for row in rows:
        nothing: tuple[str, dict[str, Any], dict[str, Any]] = ("refused", {}, {})
        why, before, after = await change(row["ticket_id"], aimed, by=by) if aimed else nothing
        await unit.execute(NOTE, batch_id, row["ticket_id"], "left" if why else "changed", why, before, after)
    return len(rows)


async def _tell_assignee(batch_id: UUID, by: Actor) -> None:
    row = await unit.fetchrow(GIVEN, batch_id)
    assignee_id = to_id(row["assignee"] or "") if row else None
    if row and assignee_id and assignee_id != by.id:
        await announce(SeveralAssigned(batch_id=batch_id, by=by, assignee_id=assignee_id, count=row["count"]))


async def _take_some_back(batch_id: UUID, by: Actor) -> int:
    rows = await unit.fetch(NEXT, batch_id, "changed", AT_ONCE)
    for row in rows:
        who = await take_back(row["ticket_id"], row["before"], row["after"], by=by)
        await unit.execute(NOTE, batch_id, row["ticket_id"], "kept" if who else "undone", who, None, None)
    return len(rows)
