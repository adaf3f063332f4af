"""Where a ticket stands with its survey, in whole sentences: what will be asked or was, why not, and whether an agent may ask."""

from dataclasses import dataclass
from datetime import datetime

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.tickets.ticket import Ticket
from surveys.facts import FACTS, facts_in
from surveys.plans import BESIDE_FACTS, plan_in
from surveys.reasons import Reason, programs_alone, reason_by_rule, said
from surveys.setting import known as known_setting
from tenants.entitlements import limits
from tenants.spending import may_spend


@dataclass(frozen=True)
class Standing:
    """`why_not` is the reason why nobody was asked, or why nobody would be as things are; `hand_off` why an agent
    cannot ask either, where it is another one. `may_ask`: a button does it."""

    state: str
    due: datetime | None = None
    asked_at: datetime | None = None
    reminded_at: datetime | None = None
    by_hand: bool = False
    why_not: str = ""
    hand_off: str = ""
    may_ask: bool = False


async def standing_of(ticket: Ticket) -> Standing | None:
    """None while there is nothing to say: the ticket is open, or spam."""
    if ticket.is_open or ticket.is_spam or ticket.is_merged:
        return None
    row = await unit.fetchrow(_READ, ticket.id, ticket.cycle)
    if row is None:
        return None
    plan, facts, wanted = plan_in(row), facts_in(row), await known_setting()
    if plan is not None and plan.state == "asked":
        return Standing("asked", asked_at=plan.decided_at, reminded_at=plan.reminded_at, by_hand=plan.by_hand)
    used_up = await _used_up()
    hand_off = reason_by_rule(facts, wanted, at=now(), by_hand=True) or used_up or programs_alone(wanted)
    if plan is not None and plan.state == "planned":
        at_its_time = reason_by_rule(facts, wanted, at=max(plan.due, now()), by_hand=plan.by_hand) or used_up
        return _said(Standing("planned", plan.due, by_hand=plan.by_hand), at_its_time, hand_off)
    return _said(Standing("not_asked"), plan.why_not if plan else None, hand_off)


async def _used_up() -> Reason | None:
    """What the company's plan allows is in memory, and mostly that is everything: then nobody counts."""
    return None if limits().mails is None or await may_spend("mails") else Reason("used_up")


def _said(so_far: Standing, why_not: Reason | None, hand_off: Reason | None) -> Standing:
    reason, other = (said(why_not) if why_not else ""), (said(hand_off) if hand_off else "")
    return Standing(
        so_far.state,
        so_far.due,
        by_hand=so_far.by_hand,
        why_not=reason or (other if so_far.state == "not_asked" else ""),
        hand_off=other if reason and other != reason else "",
        may_ask=hand_off is None and not so_far.by_hand,
    )


_READ = f"SELECT f.*, p.* FROM ({FACTS}) f LEFT JOIN ({BESIDE_FACTS}) p ON true"  # noqa: S608 - constants of this slice
