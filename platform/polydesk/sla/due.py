"""What is due next of all that a ticket was promised, as its row shows it in queues."""

from collections.abc import Iterable

from polydesk.hours.instants import moment_of
from polydesk.sla.promise import Timer
from polydesk.tickets.due import Due

NEVER_OPEN = "never_open"


def due_of(timers: Iterable[Timer]) -> Due:
    """The earliest of what runs; if nothing can become due, why not and how much is left."""
    held = [timer for timer in timers if timer.is_open]
    running = [timer for timer in held if timer.is_running and timer.shown_due is not None]
    if running:
        first = min(running, key=lambda timer: (timer.shown_due or 0, timer.left_s))
        return Due(moment_of(first.shown_due or 0), first.metric, first.terms.schedule_id)
    if not held:
        return Due()
    first = min(held, key=lambda timer: (timer.is_running, timer.left_s))
    reason = NEVER_OPEN if first.is_never_due else first.reason
    return Due(None, first.metric, first.terms.schedule_id, reason, first.left_s)
