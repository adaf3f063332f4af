"""How the practice pages look: one shell, one style sheet, money and days in plain English."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape

from .refusals import Refused
from .web import Answer
from .world import World

HERE = Path(__file__).parent / "templates"
WITHOUT_CENTS = frozenset({"jpy", "krw", "vnd", "clp"})
SIGNS = {"eur": "€", "usd": "$", "gbp": "£", "jpy": "¥"}
KEY = "sk_test_pages"

CARDS = (
    ("4242 4242 4242 4242", "pays"),
    ("4000 0027 6000 3184", "the bank asks first, every time (3-D Secure)"),
    ("4000 0025 0000 3155", "the bank asks first, once (3-D Secure)"),
    ("4000 0000 0000 0341", "is accepted now and refused when it is charged later"),
    ("4000 0000 0000 0002", "is declined"),
    ("4000 0000 0000 9995", "is declined: not enough money"),
    ("4000 0000 0000 0069", "is declined: expired"),
)
COUNTRIES = (
    *(("AT", "Austria"), ("BE", "Belgium"), ("CH", "Switzerland"), ("CZ", "Czechia"), ("DE", "Germany")),
    *(("DK", "Denmark"), ("ES", "Spain"), ("FI", "Finland"), ("FR", "France"), ("GB", "United Kingdom")),
    *(("IE", "Ireland"), ("IT", "Italy"), ("JP", "Japan"), ("NL", "Netherlands"), ("NO", "Norway")),
    *(("PL", "Poland"), ("PT", "Portugal"), ("SE", "Sweden"), ("US", "United States")),
)


def page(name: str, *, status: int = 200, **known: Any) -> Answer:
    text = _templates().get_template(name).render(cards=CARDS, countries=COUNTRIES, **known)
    return Answer(status, text.encode())


def read(world: World, path: str, **params: Any) -> Any:
    """What the API says: pages know no more than a client would."""
    status, said = world.handle("GET", path, params, key=KEY)
    if status != 200:
        raise Refused(said["error"]["message"], status=status)
    return said


def money(amount: int | None, currency: str) -> str:
    """`€12.50`, `-$3.00`, `¥1,200`."""
    amount, currency = amount or 0, currency.lower()
    digits = 0 if currency in WITHOUT_CENTS else 2
    sign = SIGNS.get(currency, f"{currency.upper()} ")
    return f"{'-' if amount < 0 else ''}{sign}{abs(amount) / 10**digits:,.{digits}f}"


def day(second: int | None) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%-d %B %Y") if second else ""


def moment(second: int | None) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%-d %B %Y, %H:%M UTC") if second else ""


@cache
def _templates() -> Environment:
    made = Environment(loader=FileSystemLoader(HERE), autoescape=select_autoescape())
    made.filters.update(money=money, day=day, moment=moment)
    return made
