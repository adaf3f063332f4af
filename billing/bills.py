"""Bills: an invoice that Stripe only previews, in lines that a person understands. Pure: it reads what was fetched.

Lines are told in our words and the reader's language, by the part of the plan that a price stands for.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from billing import sold
from billing.money import Money
from billing.plans import CYCLE_NAMES, NAMES
from i18n import _, ngettext
from i18n.formats import day, number

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Line:
    """`turn`: whether it is the share of a period that goes on, its unused rest given back, or a whole period."""

    plan: str
    cycle: str
    part: str
    quantity: int
    amount: int
    turn: str
    start: float
    end: float
    words: str = ""

    @property
    def text(self) -> str:
        what = self._what()
        if self.turn == "back":
            return _("%(what)s: given back from %(day)s") % {"what": what, "day": _day(self.start)}
        if self.turn == "share":
            return _("%(what)s: from %(start)s to %(end)s") % {
                "what": what,
                "start": _day(self.start),
                "end": _day(self.end),
            }
        return what

    def _what(self) -> str:
        shown = {"num": number(self.quantity)}
        if self.part == "base":
            return f"{NAMES.get(self.plan, self.plan)} · {CYCLE_NAMES.get(self.cycle, '')}"
        if self.part == "seat":
            return ngettext("%(num)s further seat", "%(num)s further seats", self.quantity) % shown
        if self.part == "tickets":
            return ngettext("%(num)s ticket of this period", "%(num)s tickets of this period", self.quantity) % shown
        if self.part == "mails":
            return ngettext("%(num)s e-mail of this period", "%(num)s e-mails of this period", self.quantity) % shown
        return self.words


@dataclass(frozen=True)
class Bill:
    """`due` is what is charged after credit; `tax` says 0 where the customer accounts for it (`is_reverse`)."""

    currency: str
    lines: tuple[Line, ...]
    subtotal: int
    discount: int
    tax: int
    total: int
    due: int
    is_reverse: bool
    is_taxed: bool
    at: float

    def money(self, amount: int) -> Money:
        return Money(amount, self.currency)

    @property
    def credit(self) -> int:
        """What is paid from what the company has with us already."""
        return max(0, self.total - self.due)

    @property
    def day(self) -> datetime:
        return datetime.fromtimestamp(self.at, UTC)

    @property
    def told(self) -> list[tuple[str, Money]]:
        """Lines with a sum, as they are shown; what costs nothing is not worth a line."""
        return [(line.text, self.money(line.amount)) for line in self.lines if line.amount]

    def kept(self) -> dict[str, Any]:
        return asdict(self)


def kept_bill(known: Mapping[str, Any]) -> Bill:
    return Bill(**{**known, "lines": tuple(Line(**line) for line in known["lines"])})


def own_line(plan: str, cycle: str, part: str, quantity: int, sum_: Money) -> Line:
    """Of a bill that nobody was asked for yet."""
    return Line(plan, cycle, part, quantity, sum_.amount_minor, "whole", 0.0, 0.0)


def bill_of(invoice: Json) -> Bill:
    """From an invoice of Stripe's; what its prices stand for was read before."""
    taxes = invoice.get("total_taxes") or []
    return Bill(
        currency=invoice["currency"],
        lines=tuple(_line(line) for line in invoice["lines"]["data"]),
        subtotal=invoice["subtotal"],
        discount=sum(one["amount"] for one in invoice.get("total_discount_amounts") or []),
        tax=sum(one["amount"] for one in taxes),
        total=invoice["total"],
        due=max(0, invoice["amount_due"]),
        is_reverse=any(one["taxability_reason"] == "reverse_charge" for one in taxes),
        is_taxed=(invoice.get("automatic_tax") or {}).get("status") == "complete",
        at=float(invoice.get("next_payment_attempt") or invoice["period_end"]),
    )


def prices_in(invoice: Json) -> set[str]:
    """The ids of what its lines are for."""
    return {price for line in invoice["lines"]["data"] if (price := _price(line))}


def _line(line: Json) -> Line:
    priced = sold.remembered(_price(line))
    return Line(
        *((priced.plan, priced.cycle, priced.part) if priced else ("", "", "")),
        quantity=line.get("quantity") or 0,
        amount=line["amount"],
        turn=_turn(line),
        start=float(line["period"]["start"]),
        end=float(line["period"]["end"]),
        words=line.get("description") or "",
    )


def _price(line: Json) -> str:
    details = (line.get("pricing") or {}).get("price_details") or {}
    price = details.get("price") or ""
    return str(price["id"] if isinstance(price, Mapping) else price)


def _turn(line: Json) -> str:
    parent = line.get("parent") or {}
    details = parent.get("subscription_item_details") or parent.get("invoice_item_details") or {}
    if not details.get("proration"):
        return "whole"
    return "back" if line["amount"] < 0 else "share"


def _day(at: float) -> str:
    return day(datetime.fromtimestamp(at, UTC))
