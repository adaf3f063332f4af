"""Sweeping: promises whose next instant has come are looked at; what a look finds is the same, however late it comes.

Only the database's clock counts, since machines disagree. Any number of workers may sweep: each takes what nobody else
holds, a ticket together with its promises, so that a step may change the ticket in the same transaction.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial
from uuid import UUID

from polydesk.hours.instants import instant_of, moment_of
from polydesk.kernel import clock, live, unit
from polydesk.kernel.actor import SYSTEM
from polydesk.sla import escalating, timer
from polydesk.sla.carefully import carefully
from polydesk.sla.catching_up import catch_up
from polydesk.sla.keeping import keep
from polydesk.sla.loading import load
from polydesk.sla.telling_others import Event

BATCH = 200


async def detect() -> int:
    """One batch of this tenant; answers how many promises were due for a look, and got one."""
    now = await shared_now()
    found = await unit.fetch(_DUE, moment_of(now), BATCH)
    if not found:
        return 0
    due = Counter(row["ticket_id"] for row in found)
    return sum(due[ticket_id] for ticket_id in await carefully(list(due), partial(_look, now=now)))


async def _look(tickets: Sequence[UUID], *, now: int) -> None:
    cases = await load(tickets)
    await catch_up(cases)
    for case in cases:
        for one in case.open():
            case.do(timer.sweep, one, now)
    events = await keep(cases, by=SYSTEM, detected_at=now)
    await escalating.carry_out(cases, events)
    await tell_readers(events)


async def tell_readers(events: Iterable[Event]) -> None:
    """Open pages that show these tickets look again after the commit."""
    for ticket_id in {event["ticket_id"] for event in events}:
        await live.tell("ticket", str(ticket_id))


async def tenants_with_due() -> list[UUID]:
    """In a platform unit: whose promises want a look."""
    moved = clock.travelled()
    return [row["id"] for row in await unit.fetch(_TENANTS, moved)]


async def shared_now() -> int:
    """This second by the clock that all workers share; tests that moved time have their own."""
    moved = clock.travelled()
    return instant_of(moved if moved is not None else await unit.fetchval("SELECT clock_timestamp()"))


_DUE = """
SELECT s.ticket_id FROM sla_timer s JOIN ticket t ON t.tenant_id = s.tenant_id AND t.id = s.ticket_id
 WHERE s.tenant_id = app.tenant_id() AND s.state = 'running' AND s.next_event_at <= $1
 ORDER BY s.next_event_at LIMIT $2 FOR UPDATE OF t, s SKIP LOCKED
"""
_TENANTS = """
SELECT t.id FROM tenant t
 WHERE t.status NOT IN ('closed', 'erased')
   AND EXISTS (SELECT FROM sla_timer s WHERE s.tenant_id = t.id AND s.state = 'running'
                  AND s.next_event_at <= coalesce($1, clock_timestamp()))
"""
