"""The words of webhooks: the events that can be asked for, and how a delivery went."""

from i18n import LazyText, _, lazy

EVENTS: dict[str, LazyText] = {
    "ticket.created": lazy("A ticket comes in"),
    "ticket.customer_wrote": lazy("A customer writes in a ticket"),
    "ticket.agent_replied": lazy("An agent replies"),
    "ticket.assigned": lazy("A ticket is assigned"),
    "ticket.changed": lazy("A ticket is changed: its status, priority, category and so on"),
    "ticket.resolved": lazy("A ticket is resolved"),
    "ticket.reopened": lazy("A ticket is reopened"),
    "ticket.closed": lazy("A ticket is closed"),
    "promise.broken": lazy("A promise is broken"),
}
# Not asked for by ticking: somebody's test, and what a policy does after a breach.
TEST, ESCALATION = "test", "promise.escalated"
OTHERS: dict[str, LazyText] = {TEST: lazy("A test"), ESCALATION: lazy("A step of a policy after a promise was broken")}

PROBLEMS: dict[str, LazyText] = {
    "unreachable": lazy("Nobody answered within five seconds."),
    "not_public": lazy("The address leads into a private network, which is not called."),
    "off": lazy("The webhook was switched off or deleted before it was sent."),
    "bad_address": lazy("The address cannot be called."),
}


def event_said(event: str) -> str:
    return str(EVENTS.get(event) or OTHERS.get(event) or event)


def outcome_said(status: int | None, problem: str) -> str:
    """Empty as long as nobody has tried."""
    if problem:
        return str(PROBLEMS.get(problem, problem))
    return _("The answer was %(status)s.") % {"status": status} if status else ""
