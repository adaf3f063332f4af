"""Compiling: the weekly hours of a schedule, its holidays and its exceptions become the form that `polydesk.hours` reads.

Pure. Of what is said about one date the schedule's own word beats the company's, and that beats the holidays (b4): who
says "closed" or names hours decides alone; what is closed for a part of the day is taken away on top. A half day is
the usual hours cut to its own, so that it never opens a day that is closed anyway.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Literal
from uuid import UUID

import msgspec

from polydesk.hours import form, schedule
from polydesk.hours.spans import DAY, HOUR, MINUTE, Pair, Spans

Interval = tuple[str, str]
Intervals = tuple[Interval, ...]
Weekly = dict[str, list[list[str]]]
Compiled = dict[str, Any]

LOOK_AHEAD = 366 * DAY
_NOTHING = Spans.union(())


@dataclass(frozen=True, slots=True)
class Content:
    """What an editor edits. `weekly` is `{"mon": [["09:00", "17:00"]], …}`; a weekday that is missing is closed."""

    tz: str
    weekly: Mapping[str, Sequence[Sequence[str]]]
    calendar_ids: tuple[UUID, ...] = ()

    def tidy(self) -> "Content":
        """The same hours always written the same way, so that nothing but a change looks like one."""
        weekly = {
            day: sorted([list(pair) for pair in self.weekly[day]]) for day in form.WEEKDAYS if self.weekly.get(day)
        }
        return Content(self.tz, weekly, tuple(sorted(set(self.calendar_ids))))


@dataclass(frozen=True, slots=True)
class Holiday:
    """One that applies. `hours` are open on a half day and a working day, closed on a partial one; a working day
    without hours is open like the first weekday that is open at all."""

    date: date
    name: str
    kind: Literal["closed", "half", "workday", "partial"] = "closed"
    hours: Intervals | None = None
    names: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DateException:
    """`hours` replace the day's (kind hours) or are taken away from them (partial). Without `is_own` it is the whole
    company's."""

    date: date
    kind: Literal["closed", "hours", "partial"]
    hours: Intervals = ()
    note: str = ""
    is_own: bool = False


def form_of(content: Content, holidays: Iterable[Holiday] = (), exceptions: Iterable[DateException] = ()) -> Compiled:
    """The JSON form `{tz, weekly, closures, special}`, dates in order. Raises BadHours with the places of all faults."""
    read = form.read_form({"tz": content.tz, "weekly": content.weekly})
    week = Spans.union(form.split_at_midnight(read.weekly))
    made: Compiled = {"tz": content.tz, "weekly": content.tidy().weekly, "closures": [], "special": {}}
    for day, said in sorted(_by_date(holidays, exceptions).items()):
        rule = _rule_of(said, day.weekday(), week)
        written = day.isoformat()
        if rule.hours is not None:
            made["special"][written] = _written(rule.hours)
        if rule.is_closed:
            made["closures"].append(written)
        made["closures"] += [{"date": written, "from": a, "to": b} for a, b in _written(rule.shut)]
    form.read_form(made)
    return made


def without_past(compiled: Compiled, before: date) -> Compiled:
    """The form without the dates before this one: a version that begins later has no use for them."""
    first = before.isoformat()
    return {
        **compiled,
        "special": {day: hours for day, hours in compiled["special"].items() if day >= first},
        "closures": [one for one in compiled["closures"] if (one if isinstance(one, str) else one["date"]) >= first],
    }


def hash_of(compiled: Compiled) -> str:
    """Names the hours in reports; the same hours have the same name."""
    ordered = [compiled[key] for key in ("tz", "weekly", "closures", "special")]
    return hashlib.sha256(msgspec.json.encode(ordered, order="sorted")).hexdigest()[:16]


def never_open(compiled: Compiled, at: int) -> bool:
    """Whether there is no open second in the 366 days from this instant on."""
    return schedule.schedule_of(compiled).elapsed(at, at + LOOK_AHEAD) == 0


def dates_made_other(
    content: Content, holidays: Sequence[Holiday], exceptions: Sequence[DateException]
) -> frozenset[date]:
    """The dates on which these holidays make a difference; on a wall without offsets, since only dates matter."""
    wall = Content("Etc/UTC", content.weekly)
    without = schedule.schedule_of(form_of(wall, (), exceptions))
    having = schedule.schedule_of(form_of(wall, holidays, exceptions))
    begins = {holiday.date: form.day_number(holiday.date) * DAY for holiday in holidays}
    return frozenset(
        day
        for day, at in begins.items()
        if list(without.open_intervals(at, at + DAY)) != list(having.open_intervals(at, at + DAY))
    )


