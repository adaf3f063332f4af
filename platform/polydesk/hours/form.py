"""The form of a schedule: the JSON `{tz, weekly, closures, special}` (b4), read strictly.

What cannot be is refused with the reason and the place (`weekly.mon[1]`), all faults at once, so that an editor can
show each beside its field. What is merely untidy (overlaps, any order, a closure named twice) is fine: b2 calls it a
union. Over midnight belongs to the week; special hours and closures stay within their date.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from i18n import _, lazy
from polydesk.hours import zone_file
from polydesk.hours.spans import DAY, HOUR, MINUTE, Pair
from polydesk.kernel.refusals import Refusal

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_INTERVALS = 20
MOST_DATES = 800

_KEYS = ("tz", "weekly", "closures", "special")
_TIME = re.compile(r"([01]\d|2[0-4]):([0-5]\d)", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason why hours are refused; `place` names where in the form, and is empty for the form as a whole."""

    place: str
    reason: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}" if self.place else self.reason


class BadHours(Refusal, ValueError):
    """Hours that cannot be, with every fault that was found. A page without the fields says the reasons alone."""

    status = 422
    title = lazy("These hours cannot be")

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(" ".join(dict.fromkeys(fault.reason for fault in faults)))
        self.faults = tuple(faults)

    def __str__(self) -> str:
        return "; ".join(str(fault) for fault in self.faults)


@dataclass(frozen=True, slots=True)
class Form:
    """Hours that can be. Times are seconds of their date; dates are numbered since 1970-01-01."""

    tz: str
    weekly: tuple[tuple[Pair, ...], ...]  # seven, from Monday; to < from runs over midnight
    special: Mapping[int, tuple[Pair, ...]]
    closures: Mapping[int, tuple[Pair, ...]]


def read_form(raw: object) -> Form:
    """Raises BadHours."""
    reader = _Reader()
    form = reader.form(raw)
    if reader.faults:
        raise BadHours(reader.faults)
    return form


def day_number(day: date) -> int:
    return day.toordinal() - _EPOCH


def date_of(number: int) -> date:
    return date.fromordinal(number + _EPOCH)


