"""Money: an amount in a currency's smallest unit, exactly as Stripe counts it: cents, or whole yen."""

from dataclasses import dataclass
from decimal import Decimal

from i18n.formats import money

# What Stripe counts without decimals: https://docs.stripe.com/currencies#zero-decimal
WITHOUT_DECIMALS = frozenset(
    {"bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf"}
)


def decimals(currency: str) -> int:
    return 0 if currency in WITHOUT_DECIMALS else 2


@dataclass(frozen=True)
class Money:
    """`currency` in Stripe's spelling: `eur`. Different currencies are never added up."""

    amount_minor: int
    currency: str

    @property
    def major(self) -> Decimal:
        return Decimal(self.amount_minor).scaleb(-decimals(self.currency))

    def shown(self) -> str:
        """In the language of the moment."""
        return money(self.major, self.currency.upper())

    def __str__(self) -> str:
        return self.shown()

    def __add__(self, other: "Money") -> "Money":
        return Money(self.amount_minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.amount_minor - self._same(other), self.currency)

    def __mul__(self, times: int) -> "Money":
        return Money(self.amount_minor * times, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount_minor, self.currency)

    def __bool__(self) -> bool:
        return self.amount_minor != 0

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")
        return other.amount_minor
