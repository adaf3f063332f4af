"""Spending: tickets and mails of a period, and what stops once they are used up (BL-06). Billing counts them.

Only what a company can do without ever asks here: tickets that agents open, surveys, digests. What a customer sends, and
what they get as an answer, does not.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from i18n import _, lazy
from i18n.formats import list_of
from polydesk.kernel.refusals import LimitReached
from tenants.entitlements import explain, limits_now, who_may_change


class TicketsUsedUp(LimitReached):
    title = lazy("No more tickets by hand in this period")
    advice = lazy("Customers can still write to you, and you can answer them.")


@dataclass(frozen=True)
class Spent:
    """Of tickets or mails in this period: so many, and where they stop."""

    used: int
    most: int


Counts = Callable[[str], Awaitable[Spent | None]]

_counting: list[Counts] = []


def counts(asked: Counts) -> Counts:
    """For billing: `await asked("mails")` in the tenant's unit; None where nothing stops."""
    if asked not in _counting:
        _counting.append(asked)
    return asked


async def spent(meter: str) -> Spent | None:
    if getattr(await limits_now(), meter) is None:
        return None
    for asked in _counting:
        if (found := await asked(meter)) is not None:
            return found
    return None


async def may_spend(meter: str) -> bool:
    """Before something that the company can do without: a survey, a digest. Never asked for what a customer waits for."""
    found = await spent(meter)
    return found is None or found.used < found.most


async def demand_ticket() -> None:
    """After an agent has opened a ticket, in the same unit. Raises TicketsUsedUp; a customer's ticket is never asked about."""
    found = await spent("tickets")
    if found is None or found.used <= found.most:
        return
    people = await who_may_change()
    sentence = _("Tickets of this period: %(used)s of %(most)s. Who can change this: %(people)s.")
    refusal = TicketsUsedUp(sentence % {"used": found.used - 1, "most": found.most, "people": list_of(people)})
    explain(refusal, "tickets", current=found.used - 1, allowed=found.most, people=people)
    raise refusal
