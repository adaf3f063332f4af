"""Calendar files: whole days close, times close a part of a day, rules end, and what cannot be read is said."""

import time
from datetime import date
from typing import Any

import pytest
from tests_schedules import OLGA, at, found, moment, week

from polydesk.kernel.clock import travel
from polydesk.schedules import holidays, importing, queries
from polydesk.schedules.ics import LARGEST, MOST_EVENTS, IcsDay, Reading, read_ics
from polydesk.schedules.refusals import BadIcs, IcsTooLarge

FIRST, THROUGH = date(2026, 11, 22), date(2028, 12, 31)
NEW_YORK = """BEGIN:VTIMEZONE
TZID:Somewhere
BEGIN:STANDARD
DTSTART:19701101T020000
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
END:STANDARD
END:VTIMEZONE
"""


def calendar(*events: str, before: str = "") -> bytes:
    inner = "".join(f"BEGIN:VEVENT\nUID:{n}@x\n{event}\nEND:VEVENT\n" for n, event in enumerate(events))
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//EN\n{before}{inner}END:VCALENDAR\n".replace(
        "\n", "\r\n"
    ).encode()


def read(*events: str, zone: str = "Europe/Rome", before: str = "") -> Reading:
    return read_ics(calendar(*events, before=before), zone=zone, first=FIRST, through=THROUGH)


def days(*events: str, **named: str) -> list[tuple[str, Any]]:
    return [(str(day.date), day.hours) for day in read(*events, **named).days]


def test_it_closes_a_day() -> None:
    found_days = read("DTSTART;VALUE=DATE:20261224\nSUMMARY:Christmas  Eve").days
    assert found_days == (IcsDay(date(2026, 12, 24), "Christmas Eve", "closed"),)


def test_it_leaves_the_day_of_the_end_out() -> None:
    assert days("DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261227") == [
        ("2026-12-24", None),
        ("2026-12-25", None),
        ("2026-12-26", None),
    ]


def test_it_reads_durations() -> None:
    assert [day for day, _ in days("DTSTART;VALUE=DATE:20261224\nDURATION:P2D")] == ["2026-12-24", "2026-12-25"]
    assert days("DTSTART:20261224T120000\nDURATION:PT90M") == [("2026-12-24", (("12:00", "13:30"),))]


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Europe/Rome"])
def test_it_never_shifts_floating_dates(zone: str) -> None:
    events = ("DTSTART;VALUE=DATE:20261224", "DTSTART:20261226T090000\nDTEND:20261226T100000")
    assert days(*events, zone=zone) == [("2026-12-24", None), ("2026-12-26", (("09:00", "10:00"),))]


def test_it_shows_times_on_the_schedules_wall() -> None:
    assert days("DTSTART:20261224T110000Z\nDTEND:20261224T123015Z") == [("2026-12-24", (("12:00", "13:31"),))]
    zoned = "DTSTART;TZID=America/New_York:20261224T180000\nDTEND;TZID=America/New_York:20261224T200000"
    assert days(zoned) == [("2026-12-25", (("00:00", "02:00"),))]
    own = "DTSTART;TZID=Somewhere:20261224T090000\nDTEND;TZID=Somewhere:20261224T100000"
    assert days(own, before=NEW_YORK) == [("2026-12-24", (("15:00", "16:00"),))]


def test_it_closes_parts_of_the_first_and_the_last_day() -> None:
    assert days("DTSTART:20261223T130000\nDTEND:20261226T090000") == [
        ("2026-12-23", (("13:00", "24:00"),)),
        ("2026-12-24", None),
        ("2026-12-25", None),
        ("2026-12-26", (("00:00", "09:00"),)),
    ]


def test_it_follows_a_yearly_rule_as_far_as_rows_reach() -> None:
    rule = "DTSTART;VALUE=DATE:19991224\nRRULE:FREQ=YEARLY"
    assert [day for day, _ in days(rule)] == ["2026-12-24", "2027-12-24", "2028-12-24"]


def test_it_keeps_nine_oclock_over_a_change_of_clocks() -> None:
    rule = "DTSTART;TZID=Europe/Berlin:20270321T090000\nDTEND;TZID=Europe/Berlin:20270321T100000\nRRULE:FREQ=WEEKLY;COUNT=3"
    assert days(rule) == [(day, (("09:00", "10:00"),)) for day in ("2027-03-21", "2027-03-28", "2027-04-04")]


