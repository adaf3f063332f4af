"""Plans: what we sell, as data. Pure: no rows, no Stripe; `catalogue` makes Stripe sell the same.

A plan has a price for the company (`base`), which includes some full seats, one for each further seat, and one for each
ticket and mail beyond what a month includes. Security, SLA, audit log and single sign-on are in every plan.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from billing.money import Money
from i18n import LazyText, lazy, lazy_in

Cycle = Literal["month", "year"]
Part = Literal["base", "seat", "tickets", "mails"]

CYCLES: tuple[Cycle, ...] = ("month", "year")
CURRENCIES = ("eur", "usd", "gbp", "jpy")
METERS: tuple[Part, ...] = ("tickets", "mails")
PARTS: tuple[Part, ...] = ("base", "seat", *METERS)
# A year costs as much as ten months.
MONTHS_PAID = {"month": 1, "year": 10}
MONTHS = {"month": 1, "year": 12}

CYCLE_NAMES: dict[str, LazyText] = {"month": lazy("Monthly"), "year": lazy("Yearly")}

TRIAL = "trial"
# What no plan leaves out.
IN_EVERY_PLAN = (
    lazy("SLA policies with receipts"),
    lazy("Audit log"),
    lazy("Single sign-on (OpenID Connect)"),
    lazy("CSAT surveys"),
    lazy("Help centre in every language"),
)


@dataclass(frozen=True)
class Plan:
    """`months`: the price of a month by currency, in the smallest unit. `seats`: full seats that it includes;
    `seat`: a further one. `extras`: what one ticket or mail beyond costs; nothing beyond where there is none.

    A plan that is withdrawn stays here with `is_sold=False`, and a currency leaves `CURRENCIES` but not the amounts: whoever
    bought keeps what they bought."""

    name: str
    title: LazyText | str
    description: LazyText
    seats: int
    tickets: int
    mails: int
    storage_mb: int
    months: Mapping[str, int]
    seat: Mapping[str, int]
    extras: Mapping[str, Mapping[str, Decimal]]
    is_sold: bool = True

    @property
    def is_paid(self) -> bool:
        return bool(self.months)

    def included(self, meter: str) -> int:
        """Of a month: `tickets` or `mails`."""
        return {"tickets": self.tickets, "mails": self.mails}[meter]


# In cents, or yen.
EXTRAS = {
    "tickets": {"eur": Decimal(2), "usd": Decimal(2), "gbp": Decimal(2), "jpy": Decimal(3)},
    "mails": {"eur": Decimal("0.2"), "usd": Decimal("0.2"), "gbp": Decimal("0.2"), "jpy": Decimal("0.3")},
}

# What is sold bears a name, alike in every language, as on the invoice; that it is free is said in the reader's words.
FREE = Plan(
    name="free",
    title=lazy_in("plan", "Free"),
    description=lazy("For small teams that begin to help their customers."),
    seats=2,
    tickets=100,
    mails=500,
    storage_mb=1_024,
    months={},
    seat={},
    extras={},
)
TEAM = Plan(
    name="team",
    title="Team",  # notext: a name, alike in every language
    description=lazy("For teams that help customers every day."),
    seats=3,
    tickets=2_000,
    mails=10_000,
    storage_mb=20_480,
    months={"eur": 3_900, "usd": 4_200, "gbp": 3_400, "jpy": 6_500},
    seat={"eur": 1_200, "usd": 1_300, "gbp": 1_050, "jpy": 2_000},
    extras=EXTRAS,
)
BUSINESS = Plan(
    name="business",
    title="Business",  # notext: a name, alike in every language
    description=lazy("For companies with several teams and much to do."),
    seats=10,
    tickets=10_000,
    mails=50_000,
    storage_mb=102_400,
    months={"eur": 14_900, "usd": 15_900, "gbp": 12_900, "jpy": 24_500},
    seat={"eur": 1_500, "usd": 1_600, "gbp": 1_300, "jpy": 2_500},
    extras=EXTRAS,
)

PLANS: dict[str, Plan] = {plan.name: plan for plan in (FREE, TEAM, BUSINESS)}
PAID = tuple(plan for plan in PLANS.values() if plan.is_paid)
NAMES: dict[str, LazyText | str] = {TRIAL: lazy("Trial"), **{name: plan.title for name, plan in PLANS.items()}}


def plan(name: str) -> Plan:
    """Raises KeyError: a trial is no plan that anybody buys."""
    return PLANS[name]


def price(name: str, cycle: str, currency: str, part: str = "base") -> Money:
    """What a cycle of the plan costs before tax, or one further seat for a cycle; raises KeyError."""
    amounts = plan(name).seat if part == "seat" else plan(name).months
    return Money(amounts[currency] * MONTHS_PAID[cycle] if plan(name).is_paid else 0, currency)


def total(name: str, cycle: str, currency: str, seats: int = 0) -> Money:
    """With `seats` further seats, before tax and extras."""
    if not plan(name).is_paid:
        return Money(0, currency)
    return price(name, cycle, currency) + price(name, cycle, currency, "seat") * seats


def extra_price(name: str, currency: str, meter: str, units: int = 1) -> Money | None:
    """So many tickets or mails beyond what is included, rounded as Stripe rounds; None where nothing may go beyond."""
    each = plan(name).extras.get(meter, {}).get(currency)
    return None if each is None else Money(int((each * units).to_integral_value(ROUND_HALF_UP)), currency)


def thousand_more(name: str, currency: str) -> dict[str, Money | None]:
    """As it is told: what 1,000 of each meter cost beyond what is included."""
    return {meter: extra_price(name, currency, meter, 1_000) for meter in METERS}


def limits_of(name: str, seats: int = 0) -> dict[str, int]:
    """What a plan allows together with `seats` further seats; a trial has no limits. Raises KeyError."""
    if name == TRIAL:
        return {}
    bought = plan(name)
    return {
        "seats": bought.seats + (seats if bought.is_paid else 0),
        "storage_mb": bought.storage_mb,
        "tickets": bought.tickets,
        "mails": bought.mails,
    }


def seats_beyond(name: str, seats: int) -> int:
    """How many further seats somebody with so many full seats pays for."""
    return max(0, seats - plan(name).seats)


def lookup_key(name: str, cycle: str, currency: str, part: str) -> str:
    """By which Stripe knows the price that is sold today."""
    return f"polydesk_{name}_{cycle}_{currency}_{part}"


def meter_name(part: str) -> str:
    return f"polydesk_{part}"


# fmt: off
EURO = frozenset({
    "AT", "BE", "BG", "CY", "DE", "EE", "ES", "FI", "FR", "GR", "HR", "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PT", "SI", "SK",
})
# fmt: on


def currency_for(country: str | None) -> str:
    """What a company there is offered first; it may choose another as long as it has paid nothing."""
    if country in EURO:
        return "eur"
    return {"GB": "gbp", "JP": "jpy"}.get(country or "", "eur" if country is None else "usd")


def as_cycle(text: str) -> Cycle | None:
    return text if text in CYCLES else None


def unit_amount(name: str, cycle: str, currency: str, part: str) -> Decimal:
    """One unit of a price at Stripe, in the smallest unit of the currency; parts of a cent only for extras."""
    if part in METERS:
        return plan(name).extras[part][currency]
    return Decimal(price(name, cycle, currency, part).amount_minor)
