"""Telling the floors above what happened to promises: each breach, reminder and step once, in the same transaction."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from polydesk.hours.history import Clock, History
from polydesk.hours.instants import moment_of
from polydesk.kernel.events import announce
from polydesk.sla.events import ReminderFired, StepFired, TimerBreached
from polydesk.sla.promise import Timer

Event = Mapping[str, Any]
TOLD = frozenset({"breached", "reminded", "stepped"})


async def tell(timers: Iterable[tuple[Timer, Clock]], events: Sequence[Event], at: int) -> None:
    """`events` are those that were new, in their order; `at` is now."""
    of_timer: dict[UUID, list[Event]] = defaultdict(list)
    for event in events:
        of_timer[event["timer_id"]].append(event)
    for timer, clock in timers:
        mine = of_timer[timer.id]
        if not any(event["kind"] in TOLD for event in mine):
            continue
        opens_at = _opening(clock, at)
        for event in mine:
            if event["kind"] == "breached":
                await announce(_breach(timer, event, opens_at))
        if reminders := [event["once"] for event in mine if event["kind"] == "reminded"]:
            await announce(_reminder(timer, reminders, opens_at))
        if steps := [event["once"] for event in mine if event["kind"] == "stepped"]:
            await announce(_step(timer, steps, opens_at))


def _opening(clock: Clock, at: int) -> datetime | None:
    opens_at = clock.next_opening(at) if isinstance(clock, History) else None
    return None if opens_at is None else moment_of(opens_at)


def _about(timer: Timer, due_at: int | None, opens_at: datetime | None) -> dict[str, Any]:
    return {
        "opens_at": opens_at,
        "ticket_id": timer.ticket_id,
        "timer_id": timer.id,
        "metric": timer.metric,
        "due_at": moment_of(due_at or 0),
        "is_urgent": timer.terms.priority in timer.terms.options.urgent,
        "schedule_id": timer.terms.schedule_id,
    }


def _breach(timer: Timer, event: Event, opens_at: datetime | None) -> TimerBreached:
    at = moment_of(event["at"])
    return TimerBreached(
        **_about(timer, event["at"], opens_at),
        cause=event["data"]["cause"],
        breached_at=at,
        detected_at=moment_of(event["detected_at"]),
    )


def _reminder(timer: Timer, keys: list[str], opens_at: datetime | None) -> ReminderFired:
    fired = [one for one in timer.terms.reminders if one.metric == timer.metric and one.key in keys]
    to = dict.fromkeys(who for one in fired for who in one.to)
    return ReminderFired(**_about(timer, timer.due_at, opens_at), key=keys[-1], to=tuple(to))


def _step(timer: Timer, keys: list[str], opens_at: datetime | None) -> StepFired:
    fired = [one for one in timer.terms.steps if one.metric == timer.metric and one.key in keys]
    notify = dict.fromkeys(who for one in fired for who in one.notify)
    return StepFired(**_about(timer, timer.breached_at, opens_at), keys=tuple(keys), notify=tuple(notify))
