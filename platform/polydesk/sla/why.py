"""Why this policy: what was tested for a ticket, in order, and at which condition each of the others gave up.

`sla/_why.html` shows it, on the ticket and on the page on which an admin tries things out.
"""

from dataclasses import dataclass

from i18n import _
from i18n.formats import list_of
from polydesk.hours.instants import instant_of
from polydesk.kernel.clock import now
from polydesk.sla.choices import Choices, choices
from polydesk.sla.contract import Contract
from polydesk.sla.facts import facts_of
from polydesk.sla.matching import Matched, Tested, match_ticket
from polydesk.sla.policy import FIELDS, Field
from polydesk.sla.policy_looks import PAGE
from polydesk.sla.policy_queries import name_of
from polydesk.sla.policy_words import FIELD_NAMES, condition_said, value_said
from polydesk.tickets.ticket import Ticket


@dataclass(frozen=True)
class Trial:
    """One policy that was tested; `said` tells what decided."""

    name: str
    no: int
    url: str
    holds: bool
    said: str


@dataclass(frozen=True)
class Why:
    """`facts` are what the ticket says of itself, as pairs of label and value."""

    winner: str
    contract: Contract | None
    facts: tuple[tuple[str, str], ...]
    trials: tuple[Trial, ...]


async def why(ticket: Ticket) -> Why:
    """As it would be decided now, with the policies of now; the ticket's timers name the version that they run by."""
    at = instant_of(now())
    return explained(await match_ticket(await facts_of(ticket, at), at), await choices())


def explained(matched: Matched, chosen: Choices) -> Why:
    winner = name_of(matched.version.draft.names) if matched.version else ""
    return Why(
        winner=winner,
        contract=matched.contract,
        facts=tuple((str(FIELD_NAMES[field]), _answer(field, matched, chosen)) for field in FIELDS),
        trials=tuple(_trial(tested, matched, chosen) for tested in matched.tested),
    )


def _trial(tested: Tested, matched: Matched, chosen: Choices) -> Trial:
    version = tested.version
    return Trial(
        name=name_of(version.draft.names),
        no=version.no,
        url=f"{PAGE}/{version.policy_id}",
        holds=tested.holds,
        said=_decided(tested, matched, chosen),
    )


def _decided(tested: Tested, matched: Matched, chosen: Choices) -> str:
    if tested.by_contract and matched.contract:
        return _("The contract “%(name)s” brings it, so no other policy was asked.") % {"name": matched.contract.name}
    if tested.holds:
        return _("Everything it asks for holds.") if tested.version.draft.conditions else _("It takes every ticket.")
    assert tested.failing is not None
    asked = condition_said(tested.failing, chosen.names)
    found = _answer(tested.failing.field, matched, chosen)
    return _("It asks that %(condition)s; the ticket has: %(found)s.") % {"condition": asked, "found": found}


def _answer(field: Field, matched: Matched, chosen: Choices) -> str:
    facts = matched.facts
    said: dict[Field, list[str]] = {
        "organisation": [str(facts.organisation_id)] if facts.organisation_id else [],
        "plan": [facts.plan] if facts.plan else [],
        "channel": [facts.channel],
        "language": [facts.language],
        "priority": [facts.priority],
        "tag": list(facts.tags),
        "category": [str(facts.category_id)] if facts.category_id else [],
        "message_language": [facts.message_language] if facts.message_language else [],
    }
    return list_of(value_said(field, value, chosen.names) for value in said[field]) or _("none")
