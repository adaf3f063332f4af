"""Telling the floors above what happened to promises: each breach, reminder and step once, in the same transaction."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from polydesk.hours.instants import moment_of
from polydesk.kernel.events import announce
from polydesk.sla.events import ReminderFired, StepFired, TimerBreached
from polydesk.sla.promise import Timer

Event = Mapping[str, Any]


async def tell(timers: Iterable[Timer], events: Sequence[Event]) -> None:
    """`events` are those that were new, in their order."""
    of_timer: dict[UUID, list[Event]] = defaultdict(list)
    for event in events:
        of_timer[event["timer_id"]].append(event)
    for timer in timers:
        mine = of_timer[timer.id]
        for event in mine:
            if event["kind"] == "breached":
                await announce(_breach(timer, event))
        if reminders := [event["once"] for event in mine if event["kind"] == "reminded"]:
            await announce(_reminder(timer, reminders))
        if steps := [event["once"] for event in mine if event["kind"] == "stepped"]:
            await announce(_step(timer, steps))


def _about(timer: Timer, due_at: int | None) -> dict[str, Any]:
    return {
        "ticket_id": timer.ticket_id,
        "timer_id": timer.id,
        "metric": timer.metric,
        "due_at": moment_of(due_at or 0),
        "is_urgent": timer.terms.priority in timer.terms.options.urgent,
        "schedule_id": timer.terms.schedule_id,
    }


def _breach(timer: Timer, event: Event) -> TimerBreached:
    at = moment_of(event["at"])
    return TimerBreached(
        **_about(timer, event["at"]),
        cause=event["data"]["cause"],
        breached_at=at,
        detected_at=moment_of(event["detected_at"]),
    )


def _reminder(timer: Timer, keys: list[str]) -> ReminderFired:
    fired = [one for one in timer.terms.reminders if one.metric == timer.metric and one.key in keys]
    to = dict.fromkeys(who for one in fired for who in one.to)
    return ReminderFired(**_about(timer, timer.due_at), key=keys[-1], to=tuple(to))


def _step(timer: Timer, keys: list[str]) -> StepFired:
    fired = [one for one in timer.terms.steps if one.metric == timer.metric and one.key in keys]
    notify = dict.fromkeys(who for one in fired for who in one.notify)
    return StepFired(**_about(timer, timer.breached_at), keys=tuple(keys), notify=tuple(notify))
