"""Periods: whole days and months of the reporting zone, days of 23 and 25 hours among them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from polydesk.reports.period import period_of

ROME = ZoneInfo("Europe/Rome")
TODAY = date(2026, 11, 22)


def test_a_month_begins_at_midnight_in_the_reporting_zone() -> None:
    period = period_of("month", today=TODAY, zone=ROME)
    assert (period.begins, period.ends) == (
        datetime(2026, 10, 31, 23, tzinfo=UTC),
        datetime(2026, 11, 22, 23, tzinfo=UTC),
    )


def test_a_day_on_which_the_clocks_change_is_as_long_as_it_is() -> None:
    autumn = period_of("days", today=TODAY, zone=ROME, since="2026-10-25", until="2026-10-25")
    spring = period_of("days", today=TODAY, zone=ROME, since="2026-03-29", until="2026-03-29")
    assert autumn.ends - autumn.begins == timedelta(hours=25)
    assert spring.ends - spring.begins == timedelta(hours=23)


def test_last_month_of_january_is_december() -> None:
    period = period_of("last_month", today=date(2026, 1, 3), zone=ROME)
    assert (period.since, period.until) == (date(2025, 12, 1), date(2025, 12, 31))


def test_it_names_every_month_that_it_touches() -> None:
    period = period_of("days", today=TODAY, zone=ROME, since="2026-01-31", until="2026-03-01")
    assert period.months() == [date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)]


@pytest.mark.parametrize(
    ("since", "until"),
    [("", ""), ("2026-02-30", "2026-03-01"), ("2026-03-02", "2026-03-01"), ("0001-01-01", "9999-12-31"), ("x", "\x00")],
)
def test_days_that_cannot_be_are_the_last_ninety(since: str, until: str) -> None:
    period = period_of("days", today=TODAY, zone=ROME, since=since, until=until)
    assert (period.until - period.since).days == 89
