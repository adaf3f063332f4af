"""The operator's report: the figures of twelve months and of now, put beside each other for a page and for a table."""

import csv
import io
from dataclasses import dataclass
from datetime import date

from billing.figures import FIGURES, NONE, By, Counted, count, months
from billing.months import write_down, written_since

MONEY = ("mrr", "invoiced", "paid")
PEOPLE = ("trials", "converted", "paying", "ended", "cancelled", "closed", "returned")
NOW = ("trials_now", "trials_ending", "failed", "comped")


@dataclass(frozen=True)
class Month:
    """`found` of each figure; amounts in the currency that was chosen."""

    month: date
    found: dict[str, Counted]

    @property
    def churn(self) -> float | None:
        """Of those who paid at its beginning: how many stopped."""
        paying = self.found["paying"].count
        return self.found["ended"].count / paying if paying else None

    @property
    def conversion(self) -> float | None:
        """Of the trials that began in it: how many bought a plan, then or later."""
        begun = self.found["trials"].count
        return self.found["converted"].count / begun if begun else None


@dataclass(frozen=True)
class Report:
    """`now`: of each figure about now what there is, by currency where it has one. `written_since`: the first month whose
    recurring revenue was written down."""

    currency: str | None
    currencies: tuple[str, ...]
    months: tuple[Month, ...]
    now: dict[str, tuple[Counted, ...]]
    written_since: date | None = None

    @property
    def written(self) -> tuple[Month, ...]:
        return tuple(one for one in self.months if self.written_since and one.month >= self.written_since)

    @property
    def begins_in_between(self) -> bool:
        return len(self.written) < len(self.months)

    @property
    def latest(self) -> Month:
        return self.months[-1]


async def report(wanted: str = "") -> Report:
    """In a platform unit. In the wanted currency, else in the one of most subscriptions."""
    await write_down()
    found = {figure: await count(figure) for figure in (*MONEY, *PEOPLE)}
    currencies = _currencies(found)
    currency = wanted if wanted in currencies else next(iter(currencies), None)
    rows = tuple(Month(month, _of(found, month, currency)) for month in months())
    now = {figure: tuple((await count(figure)).values()) or (NONE,) for figure in NOW}
    return Report(currency, currencies, rows, now, await written_since())


async def table() -> str:
    """All of it, each amount in its own currency, as CSV."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["month", "figure", "currency", "count", "amount"])
    await write_down()
    for figure in FIGURES:
        found = await count(figure)
        for (month, currency), one in sorted(found.items(), key=lambda pair: (str(pair[0][0]), str(pair[0][1]))):
            amount = one.money.major if one.money else ""
            writer.writerow([f"{month:%Y-%m}" if month else "", figure, (currency or "").upper(), one.count, amount])
    return text.getvalue()


def _of(found: dict[str, By], month: date, currency: str | None) -> dict[str, Counted]:
    return {figure: by.get((month, currency if figure in MONEY else None), NONE) for figure, by in found.items()}


def _currencies(found: dict[str, By]) -> tuple[str, ...]:
    weights: dict[str, int] = {}
    for figure in MONEY:
        for (_month, currency), one in found[figure].items():
            if currency is not None:
                weights[currency] = weights.get(currency, 0) + one.count
    return tuple(sorted(weights, key=lambda currency: (-weights[currency], currency)))
