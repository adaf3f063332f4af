"""The tables of offsets against `zoneinfo`, in each zone: at every change, and between them."""

import random
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest

from polydesk.hours import offsets, recurring, zone_file
from polydesk.hours.instants import instant_of, moment_of
from tests_hours import FIRST, LAST, ZONES


def shown(zone: ZoneInfo, instant: int) -> int:
    offset = moment_of(instant).astimezone(zone).utcoffset()
    assert offset is not None
    return offset.days * 86_400 + offset.seconds


def test_each_zone_agrees_with_zoneinfo_around_each_change_and_between() -> None:
    chance = random.Random(1985)
    for name in ZONES:
        table, zone = offsets.of_zone(name), ZoneInfo(name)
        wanted = [u for change in table.changes if FIRST < change < LAST for u in (change - 1, change)]
        wanted += [chance.randrange(FIRST, offsets.LAST_INSTANT) for _ in range(60)]
        for instant in wanted:
            assert table.at(instant) == shown(zone, instant), (name, instant)


def test_it_knows_every_zone_that_zoneinfo_offers() -> None:
    assert available_timezones() == zone_file.names()


def test_stretches_cut_a_range_at_the_changes_alone() -> None:
    table = offsets.of_zone("Europe/Rome")
    start = instant_of(datetime(2026, 1, 1, tzinfo=UTC))
    spring, autumn = (instant_of(datetime(2026, m, d, 1, tzinfo=UTC)) for m, d in ((3, 29), (10, 25)))
    assert list(table.stretches(start, autumn)) == [(start, spring, 3600), (spring, autumn, 7200)]
    assert list(table.stretches(spring, spring)) == []
    assert list(table.stretches(autumn, spring)) == []


def test_beyond_the_table_it_refuses_rather_than_guesses() -> None:
    table = offsets.of_zone("Europe/Rome")
    with pytest.raises(offsets.BeyondTable, match="2200"):
        table.at(offsets.LAST_INSTANT)
    with pytest.raises(offsets.BeyondTable, match="2200"):
        list(table.stretches(0, offsets.LAST_INSTANT + 1))


def test_a_zone_that_is_no_more_is_named() -> None:
    with pytest.raises(zone_file.UnknownZone, match="Mars/Phobos"):
        offsets.of_zone("Mars/Phobos")


@pytest.mark.parametrize(
    ("rule", "first", "second"),
    [
        ("EST5EDT,M3.2.0,M11.1.0", "2026-03-08T07:00", "2026-11-01T06:00"),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-03-29T01:00", "2026-10-25T01:00"),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00", "2026-10-25T01:00"),
        ("EET-2EEST,M3.4.4/50,M10.4.4/50", "2026-03-28T00:00", "2026-10-23T23:00"),
        ("AAA0BBB,J60/0,J300/0", "2026-03-01T00:00", "2026-10-26T23:00"),
        ("AAA0BBB,59/0,299/0", "2026-03-01T00:00", "2026-10-26T23:00"),
        ("AAA0BBB-0:30,J1/1:30,J365/2", "2026-01-01T01:30", "2026-12-31T01:30"),
    ],
)
def test_rules_for_ever_in_all_their_forms(rule: str, first: str, second: str) -> None:
    found = [moment_of(change.at).strftime("%Y-%m-%dT%H:%M") for change in recurring.changes(rule, 2026, 2026)]
    assert found == [first, second]


def test_a_day_of_the_year_minds_leap_years() -> None:
    julian, counted = (
        moment_of(recurring.changes(rule, 2028, 2028)[0].at).date().isoformat()
        for rule in ("AAA0BBB,J60/0,J300/0", "AAA0BBB,59/0,299/0")
    )
    assert (julian, counted) == ("2028-03-01", "2028-02-29")


def test_a_rule_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not a rule"):
        recurring.changes("tomorrow", 2026, 2026)


def test_a_file_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="no TZif file"):
        zone_file.parse(b"nothing" * 20)
