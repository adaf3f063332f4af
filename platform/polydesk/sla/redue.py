"""Redue: an edit of hours, zones or policies reaches every open promise, batch by batch, off the request that made it.

A promise knows the version by which it was counted, so a batch is simply those that are behind: it may be repeated,
interrupted, and run by several workers at once. Tickets that somebody holds are taken in a later batch; one at which it
fails holds up none of the others. Whoever waits for tickets takes them in the order of their ids, as merging does.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.actor import SYSTEM
from polydesk.sla import following, timer
from polydesk.sla.carefully import carefully
from polydesk.sla.catching_up import catch_up
from polydesk.sla.keeping import keep
from polydesk.sla.loading import load, load_pieces
from polydesk.sla.sweeping import shared_now, tell_readers

BATCH = 500
TICKETS_AT_ONCE = 50


class Round(NamedTuple):
    """How many tickets were brought up to date, and at how many that failed."""

    done: int = 0
    failed: int = 0


async def follow_hours(schedule_id: UUID) -> Round:
    """One batch of promises that have not heard of the latest version."""
    return await _follow([row["ticket_id"] for row in await unit.fetch(_BEHIND_HOURS + _HELD, schedule_id, BATCH)])


async def follow_policy(policy_id: UUID) -> Round:
    """One batch of promises by an earlier version than the one for open tickets, or by a policy that was withdrawn."""
    return await _follow([row["ticket_id"] for row in await unit.fetch(_BEHIND_POLICY + _HELD, policy_id, BATCH)])


async def follow_tickets(organisation_id: UUID | None, after: int = 0) -> int | None:
    """One batch of open tickets, of everybody or of one organisation, asked anew under which policy and contract they
    fall; the last number of the batch, None when it was the last."""
    rows = await unit.fetch(_OPEN, organisation_id, after, TICKETS_AT_ONCE)
    held = await unit.fetch(_HOLD, [row["id"] for row in rows])
    for row in held:
        await carefully([row["id"]], _fall_anew)
    return rows[-1]["number"] if len(rows) == TICKETS_AT_ONCE else None


async def follow_zone(schedule_id: UUID, before: str, after: str, start: UUID | None = None) -> UUID | None:
    """One batch of the schedule's open promises, measured again by other rules of its zone; None after the last batch."""
    rows = await unit.fetch(_OF_SCHEDULE, schedule_id, start, BATCH)
    about = {"tzdata": [before, after]}
    await carefully([row["ticket_id"] for row in rows], partial(_measure_again, schedule_id=schedule_id, about=about))
    return rows[-1]["ticket_id"] if len(rows) == BATCH else None


async def behind_hours(schedule_id: UUID) -> int:
    """How many open promises an edit of the hours has still to reach: what a page shows as progress."""
    found: int = await unit.fetchval(f"SELECT count(*) FROM ({_BEHIND_HOURS}) behind", schedule_id)  # noqa: S608
    return found


async def behind_policy(policy_id: UUID) -> int:
    found: int = await unit.fetchval(f"SELECT count(*) FROM ({_BEHIND_POLICY}) behind", policy_id)  # noqa: S608
    return found


async def pin(schedule_id: UUID) -> int:
    """Open promises keep the hours that they run by, whatever is published next: an edit for new tickets only."""
    await unit.execute(_HOLD_OF_SCHEDULE, schedule_id)
    return len(await unit.fetch(_PIN, schedule_id))


async def _follow(ticket_ids: Sequence[UUID]) -> Round:
    wanted = list(dict.fromkeys(ticket_ids))
    done = await carefully(wanted, _catch_up)
    return Round(len(done), len(wanted) - len(done))


async def _catch_up(ticket_ids: Sequence[UUID]) -> None:
    cases = await load(ticket_ids)
    await catch_up(cases)
    await tell_readers(await keep(cases, by=SYSTEM, detected_at=await shared_now()))


async def _fall_anew(ticket_ids: Sequence[UUID]) -> None:
    for ticket_id in ticket_ids:
        await following.changed(ticket_id, await shared_now(), by=SYSTEM, hours_too=True)


async def _measure_again(ticket_ids: Sequence[UUID], *, schedule_id: UUID, about: Mapping[str, Any]) -> None:
    cases = await load(ticket_ids)
    await catch_up(cases)
    await load_pieces(cases)
    now = await shared_now()
    for case in cases:
        for one in case.open():
            if one.terms.schedule_id == schedule_id:
                pieces = case.pieces_of(one)
                case.do(timer.correct, one, now, case.clock(one), pieces=pieces, hours_no=one.hours_no, about=about)
    await tell_readers(await keep(cases, by=SYSTEM, detected_at=now))


_BEHIND_HOURS = """
SELECT s.ticket_id FROM sla_timer s JOIN ticket t ON t.tenant_id = s.tenant_id AND t.id = s.ticket_id
 WHERE s.tenant_id = app.tenant_id() AND s.schedule_id = $1 AND s.state IN ('running', 'paused') AND s.pinned_no IS NULL
   AND s.hours_no < (SELECT max(no) FROM schedule_version WHERE tenant_id = app.tenant_id() AND schedule_id = $1)
"""
_BEHIND_POLICY = """
SELECT s.ticket_id FROM sla_timer s JOIN ticket t ON t.tenant_id = s.tenant_id AND t.id = s.ticket_id
  JOIN sla_policy p ON p.tenant_id = s.tenant_id AND p.id = s.policy_id
  JOIN sla_policy_version v ON v.tenant_id = s.tenant_id AND v.id = s.policy_version_id
 WHERE s.tenant_id = app.tenant_id() AND s.policy_id = $1 AND s.state IN ('running', 'paused')
   AND (v.no < ANY(p.open_nos) OR p.withdrawn_at IS NOT NULL)
"""
# Nobody waits here, so these may come in any order.
_HELD = " LIMIT $2 FOR UPDATE OF t, s SKIP LOCKED"
_OPEN = """
SELECT id, number FROM ticket WHERE tenant_id = app.tenant_id() AND ($1::uuid IS NULL OR organisation_id = $1)
   AND number > $2 AND status NOT IN ('resolved', 'closed') AND spam_at IS NULL ORDER BY number LIMIT $3
"""
_HOLD = "SELECT id FROM ticket WHERE tenant_id = app.tenant_id() AND id = ANY($1::uuid[]) ORDER BY id FOR UPDATE"
_HOLD_OF_SCHEDULE = """
SELECT FROM ticket t WHERE t.tenant_id = app.tenant_id()
   AND EXISTS (SELECT FROM sla_timer s WHERE s.tenant_id = t.tenant_id AND s.ticket_id = t.id AND s.schedule_id = $1
                  AND s.pinned_no IS NULL AND s.state IN ('running', 'paused'))
 ORDER BY t.id FOR UPDATE OF t
"""
_OF_SCHEDULE = """
SELECT t.id AS ticket_id FROM ticket t
 WHERE t.tenant_id = app.tenant_id() AND ($2::uuid IS NULL OR t.id > $2)
   AND EXISTS (SELECT FROM sla_timer s WHERE s.tenant_id = t.tenant_id AND s.ticket_id = t.id AND s.schedule_id = $1
                  AND s.state IN ('running', 'paused'))
 ORDER BY t.id LIMIT $3 FOR UPDATE OF t
"""
_PIN = """
UPDATE sla_timer SET pinned_no = hours_no WHERE tenant_id = app.tenant_id() AND schedule_id = $1 AND pinned_no IS NULL
   AND state IN ('running', 'paused') RETURNING id
"""
