"""Waking hours: whoever is asked is asked by day, as their own wall tells the day, and no later than the next one begins."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests_depth import examples

from surveys.waking import next_waking, zone_of

# Half hours, a date line, a change of the clock at midnight, one by half an hour, none at all.
ZONES = (
    "Europe/Rome",
    "America/New_York",
    "Asia/Kolkata",
    "Pacific/Apia",
    "Africa/Cairo",
    "Australia/Lord_Howe",
    "UTC",
)
INSTANTS = st.integers(1_704_067_200, 1_893_456_000).map(lambda second: datetime.fromtimestamp(second, UTC))


@settings(max_examples=examples(400))
@given(
    at=INSTANTS, zone=st.sampled_from(ZONES), hours=st.lists(st.integers(0, 24), min_size=2, max_size=2, unique=True)
)
def test_it_is_day_where_they_are_and_it_is_the_first_such_moment(at: datetime, zone: str, hours: list[int]) -> None:
    opens, closes = sorted(hours)
    found = next_waking(at, zone=zone, opens=opens, closes=closes)
    assert found >= at
    assert opens <= found.astimezone(ZoneInfo(zone)).hour < closes
    if found != at:
        assert not opens <= at.astimezone(ZoneInfo(zone)).hour < closes, "it was day, and still they waited"
        before = (found - timedelta(seconds=1)).astimezone(ZoneInfo(zone)).hour
        assert not opens <= before < closes, "day had begun before"
        # A day of 25 hours, or one whose only open hour the clock leaps over.
        assert found - at <= timedelta(hours=50)


@pytest.mark.parametrize(
    ("at", "zone", "expected"),
    [
        ("2026-03-28T22:30+00:00", "Europe/Rome", "2026-03-29T06:00+00:00"),  # the night in which clocks leap
        ("2026-10-24T21:30+00:00", "Europe/Rome", "2026-10-25T07:00+00:00"),  # the night with an hour twice
        ("2026-06-01T19:00+00:00", "Europe/Rome", "2026-06-02T06:00+00:00"),  # nine in the evening is night already
        ("2026-06-01T18:59+00:00", "Europe/Rome", "2026-06-01T18:59+00:00"),
    ],
)
def test_it_knows_the_nights_in_which_clocks_change(at: str, zone: str, expected: str) -> None:
    found = next_waking(datetime.fromisoformat(at), zone=zone, opens=8, closes=21)
    assert found == datetime.fromisoformat(expected)


def test_an_unknown_zone_is_the_companys() -> None:
    assert zone_of("Mars/Olympus", "Europe/Rome") == "Europe/Rome"
    assert zone_of(None, "") == "UTC"