class _Reader:
    """Goes through the whole form and notes every fault on the way; what it returns counts only without any."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def form(self, raw: object) -> Form:
        parts = self._mapping(raw, "")
        for key in parts:
            if key not in _KEYS:
                self._fault(str(key), _("A schedule has no part of this name."))
        for key in ("tz", "weekly"):
            if key not in parts:
                self._fault(key, _("This part of the schedule is missing."))
        form = Form(
            tz=self._zone(parts.get("tz", "UTC")),
            weekly=self._weekly(parts.get("weekly", {})),
            special=self._special(parts.get("special", {})),
            closures=self._closures(parts.get("closures", [])),
        )
        if (dates := len(form.special.keys() | form.closures.keys())) > MOST_DATES:
            self._fault(
                "",
                _("There are %(count)d dates with special hours or closures; a schedule takes %(most)d.")
                % {"count": dates, "most": MOST_DATES},
            )
        return form

    def _zone(self, raw: object) -> str:
        if isinstance(raw, str) and raw in zone_file.names():
            return raw
        self._fault("tz", _("The time zone database knows no zone “%(zone)s”.") % {"zone": _shown(raw)})
        return "UTC"

    def _weekly(self, raw: object) -> tuple[tuple[Pair, ...], ...]:
        days = self._mapping(raw, "weekly")
        for key in days:
            if key not in WEEKDAYS:
                self._fault(
                    f"weekly.{key}",
                    _("No weekday is called so; they are %(names)s.") % {"names": ", ".join(WEEKDAYS)},  # notext
                )
        return tuple(self._intervals(days.get(day, []), f"weekly.{day}", over_midnight=True) for day in WEEKDAYS)

    def _special(self, raw: object) -> dict[int, tuple[Pair, ...]]:
        found = {}
        for key, intervals in self._mapping(raw, "special").items():
            place = f"special.{key}"
            day = self._day(key, place)
            found[day] = self._intervals(intervals, place, over_midnight=False)
        return found

    def _closures(self, raw: object) -> dict[int, tuple[Pair, ...]]:
        found: dict[int, tuple[Pair, ...]] = {}
        for number, closure in enumerate(self._sequence(raw, "closures")):
            day, pair = self._closure(closure, f"closures[{number}]")
            if pair is not None:
                found[day] = (*found.get(day, ()), pair)
        return found

    def _closure(self, raw: object, place: str) -> tuple[int, Pair | None]:
        if isinstance(raw, str):
            return self._day(raw, place), (0, DAY)
        if not isinstance(raw, Mapping) or set(raw) != {"date", "from", "to"}:
            self._fault(place, _("A closure is a date, or a date with from and to."))
            return 0, None
        return self._day(raw["date"], place), self._interval((raw["from"], raw["to"]), place, over_midnight=False)

    def _intervals(self, raw: object, place: str, *, over_midnight: bool) -> tuple[Pair, ...]:
        given = self._sequence(raw, place)
        if len(given) > MOST_INTERVALS:
            self._fault(
                place,
                _("There are %(count)d intervals; a day takes %(most)d.")
                % {"count": len(given), "most": MOST_INTERVALS},
            )
        read = (
            self._interval(pair, f"{place}[{number}]", over_midnight=over_midnight) for number, pair in enumerate(given)
        )
        return tuple(pair for pair in read if pair is not None)

    def _interval(self, raw: object, place: str, *, over_midnight: bool) -> Pair | None:
        if not isinstance(raw, list | tuple) or len(raw) != 2:
            self._fault(place, _("An interval is two times, from and to."))
            return None
        begins, ends = self._time(raw[0], place), self._time(raw[1], place)
        if begins is None or ends is None:
            return None
        if begins == DAY:
            self._fault(place, _("An interval cannot begin at 24:00; write 00:00 on the next day."))
        elif begins == ends:
            self._fault(place, _("From and to are the same time; a whole day is 00:00 to 24:00."))
        elif ends < begins and not over_midnight:
            self._fault(
                place,
                _("Hours of a single date end by 24:00; write what runs over midnight on the next date."),
            )
        return begins, ends

    def _time(self, raw: object, place: str) -> int | None:
        found = _TIME.fullmatch(raw) if isinstance(raw, str) else None
        second = int(found[1]) * HOUR + int(found[2]) * MINUTE if found else DAY + 1
        if second <= DAY:
            return second
        self._fault(place, _("“%(time)s” is not a time between 00:00 and 24:00.") % {"time": _shown(raw)})
        return None

    def _day(self, raw: object, place: str) -> int:
        try:
            if isinstance(raw, str) and _DATE.fullmatch(raw):
                return day_number(date.fromisoformat(raw))
        except ValueError:
            pass
        self._fault(place, _("“%(date)s” is not a date such as 2026-12-24.") % {"date": _shown(raw)})
        return 0

    def _mapping(self, raw: object, place: str) -> Mapping[str, object]:
        if isinstance(raw, Mapping):
            return raw
        self._fault(place, _("Names with values are expected here."))
        return {}

    def _sequence(self, raw: object, place: str) -> Sequence[object]:
        if isinstance(raw, list | tuple):
            return raw
        self._fault(place, _("A list is expected here."))
        return ()

    def _fault(self, place: str, reason: str) -> None:
        self.faults.append(Fault(place, reason))


def split_at_midnight(weekly: Iterable[tuple[Pair, ...]]) -> Iterator[Pair]:
    """The week in seconds since Monday 00:00; what runs over from Sunday begins the week (b2)."""
    for number, pairs in enumerate(weekly):
        today, tomorrow = number * DAY, (number + 1) % 7 * DAY
        for begins, ends in pairs:
            if begins < ends:
                yield today + begins, today + ends
            else:
                yield today + begins, today + DAY
                yield tomorrow, tomorrow + ends


def _shown(raw: object) -> str:
    """What was entered, short enough for one line."""
    text = raw if isinstance(raw, str) else repr(raw)
    return text if len(text) <= 40 else text[:39] + "…"