def test_it_leaves_out_what_was_excepted_moved_or_cancelled() -> None:
    weekly = "UID:w\nDTSTART;VALUE=DATE:20261201\nRRULE:FREQ=WEEKLY;UNTIL=20261231\nEXDATE;VALUE=DATE:20261208"
    moved = "UID:w\nRECURRENCE-ID;VALUE=DATE:20261215\nDTSTART;VALUE=DATE:20261216"
    cancelled = "UID:w\nRECURRENCE-ID;VALUE=DATE:20261222\nDTSTART;VALUE=DATE:20261222\nSTATUS:CANCELLED"
    inner = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in (weekly, moved, cancelled))
    content = f"BEGIN:VCALENDAR\n{inner}END:VCALENDAR\n".encode()
    found_days = read_ics(content, zone="Europe/Rome", first=FIRST, through=THROUGH).days
    assert [str(day.date) for day in found_days] == ["2026-12-01", "2026-12-16", "2026-12-29"]


def test_it_ends_a_rule_at_an_instant_of_another_zone() -> None:
    rule = "DTSTART;TZID=Europe/Rome:20261201T090000\nDTEND;TZID=Europe/Rome:20261201T100000\nRRULE:FREQ=DAILY;UNTIL=20261203T080000Z"
    assert [day for day, _ in days(rule)] == ["2026-12-01", "2026-12-02", "2026-12-03"]


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=1",
        "FREQ=DAILY;INTERVAL=999999999",
        "FREQ=WEEKLY;BYSETPOS=400",
        "FREQ=DAILY;COUNT=999999999",
        "FREQ=MONTHLY;INTERVAL=0",
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;INTERVAL=7",
        "FREQ=HOURLY",
        "FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=1,2,3;BYSECOND=1,2,3",
        "FREQ=NEVER",
        "FREQ=DAILY;INTERVAL=-3",
        "FREQ=YEARLY;BYEASTER=1",
    ],
)
def test_it_follows_no_endless_rule(rule: str) -> None:
    began = time.process_time()
    try:
        found_days = read(*[f"DTSTART;VALUE=DATE:19050101\nSUMMARY:{n}\nRRULE:{rule}" for n in range(4)]).days
    except BadIcs:
        found_days = ()
    assert len(found_days) <= 800
    assert time.process_time() - began < 1


def test_it_says_what_was_left_out() -> None:
    reading = read(
        "DTSTART;VALUE=DATE:20251224",
        "DTSTART;VALUE=DATE:20261101",
        "DTSTART;VALUE=DATE:20401224",
        "DTSTART:20261224T100000",
        "DTSTART;VALUE=DATE:20261224\nSTATUS:CANCELLED",
        "DTSTART;VALUE=DATE:20261224\nRRULE:FREQ=HOURLY",
        "DTSTART:once upon a time",
    )
    assert reading.days == ()
    assert reading.left_out == (
        "2 events lie in the past.",
        "1 event lies further ahead than calendars reach.",
        "1 event was cancelled.",
        "1 event has no length.",
        "1 event repeats more often than daily.",
        "1 event could not be read.",
    )


@pytest.mark.parametrize("content", [b"", b"hello", b"\xff\xfe\x00", b"PK\x03\x04" + b"\x00" * 500, b"<html></html>"])
def test_it_refuses_what_is_no_calendar(content: bytes) -> None:
    with pytest.raises(BadIcs, match="not a calendar file"):
        read_ics(content, zone="Europe/Rome", first=FIRST, through=THROUGH)


def test_it_reads_a_calendar_without_events_as_nothing() -> None:
    assert read() == Reading((), ())


def test_it_refuses_more_than_five_megabytes_in_words() -> None:
    with pytest.raises(IcsTooLarge, match="5 MB"):
        read_ics(b"BEGIN:VCALENDAR\r\n" + b"X" * LARGEST, zone="Europe/Rome", first=FIRST, through=THROUGH)


def test_it_reads_nearly_five_megabytes_of_descriptions_quickly() -> None:
    long = "DESCRIPTION:" + "\r\n ".join(["word " * 14] * 70)
    events = [f"DTSTART;VALUE=DATE:2027{1 + n % 12:02}{1 + n % 28:02}\nSUMMARY:Day\n{long}" for n in range(930)]
    content = calendar(*events)
    assert 4_000_000 < len(content) < LARGEST
    began = time.process_time()
    reading = read_ics(content, zone="Europe/Rome", first=FIRST, through=THROUGH)
    assert len(reading.days) == 84
    assert time.process_time() - began < 8


