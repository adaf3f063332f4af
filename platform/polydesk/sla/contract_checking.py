"""Whether a contract can be, with a place in the form for each reason why not. Pure, given what exists."""

from collections.abc import Iterator, Mapping
from typing import Any

from i18n import _
from polydesk.sla.contract import Terms
from polydesk.sla.refusals import Fault

LIMITS = {"name": 120, "plan": 80, "notes": 4000}
MOST_DAYS = 365


def faults_of(terms: Terms, known: Mapping[str, Any] | None) -> tuple[Fault, ...]:
    """`known` says whether organisation, policy and schedule are there."""
    return tuple(_faults(terms, known or {}))


def _faults(terms: Terms, known: Mapping[str, Any]) -> Iterator[Fault]:
    if not known.get("organisation"):
        yield Fault("organisation", _("Please choose an organisation."))
    if not terms.name.strip():
        yield Fault("name", _("Please fill this in."))
    for place, most in LIMITS.items():
        if len(getattr(terms, place)) > most:
            yield Fault(place, _("Please enter at most %(n)s characters.") % {"n": most})
    if terms.ends_on is not None and terms.ends_on < terms.starts_on:
        yield Fault("ends_on", _("The last day is before the first one."))
    if not 0 <= terms.remind_days <= MOST_DAYS:
        yield Fault("remind_days", _("Please enter a number of days between 0 and 365."))
    if not known.get("policy"):
        yield Fault("policy", _("This policy does not exist any more. Choose another one."))
    if not known.get("schedule"):
        yield Fault("schedule", _("These support hours do not exist any more. Choose others."))
