"""Reasons why a customer is not asked about a resolution: the rule that decides, and what an agent reads of it."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from i18n import LazyText, lazy
from i18n.formats import ago
from surveys.facts import Facts
from surveys.setting import Setting
from tenants import spending

Why = Literal[
    "", "switched_off", "by_hand_only", "api_only", "spam", "merged", "reopened", "unanswered", "no_address", "automatic",
    "opted_out", "undeliverable", "asked", "answered", "tag", "organisation", "no_match", "asked_before",
    "used_up",
]  # fmt: skip

# Addresses behind which nobody reads what comes back.
MACHINE = re.compile(
    r"(?:no-?_?reply|do-?not-?reply|mailer-daemon|postmaster|bounces?|auto(?:mated|-?reply|-?responder)?|notifications?)(?:[+._-].*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Reason:
    """`since` is the instant that the sentence speaks of, where it speaks of one."""

    why: Why
    since: datetime | None = None


async def reason_not_to_ask(facts: Facts, wanted: Setting, *, at: datetime, by_hand: bool = False) -> Reason | None:
    """The first that holds; None: ask. By hand an agent may ask whenever it is not forbidden, whatever the rule says."""
    return reason_by_rule(facts, wanted, at=at, by_hand=by_hand) or await _used_up()


async def reason_no_agent_asks(facts: Facts, wanted: Setting, *, at: datetime) -> Reason | None:
    """Why an agent may not ask by hand: what forbids it anyway, or that programs alone do."""
    return await reason_not_to_ask(facts, wanted, at=at, by_hand=True) or programs_alone(wanted)


def programs_alone(wanted: Setting) -> Reason | None:
    return Reason("api_only") if wanted.mode == "api" else None


def reason_by_rule(facts: Facts, wanted: Setting, *, at: datetime, by_hand: bool = False) -> Reason | None:
    """The first that the facts alone tell."""
    for reason in (_ticket(facts), _person(facts, at, wanted), _tenant(facts, wanted, by_hand=by_hand)):
        if reason:
            return reason
    return Reason("undeliverable") if facts.is_undeliverable else None


async def _used_up() -> Reason | None:
    return None if await spending.may_spend("mails") else Reason("used_up")


def reason_not_to_remind(facts: Facts, wanted: Setting) -> Reason | None:
    """What may have happened since somebody was asked."""
    if facts.is_rated:
        return Reason("answered")
    return _standing(facts) or _opted_out(facts) or _excluded(facts, wanted) or _switched_off(wanted)


def _ticket(facts: Facts) -> Reason | None:
    if reason := _standing(facts):
        return reason
    if not facts.is_answered:
        return Reason("unanswered")
    return Reason("answered") if facts.is_rated else Reason("asked", facts.asked_at) if facts.asked_at else None


def _standing(facts: Facts) -> Reason | None:
    if facts.is_spam:
        return Reason("spam")
    if facts.is_merged:
        return Reason("merged")
    return None if facts.is_resolved else Reason("reopened")


def _person(facts: Facts, at: datetime, wanted: Setting) -> Reason | None:
    if not facts.address:
        return Reason("no_address")
    if facts.wrote is False or MACHINE.fullmatch(facts.address.rpartition("@")[0]):
        return Reason("automatic")
    before = facts.asked_before_at
    if before is not None and at < before + timedelta(days=wanted.quiet_days):
        return _opted_out(facts) or Reason("asked_before", before)
    return _opted_out(facts)


def _opted_out(facts: Facts) -> Reason | None:
    return Reason("opted_out", facts.opted_out_at) if facts.opted_out_at else None


def _tenant(facts: Facts, wanted: Setting, *, by_hand: bool) -> Reason | None:
    if reason := _excluded(facts, wanted) or _switched_off(wanted):
        return reason
    if by_hand:
        return None
    if wanted.mode in _WAITING_FOR:
        return Reason(_WAITING_FOR[wanted.mode])
    return None if wanted.mode == "always" or _matches(facts, wanted) else Reason("no_match")


def _excluded(facts: Facts, wanted: Setting) -> Reason | None:
    if set(facts.tags) & set(wanted.excluded_tags):
        return Reason("tag")
    return Reason("organisation") if facts.organisation_id in wanted.excluded_organisations else None


def _switched_off(wanted: Setting) -> Reason | None:
    return Reason("switched_off") if wanted.mode == "never" else None


def _matches(facts: Facts, wanted: Setting) -> bool:
    """Each condition that is set must hold; of several values one is enough."""
    return (
        (not wanted.only_channels or facts.channel in wanted.only_channels)
        and (not wanted.only_categories or facts.category_id in wanted.only_categories)
        and (not wanted.only_tags or bool(set(facts.tags) & set(wanted.only_tags)))
    )


def said(reason: Reason) -> str:
    """A whole sentence in the language of the moment."""
    if reason.since and reason.why in _SINCE:
        return str(_SINCE[reason.why]) % {"when": ago(reason.since)}
    return str(_SAID.get(reason.why, ""))


_WAITING_FOR: dict[str, Why] = {"by_hand": "by_hand_only", "api": "api_only"}
_SAID: dict[str, LazyText] = {
    "switched_off": lazy("Surveys are switched off."),
    "by_hand_only": lazy("Customers are asked only when somebody here wants it."),
    "api_only": lazy("Customers are asked only by programs of your company."),
    "spam": lazy("The ticket is spam."),
    "merged": lazy("The ticket was merged into another one."),
    "reopened": lazy("The ticket is not resolved."),
    "unanswered": lazy("Nobody answered the customer."),
    "no_address": lazy("The customer has no e-mail address."),
    "automatic": lazy("A machine wrote this ticket, no person."),
    "opted_out": lazy("The customer opted out of surveys."),
    "undeliverable": lazy("Mails to the customer's address came back."),
    "asked": lazy("The customer was asked already."),
    "answered": lazy("The customer has rated it already."),
    "tag": lazy("A tag of the ticket is excluded from surveys."),
    "organisation": lazy("The customer's organisation is excluded from surveys."),
    "no_match": lazy("The ticket does not fit the conditions for surveys."),
    "asked_before": lazy("The customer was asked about another ticket not long ago."),
    "used_up": lazy("The e-mails of this period are used up, so nobody is asked until the next one."),
}
_SINCE: dict[str, LazyText] = {
    "opted_out": lazy("The customer opted out of surveys %(when)s."),
    "asked": lazy("The customer was asked %(when)s."),
    "asked_before": lazy("The customer was asked about another ticket %(when)s."),
}