def test_it_reads_years_that_are_over_without_parsing_them() -> None:
    events = [f"DTSTART;VALUE=DATE:2015{1 + n % 12:02}{1 + n % 28:02}\nSUMMARY:Old {n}" for n in range(2 * MOST_EVENTS)]
    content = calendar(*events, "DTSTART;VALUE=DATE:20261224\nSUMMARY:New")
    assert [day.name for day in read_ics(content, zone="Europe/Rome", first=FIRST, through=THROUGH).days] == ["New"]


def test_it_refuses_more_events_than_anybody_has() -> None:
    events = ["DTSTART;VALUE=DATE:20261224\nSUMMARY:A"] * 5_001
    with pytest.raises(BadIcs, match=r"5000 events"):
        read(*events)


def test_it_refuses_more_days_than_a_schedule_takes() -> None:
    with pytest.raises(BadIcs, match="takes 800"):
        read(
            "DTSTART;VALUE=DATE:20261201\nRRULE:FREQ=DAILY",
            "DTSTART;VALUE=DATE:20261201\nSUMMARY:Other\nRRULE:FREQ=DAILY",
        )


def test_it_reads_other_line_ends_encodings_and_folds() -> None:
    folded = (
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART;VALUE=DA\n TE:20261224\nSUMMARY:Caf\xe9\nEND:VEVENT\nEND:VCALENDAR"
    )
    assert read_ics(folded, zone="Europe/Rome", first=FIRST, through=THROUGH).days[0].name == "Café"


def test_it_does_not_take_an_alarm_for_the_event() -> None:
    alarm = "BEGIN:VALARM\nTRIGGER:-PT15M\nDURATION:PT5M\nSUMMARY:Ring\nEND:VALARM"
    assert read(f"DTSTART;VALUE=DATE:20261224\nSUMMARY:Eve\n{alarm}").days[0].name == "Eve"


async def test_it_makes_a_calendar_of_a_file(acme: Any) -> None:
    content = calendar(
        "DTSTART;VALUE=DATE:20261224\nSUMMARY:Eve", "DTSTART:20261223T130000\nDTEND:20261223T170000\nSUMMARY:Party"
    )
    async with acme.unit():
        with travel(moment("2026-11-22 08:00")):
            reading = await importing.read_upload(content, zone="Europe/Rome")
            made = await importing.import_calendar("Company", reading.days, by=OLGA)
            schedule_id = await found(week(calendars=(made,)))
            hours = await queries.history_of(schedule_id)
            assert hours.elapsed(at("2026-12-23 00:00"), at("2026-12-25 00:00")) == 4 * 3600
            eve = next(day for day in (await holidays.calendar(made)).days if day.name == "Eve")
            await holidays.switch(eve.id, False, by=OLGA)
            again = await importing.read_upload(
                calendar("DTSTART;VALUE=DATE:20261224\nSUMMARY:Eve"), zone="Europe/Rome"
            )
            assert await importing.import_calendar("Company", again.days, by=OLGA, into=made) == made
            kept = [(day.name, day.active) for day in (await holidays.calendar(made)).days]
            hours = await queries.history_of(schedule_id)
    assert kept == [("Eve", False)]
    assert hours.elapsed(at("2026-12-23 00:00"), at("2026-12-25 00:00")) == 16 * 3600


async def test_it_gives_up_on_a_few_lines_that_mean_millions_of_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("polydesk.schedules.ics.PATIENCE_S", 0.2)
    begun = time.process_time()
    with pytest.raises(BadIcs, match="too long to read"):
        read("DTSTART;VALUE=DATE:19000101\nDTEND;VALUE=DATE:20300101\nRRULE:FREQ=DAILY")
    assert time.process_time() - begun < 5


def test_what_a_rule_says_many_thousand_times_it_says_once() -> None:
    often = ",".join(["31"] * 30_000)
    begun = time.process_time()
    assert len(read(f"DTSTART;VALUE=DATE:20261201\nRRULE:FREQ=DAILY;BYMONTHDAY={often}").days) > 10
    assert time.process_time() - begun < 1.5
