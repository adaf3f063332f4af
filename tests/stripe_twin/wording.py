"""How Stripe writes amounts, days and lines of an invoice."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

SIGNS = {"eur": "€", "usd": "$", "gbp": "£", "jpy": "¥"}
WITHOUT_CENTS = {"jpy", "krw", "vnd", "clp"}


def money(amount: int | str, currency: str) -> str:
    size = Decimal(str(amount)) / (1 if currency in WITHOUT_CENTS else 100)
    return f"{SIGNS.get(currency, currency.upper() + ' ')}{size:,.{0 if currency in WITHOUT_CENTS else 2}f}"


def day(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime("%d %b %Y")


def line(quantity: int, product: str, price: dict[str, Any]) -> str:
    every = price["recurring"]
    often = every["interval"] if every["interval_count"] == 1 else f"{every['interval_count']} {every['interval']}s"
    amount = money(price["unit_amount_decimal"] or 0, price["currency"])
    return f"{quantity} × {product} (at {amount} / {often})"
