"""What is asked about promises: a ticket's timers as they stand, their spans and events, and what is due next.

Reads never depend on whether a worker has come round: what is past due is broken, noticed or not.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from polydesk.hours.instants import instant_of
from polydesk.kernel import unit
from polydesk.sla import due
from polydesk.sla.clocks import Clocks
from polydesk.sla.loading import load
from polydesk.sla.promise import Span, Timer
from polydesk.tickets.due import Due

Look = Literal["running", "breached", "paused", "never_open", "met", "missed", "cancelled"]


@dataclass(frozen=True)
class Standing:
    """A timer at an instant. `left_s` is support time, or calendar time by that clock; `overdue_s` likewise."""

    timer: Timer
    look: Look
    left_s: int
    overdue_s: int


@dataclass(frozen=True)
class SpanRow:
    timer_id: UUID
    span: Span
    schedule_version_id: UUID | None


@dataclass(frozen=True)
class EventRow:
    id: UUID
    timer_id: UUID
    metric: str
    kind: str
    at: datetime
    detected_at: datetime
    actor_kind: str
    actor_id: UUID | None
    actor_name: str
    data: dict[str, Any]


async def timers_of(ticket_id: UUID) -> list[Timer]:
    """In the order of their beginning."""
    cases = await load([ticket_id])
    return [timer for case in cases for timer in case.timers_by_age()]


async def standings_of(ticket_id: UUID, at: int) -> list[Standing]:
    """Each with what is left of it at this instant."""
    timers = await timers_of(ticket_id)
    clocks = Clocks()
    await clocks.learn_timers(timers)
    return [standing(timer, at, clocks) for timer in timers]


def standing(timer: Timer, at: int, clocks: Clocks) -> Standing:
    clock = clocks.of(timer)
    used = timer.consumed_s + (clock.elapsed(timer.since, at) if timer.is_running else 0)
    breached = timer.is_breached(at)
    used_then = timer.breach_consumed_s if timer.breached_at is not None else timer.allowance_s
    return Standing(
        timer, _look(timer, breached), timer.allowance_s - used, max(0, used - used_then) if breached else 0
    )


async def due_of(ticket_id: UUID) -> Due:
    return due.due_of(await timers_of(ticket_id))


async def spans_of(ticket_id: UUID) -> list[SpanRow]:
    return [
        SpanRow(timer_id, Span(seq, instant_of(begins), instant_of(ends), kind, reason, version_id, counted), hours_id)
        for timer_id, seq, begins, ends, kind, reason, version_id, counted, hours_id in await unit.fetch(
            _SPANS, ticket_id
        )
    ]


async def events_of(ticket_id: UUID) -> list[EventRow]:
    """In the order in which they happened; of one second in the order in which they were written."""
    return [EventRow(**dict(row)) for row in await unit.fetch(_EVENTS, ticket_id)]


def _look(timer: Timer, breached: bool) -> Look:
    if timer.state == "completed":
        return "missed" if timer.breached_at is not None else "met"
    if timer.state == "cancelled":
        return "cancelled"
    if breached:
        return "breached"
    if timer.state == "paused":
        return "paused"
    return "never_open" if timer.is_never_due else "running"


_SPANS = """
SELECT x.timer_id, x.seq, x.from_at, x.to_at, x.kind, x.reason, x.policy_version_id, x.counted_s, x.schedule_version_id
  FROM sla_timer s JOIN sla_span x ON x.tenant_id = s.tenant_id AND x.timer_id = s.id
 WHERE s.tenant_id = app.tenant_id() AND s.ticket_id = $1 ORDER BY s.started_at, s.cycle, x.timer_id, x.from_at, x.seq
"""
_EVENTS = """
SELECT e.id, e.timer_id, s.metric, e.kind, e.at, e.detected_at, e.actor_kind, e.actor_id, e.actor_name, e.data
  FROM sla_event e JOIN sla_timer s ON s.tenant_id = e.tenant_id AND s.id = e.timer_id
 WHERE e.tenant_id = app.tenant_id() AND e.ticket_id = $1 ORDER BY e.at, e.id
"""
