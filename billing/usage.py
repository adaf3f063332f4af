"""Usage: tickets and mails against what the plan includes (BL-06), and where they stop.

At a cap nothing more is charged: surveys, digests by mail and tickets that agents open stop until the next period.
What customers send, and what they get as an answer, never does.
"""

from dataclasses import dataclass
from datetime import datetime

from billing import plans
from billing.counting import METERS, count, count_charged
from billing.money import Money
from billing.terms import Terms, terms_of
from i18n import LazyText, lazy
from tenants.spending import Spent

NAMES: dict[str, LazyText] = {"tickets": lazy("Tickets"), "mails": lazy("E-mails")}


@dataclass(frozen=True)
class Used:
    """`included` None: no limit. `cap`: where it stops, in all; None: nowhere. `costs`: what is charged beyond so
    far. `is_billed`: its time is a period of Stripe's, and no calendar month."""

    meter: str
    name: LazyText
    used: int
    included: int | None
    cap: int | None
    costs: Money | None
    start: datetime
    end: datetime
    is_billed: bool = False

    @property
    def percent(self) -> int:
        """Of what is included: whole per cent, rounded down, above 100 as well."""
        if self.included is None:
            return 0
        return 100 * self.used // self.included if self.included else 100 * min(1, self.used)

    @property
    def beyond(self) -> int:
        return max(0, self.used - self.included) if self.included is not None else 0

    @property
    def is_stopped(self) -> bool:
        return self.cap is not None and self.used >= self.cap


async def usage() -> list[Used]:
    """Of this period, in the tenant's unit."""
    return [await used(meter) for meter in METERS]


async def used(meter: str) -> Used:
    terms = await terms_of(meter)
    counted = await _counted(terms)
    costs, is_billed = _costs(terms, counted), terms.held is not None
    return Used(
        meter, NAMES[meter], counted, terms.included, terms.most, costs, terms.start, terms.end, is_billed=is_billed
    )


async def spent(meter: str) -> Spent | None:
    """For `tenants.spending`: None where nothing stops, and then nothing is counted."""
    terms = await terms_of(meter)
    return None if terms.most is None else Spent(await _counted(terms), terms.most)


async def _counted(terms: Terms) -> int:
    """What is shown to somebody who pays is what Stripe is told."""
    ask = count if terms.held is None else count_charged
    return await ask(terms.meter, terms.start, terms.end)


def charged(terms: Terms, counted: int) -> int:
    """How many of these Stripe is told of: never more than the cap."""
    return counted if terms.most is None else min(counted, terms.most)


def _costs(terms: Terms, counted: int) -> Money | None:
    if terms.held is None or terms.included is None:
        return None
    beyond = max(0, charged(terms, counted) - terms.included)
    return plans.extra_price(terms.held.plan, terms.held.currency, terms.meter, beyond)
