"""What the page says of each record: what it is for, and how it stands."""

from dataclasses import dataclass

from i18n import LazyText, lazy
from polydesk.senders.records import Record, State, our_mechanism
from polydesk.senders.senders import Held

PURPOSES: dict[str, LazyText] = {
    "dkim": lazy("Proves that the domain is yours, and lets receivers check that each e-mail is genuine."),
    "spf": lazy("Lists who may send for your domain."),
    "dmarc": lazy("Tells receivers what to do with e-mails that only pretend to be yours."),
}

UNCHECKED = lazy("Not looked up yet.")
RIGHT = lazy("Published, and right.")
MISSING = lazy("Nothing is published yet. It can take some hours until a new record is seen everywhere.")
SEVERAL = lazy("Several of these records are published, which receivers take for none. Keep one.")
UNANSWERED = lazy("The DNS did not answer. We ask again by ourselves.")
TAKEN = lazy("This domain sends for another company here already. If that is wrong, ask whoever runs this platform.")
DIFFERENT: dict[str, LazyText] = {
    "dkim": lazy("Something else is published under this name. Compare it letter by letter."),
    "spf": lazy("Your record does not name us. Add “%(mechanism)s” to the one you have."),
    "dmarc": lazy("There is a record, but its policy cannot be read."),
}
SAYS: dict[State, LazyText] = {
    "unchecked": UNCHECKED,
    "right": RIGHT,
    "missing": MISSING,
    "several": SEVERAL,
    "taken": TAKEN,
    "unanswered": UNANSWERED,
}


@dataclass(frozen=True)
class Shown:
    """A record as the page prints it."""

    record: Record
    title: str
    purpose: str
    state: State
    says: str


def shown(held: Held) -> list[Shown]:
    states: dict[str, State] = {"dkim": held.dkim, "spf": held.spf, "dmarc": held.dmarc}
    return [
        Shown(one, one.kind.upper(), str(PURPOSES[one.kind]), states[one.kind], _says(one.kind, states[one.kind]))
        for one in held.records
    ]


def _says(kind: str, state: State) -> str:
    if state == "different":
        return str(DIFFERENT[kind]) % {"mechanism": our_mechanism()} if kind == "spf" else str(DIFFERENT[kind])
    return str(SAYS[state])
