"""Tax as the twin reckons it: VAT of the customer's country within the EU, reverse charge for a business of another EU
country whose VAT id was verified, and none elsewhere. An honest rule, and a simple one: no thresholds, no reduced rates.
"""

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .proration import rounded

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]

PERCENT = {
    "AT": 20,
    "BE": 21,
    "BG": 20,
    "CY": 19,
    "CZ": 21,
    "DE": 19,
    "DK": 25,
    "EE": 24,
    "ES": 21,
    "FI": 25.5,
    "FR": 20,
    "GR": 24,
    "HR": 25,
    "HU": 27,
    "IE": 23,
    "IT": 22,
    "LT": 21,
    "LU": 17,
    "LV": 21,
    "MT": 18,
    "NL": 21,
    "PL": 23,
    "PT": 23,
    "RO": 21,
    "SE": 25,
    "SI": 22,
    "SK": 23,
}


def located(customer: Json) -> bool:
    return bool((customer["address"] or {}).get("country"))


def percent(world: "World", customer: Json) -> tuple[float, str]:
    """The rate, and Stripe's word for why."""
    country = (customer["address"] or {}).get("country")
    if country not in PERCENT:
        return 0, "not_collecting"
    if customer["tax_exempt"] == "exempt":
        return 0, "customer_exempt"
    if customer["tax_exempt"] == "reverse" or (country != world.home and _business(world, customer)):
        return 0, "reverse_charge"
    return PERCENT[country], "standard_rated"


def write(world: "World", customer: Json, lines: list[Json], behaviors: list[str]) -> list[Json]:
    """Each line's `taxes`, rounded per line; answers the invoice's `total_taxes`."""
    rate, reason = percent(world, customer)
    name = rate_of(world, (customer["address"] or {}).get("country"), rate, reason)["id"]
    for line, behavior in zip(lines, behaviors, strict=True):
        net = line["amount"] - sum(one["amount"] for one in line["discount_amounts"])
        amount, base = _tax(net, rate, inclusive=behavior == "inclusive")
        line["taxes"] = [_entry(amount, base, name, reason, behavior)]
    entries = [line["taxes"][0] for line in lines]
    return [
        _entry(sum(one["amount"] for one in same), sum(one["taxable_amount"] for one in same), name, reason, behavior)
        for behavior in ("exclusive", "inclusive")
        if (same := [one for one in entries if one["tax_behavior"] == behavior])
    ]


def rate_of(world: "World", country: str | None, rate: float, reason: str) -> Json:
    for known in world.all("tax_rate"):
        if (known["country"], known["percentage"], world.kept(known["id"])["reason"]) == (country, rate, reason):
            return known
    made = world.add(
        "tax_rate",
        "txr",
        active=False,
        country=country,
        display_name="VAT" if country in PERCENT else "Tax",
        effective_percentage=rate,
        inclusive=False,
        jurisdiction=country,
        jurisdiction_level="country" if country else None,
        livemode=False,
        percentage=rate,
        rate_type="percentage",
        tax_type="vat" if country in PERCENT else None,
    )
    world.kept(made["id"])["reason"] = reason
    return made


def retrieve_rate(world: "World", asked: Json, name: str) -> Json:
    return world.find("tax_rate", name)


def _tax(net: int, rate: float, *, inclusive: bool) -> tuple[int, int]:
    part = Fraction(str(rate)) / 100
    if inclusive:
        amount = rounded(net * part.numerator, part.denominator + part.numerator)
        return amount, net - amount
    return rounded(net * part.numerator, part.denominator), net


def _entry(amount: int, base: int, rate: str, reason: str, behavior: str) -> Json:
    return {
        "amount": amount,
        "tax_behavior": behavior,
        "tax_rate_details": {"tax_rate": rate},
        "taxability_reason": reason,
        "taxable_amount": base,
        "type": "tax_rate_details",
    }


def _business(world: "World", customer: Json) -> bool:
    return any(
        one["type"] == "eu_vat" and one["verification"]["status"] == "verified"
        for one in world.all("tax_id", of=customer["id"])
    )
