"""Wishes: the plan, cycle and seats that an owner wants, and whether that begins at once or with the next period. Pure.

More begins at once and costs its share of the running period; less begins when what was paid for is used up.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from billing.plans import METERS, PLANS, lookup_key, plan, seats_beyond

RANK = {name: place for place, name in enumerate(PLANS)}


@dataclass(frozen=True)
class Wish:
    """`seats`: further full seats beside those that the plan includes."""

    plan: str
    cycle: str
    seats: int = 0

    @property
    def is_paid(self) -> bool:
        return plan(self.plan).is_paid

    @property
    def all_seats(self) -> int:
        return plan(self.plan).seats + self.seats

    @property
    def query(self) -> str:
        """As it stands in an address: people count all full seats."""
        return urlencode({"plan": self.plan, "cycle": self.cycle, "seats": self.all_seats})


def wish_for(name: str, cycle: str, all_seats: int) -> Wish:
    """With so many full seats, or as many as the plan includes."""
    if not plan(name).is_paid:
        return Wish(name, "month")
    return Wish(name, cycle, seats_beyond(name, all_seats))


def begins_at_once(held: Wish, wish: Wish) -> bool:
    """Nothing that is paid for is lost: a change that takes anything away waits for the end of the period."""
    if RANK[wish.plan] != RANK[held.plan]:
        return RANK[wish.plan] > RANK[held.plan] and not _shortens(held, wish)
    return not _shortens(held, wish) and wish.seats >= held.seats


def lookup_keys(wish: Wish, currency: str) -> dict[str, int | None]:
    """The prices of a subscription for this wish, with their quantities; None where usage is metered."""
    wanted: dict[str, int | None] = {lookup_key(wish.plan, wish.cycle, currency, "base"): 1}
    if wish.seats:
        wanted[lookup_key(wish.plan, wish.cycle, currency, "seat")] = wish.seats
    for meter in METERS:
        wanted[lookup_key(wish.plan, wish.cycle, currency, meter)] = None
    return wanted


def _shortens(held: Wish, wish: Wish) -> bool:
    return held.cycle == "year" and wish.cycle == "month"