def read_hours(hours: Sequence[Sequence[str]], *, place: str = "hours") -> Intervals:
    """Hours of a single date, checked. Raises BadHours with places such as `hours[1]`."""
    try:
        form.read_form({"tz": "UTC", "weekly": {}, "special": {_ANY_DAY: hours}})
    except form.BadHours as refused:
        under = f"special.{_ANY_DAY}"
        faults = [form.Fault(place + fault.place.removeprefix(under), fault.reason) for fault in refused.faults]
        raise form.BadHours(faults) from None
    return tuple((begins, ends) for begins, ends in hours)


@dataclass(slots=True)
class _Said:
    """Everything that is said about one date."""

    holidays: list[Holiday] = field(default_factory=list)
    company: list[DateException] = field(default_factory=list)
    own: list[DateException] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Rule:
    """What holds on one date: closed, or these hours instead of the week's; without `shut`."""

    is_closed: bool = False
    hours: Spans | None = None
    shut: Spans = _NOTHING


def _by_date(holidays: Iterable[Holiday], exceptions: Iterable[DateException]) -> dict[date, _Said]:
    found: dict[date, _Said] = defaultdict(_Said)
    for holiday in holidays:
        found[holiday.date].holidays.append(holiday)
    for exception in exceptions:
        said = found[exception.date]
        (said.own if exception.is_own else said.company).append(exception)
    return found


def _rule_of(said: _Said, weekday: int, week: Spans) -> _Rule:
    """The first level that decides keeps what lies below it from having a say."""
    partial: list[DateException] = []
    for level in (said.own, said.company):
        partial += [exception for exception in level if exception.kind == "partial"]
        if any(exception.kind == "closed" for exception in level):
            return _Rule(is_closed=True)
        if replacing := [exception for exception in level if exception.kind == "hours"]:
            return _Rule(hours=_union(one.hours for one in replacing), shut=_union(one.hours for one in partial))
    return _holiday_rule(said.holidays, weekday, week, _union(one.hours for one in partial))


def _holiday_rule(holidays: Sequence[Holiday], weekday: int, week: Spans, shut: Spans) -> _Rule:
    """Of several calendars the one that opens least counts; only a working day opens what is closed otherwise."""
    if any(holiday.kind == "closed" for holiday in holidays):
        return _Rule(is_closed=True)
    shut = Spans.union([*shut, *_union(one.hours or () for one in holidays if one.kind == "partial")])
    halves = [_union([one.hours or ()]) for one in holidays if one.kind == "half"]
    workdays = [one for one in holidays if one.kind == "workday"]
    if not halves and not workdays:
        return _Rule(shut=shut)
    hours = _union(one.hours or _like_a_weekday(week) for one in workdays) if workdays else _day_of(week, weekday)
    for half in halves:
        hours = hours.minus(half.complement(within=DAY), within=DAY)
    return _Rule(hours=hours, shut=shut)


def _like_a_weekday(week: Spans) -> Intervals:
    """The hours of the first weekday that is open."""
    days = (_day_of(week, weekday) for weekday in range(7))
    return tuple(_pair(begins, ends) for begins, ends in next((day for day in days if day.total), ()))


def _day_of(week: Spans, weekday: int) -> Spans:
    return week.cut(weekday * DAY, (weekday + 1) * DAY)


def _union(several: Iterable[Intervals]) -> Spans:
    return Spans.union(pair for hours in several for pair in _pairs(hours))


@lru_cache(maxsize=1024)
def _pairs(hours: Intervals) -> tuple[Pair, ...]:
    read_hours(hours)
    return tuple((_seconds(begins), _seconds(ends)) for begins, ends in hours)


def _written(spans: Spans) -> list[list[str]]:
    return [list(_pair(begins, ends)) for begins, ends in spans]


def _pair(begins: int, ends: int) -> Interval:
    return _time(begins), _time(ends)


def _time(second: int) -> str:
    return f"{second // HOUR:02}:{second % HOUR // MINUTE:02}"


def _seconds(time: str) -> int:
    return int(time[:2]) * HOUR + int(time[3:]) * MINUTE


_ANY_DAY = "2000-01-01"
