"""Rules of repetition against another program that follows them, as far as that one comes to an end."""

from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from dateutil import rrule as other
from hypothesis import given, settings
from hypothesis import strategies as st

from polydesk.schedules.ics_rule import FREQUENCIES, Rule

FREQUENCY = {name: getattr(other, name) for name in FREQUENCIES}
DAYS = [other.MO, other.TU, other.WE, other.TH, other.FR, other.SA, other.SU]


def few(values: st.SearchStrategy[int]) -> st.SearchStrategy[tuple[int, ...]]:
    return st.just(()) | st.lists(values, min_size=1, max_size=2, unique=True).map(tuple)


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    frequency = draw(st.sampled_from(FREQUENCIES))
    yearly, weekly = frequency == "YEARLY", frequency in ("WEEKLY", "DAILY")
    # Not "MO,2TU" at once: the other program takes that for "MO and 2TU", which no day is.
    each = weekly or draw(st.booleans())
    nth = st.just(0) if each else st.sampled_from((1, 2, -1, -2))
    return Rule(
        frequency=frequency,
        interval=draw(st.sampled_from((1, 1, 1, 2, 3, 5))),
        months=draw(few(st.integers(1, 12))),
        weeks=draw(few(st.integers(1, 52))) if yearly else (),
        year_days=draw(few(st.integers(1, 365))) if yearly else (),
        month_days=draw(few(st.sampled_from((1, 2, 15, 28, 29, 30, 31, -1)))) if frequency != "WEEKLY" else (),
        weekdays=tuple(draw(st.lists(st.tuples(st.integers(0, 6), nth), max_size=2, unique=True))),
        # Not weekly: of the first week the other program sees only what is left of it.
        positions=draw(few(st.sampled_from((1, 2, -1)))) if frequency != "WEEKLY" else (),
        week_begins=draw(st.integers(0, 6)),
    )


def by_other(rule: Rule, start: date, count: int) -> list[date]:
    """Its first dates. It is not asked for one more, since it might look for that for ever."""
    named: dict[str, Any] = {
        "bymonth": rule.months or None,
        "byweekno": rule.weeks or None,
        "byyearday": rule.year_days or None,
        "bymonthday": rule.month_days or None,
        "byweekday": [DAYS[day](which) if which else DAYS[day] for day, which in rule.weekdays] or None,
        "bysetpos": rule.positions if rule.positions and _has_parts(rule) else None,
        "wkst": rule.week_begins,
    }
    first = datetime.combine(start, datetime.min.time())
    found = other.rrule(FREQUENCY[rule.frequency], dtstart=first, interval=rule.interval, **named)
    return [moment.date() for moment in islice(found, count)]


def _has_parts(rule: Rule) -> bool:
    return any((rule.months, rule.weeks, rule.year_days, rule.month_days, rule.weekdays))


@settings(max_examples=80)
@given(rules(), st.dates(date(1995, 1, 1), date(2025, 12, 31)), st.integers(30, 1_200))
def test_it_follows_a_rule_as_another_program_does(rule: Rule, start: date, length: int) -> None:
    last = start + timedelta(days=length)
    if not _has_parts(rule):
        rule = Rule(rule.frequency, rule.interval, week_begins=rule.week_begins)
    mine = list(rule.dates(start, start, last))
    assert mine == by_other(rule, start, len(mine))


@settings(max_examples=80)
@given(rules(), st.dates(date(1995, 1, 1), date(2025, 12, 31)), st.integers(0, 900), st.integers(1, 400))
def test_it_leaps_to_a_window(rule: Rule, start: date, ahead: int, length: int) -> None:
    first = start + timedelta(days=ahead)
    last = first + timedelta(days=length)
    assert list(rule.dates(start, first, last)) == [day for day in rule.dates(start, start, last) if day >= first]
