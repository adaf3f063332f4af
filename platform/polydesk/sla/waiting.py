"""Waiting: which promises stand still while a ticket waits, and why."""

from polydesk.sla import timer
from polydesk.sla.cases import Case
from polydesk.sla.promise import Timer


def refresh(case: Case, at: int) -> None:
    """Pauses what the ticket's status pauses now, and lets the rest run."""
    for one in case.open():
        reason = reason_to_wait(case, one)
        if reason and one.reason != reason:
            case.do(timer.pause, one, at, reason=reason)
        elif not reason and not one.is_running:
            case.do(timer.resume, one, at)


def reason_to_wait(case: Case, one: Timer) -> str:
    """Nothing when it runs. With the option, waiting for the customer needs a question that we asked."""
    status = case.ticket.status
    if status not in one.terms.pause_on:
        return ""
    asks = one.terms.options.pause_needs_question
    if asks and status == "waiting_customer" and case.ticket.waiting_since is not None:
        return ""
    return status
