"""Keeping: everything that happened to promises goes into the tables in one statement, with the tickets' due times.

Spans and events are only ever added. Of events that happen once the first is kept, and only the first is told to the
floors above: whatever is retried, by however many workers, nobody hears of a breach twice.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from polydesk.hours.instants import instant_of, moment_of
from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.outbox import write_along
from polydesk.sla import telling_others
from polydesk.sla.cases import Case
from polydesk.sla.due import due_of
from polydesk.sla.keeping_sql import BEGUN, WRITE
from polydesk.sla.promise import Happening, Outcome, Timer
from polydesk.sla.rows import row_of
from polydesk.sla.telling_others import Event


async def keep(cases: Iterable[Case], *, by: Actor, detected_at: int | None = None) -> list[Event]:
    """What the cases have gathered; then tells whoever reacts. Answers the events that were new.

    `detected_at` is now, unless a sweep says otherwise.
    """
    news = [(case, list(case.outcomes.values())) for case in cases if case.outcomes]
    if not news:
        return []
    detected = instant_of(now()) if detected_at is None else detected_at
    outcomes = [outcome for _case, of_case in news for outcome in of_case]
    events = _events(outcomes, by, detected)
    first = await unit.fetch(
        WRITE,
        [row_of(outcome.timer) for outcome in outcomes],
        [_span(outcome.timer, span) for outcome in outcomes for span in outcome.spans],
        events,
        [_line(event) for event in events if event["kind"] == "breached"],
        [str(outcome.timer.id) for outcome in outcomes if _has_result(outcome)],
        [_due(case) for case, _of_case in news],
    )
    for case, _of_case in news:
        case.outcomes = {}
    kept = {row["id"] for row in first}
    new: list[Event] = [event for event in events if event["id"] in kept]
    clocks = [(outcome.timer, case.clock(outcome.timer)) for case, of_case in news for outcome in of_case]
    await telling_others.tell(clocks, new, detected)
    return new


async def keep_begun(case: Case, *, by: Actor) -> None:
    """Of a ticket that has just been made. Nothing but beginnings is written by the statement of the outbox, later."""
    outcomes = list(case.outcomes.values())
    if not all(outcome.has_just_begun for outcome in outcomes):
        await keep([case], by=by)
    elif outcomes:
        timers = [row_of(outcome.timer) for outcome in outcomes]
        events = _events(outcomes, by, instant_of(now()))
        case.outcomes = {}
        await write_along(BEGUN, timers, events, *_due(case).values())


def _events(outcomes: Iterable[Outcome], by: Actor, detected_at: int) -> list[dict[str, Any]]:
    """In the order of their ids those of one second are told as they happened."""
    happened = [(outcome.timer, one) for outcome in outcomes for one in outcome.happenings]
    ids = sorted(new_id() for _ in happened)
    return [_event(key, timer, one, by, detected_at) for key, (timer, one) in zip(ids, happened, strict=True)]


def _event(key: UUID, timer: Timer, happening: Happening, by: Actor, detected_at: int) -> dict[str, Any]:
    return {
        "id": key,
        "ticket_id": timer.ticket_id,
        "timer_id": timer.id,
        "metric": timer.metric,
        "kind": happening.kind,
        "once": happening.once,
        "at": happening.at,
        "detected_at": max(detected_at, happening.at),
        "actor_kind": by.kind,
        "actor_id": by.id,
        "actor_name": by.name,
        "data": happening.data,
    }


def _span(timer: Timer, span: Any) -> dict[str, Any]:
    return {
        "timer_id": timer.id,
        "seq": span.seq,
        "from_at": span.from_at,
        "to_at": span.to_at,
        "kind": span.kind,
        "reason": span.reason,
        "policy_version_id": span.version_id,
        "schedule_id": timer.terms.schedule_id,
        "hours_no": timer.hours_no,
        "counted_s": span.counted_s,
    }


def _line(event: dict[str, Any]) -> dict[str, Any]:
    """A breach as a line of the ticket's timeline: nobody did it."""
    data = {"metric": event["metric"], "due_at": moment_of(event["at"]).isoformat()}
    return {
        "id": new_id(),
        "event_id": event["id"],
        "ticket_id": event["ticket_id"],
        "at": event["detected_at"],
        "data": data,
    }


def _has_result(outcome: Outcome) -> bool:
    """Completed, or broken and then cancelled: what attainment counts."""
    timer = outcome.timer
    if timer.state == "completed":
        return "completed" in outcome.kinds
    return "cancelled" in outcome.kinds and timer.state == "cancelled" and timer.breached_at is not None


def _due(case: Case) -> dict[str, Any]:
    due = due_of(case.timers.values())
    return {
        "id": case.ticket.id,
        "due_at": due.at and instant_of(due.at),
        "due_metric": due.metric,
        "due_schedule_id": due.schedule_id,
        "due_paused": due.paused,
        "due_left_s": due.left_s,
    }
