"""Dates, times and numbers as the viewer writes them.

The functions speak the locale and live in the zone of the moment; `formatter()` answers an object for both that a page
builds once and uses for a whole list. Babel (8–11 µs a date) is asked once for each day and once for each minute of
the clock, and its answers are kept: what is shown is Babel's own text, and a long list costs about a microsecond a row.
Instants must know their zone: a naive datetime raises `NaiveInstant`.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Literal
from unicodedata import normalize
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import (
    format_date,
    format_skeleton,
    format_time,
    format_timedelta,
    get_day_names,
    get_month_names,
    get_timezone_name,
)
from babel.lists import format_list
from babel.numbers import (
    NumberFormatError,
    format_currency,
    format_decimal,
    format_percent,
    get_decimal_symbol,
    get_minus_sign_symbol,
    parse_decimal,
)

from i18n.catalog import _, ngettext
from i18n.isolates import CLOSE, OPEN
from i18n.lazytext import lazy
from i18n.locales import babel_locale, direction
from i18n.moment import current_locale, current_zone

Width = Literal["short", "medium", "long", "full"]
Number = int | float | Decimal

JUST_NOW = 45
_PLAIN_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
RelativeUnit = Literal["year", "month", "week", "day", "hour", "minute"]
RELATIVE_UNITS: dict[RelativeUnit, int] = {
    "year": 31_536_000,
    "month": 2_592_000,
    "week": 604_800,
    "day": 86_400,
    "hour": 3_600,
    "minute": 60,
}
DURATION_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
BYTE_UNITS = (lazy("%(size)s kB"), lazy("%(size)s MB"), lazy("%(size)s GB"), lazy("%(size)s TB"))


class NaiveInstant(ValueError):
    """A datetime without a zone is not an instant: nobody can say when it is."""


class Formatter:
    """The dates and times of one locale and one zone."""

    __slots__ = ("_glue", "_zone_names", "locale", "zone")

    def __init__(self, locale: str, zone: tzinfo) -> None:
        self.locale = locale
        self.zone = zone
        self._glue = _glue(locale)
        self._zone_names: dict[str | None, str] = {}

    def when(self, instant: datetime) -> str:
        """`22 Nov 2026, 14:05`: the month as a word, so that no reader takes it for the day."""
        local = self.local(instant)
        clock = _clock_text(self.locale, local.hour, local.minute)
        return self._glue.format(clock, _day_text(self.locale, local.date(), "medium"))

    def weekday_when(self, instant: datetime, now: datetime) -> str:
        """`Sun, Nov 22, 14:05`: with its weekday, and with the year only where it is another than this one."""
        local = self.local(instant)
        skeleton = "MMMEd" if local.year == self.local(now).year else "yMMMEd"
        return self._glue.format(
            _clock_text(self.locale, local.hour, local.minute), _skeleton_text(self.locale, local.date(), skeleton)
        )

    def day(self, day: date, width: Width = "medium") -> str:
        """A calendar day as it is, an instant as the day it falls on here."""
        if isinstance(day, datetime):
            day = self.local(day).date()
        return _day_text(self.locale, day, width)

    def month(self, day: date) -> str:
        """`Nov 2026`: the month that a day lies in."""
        return format_skeleton("yMMM", day, locale=babel_locale(self.locale))

    def clock_time(self, instant: datetime | time) -> str:
        local = self.local(instant) if isinstance(instant, datetime) else instant
        return _clock_text(self.locale, local.hour, local.minute)

    def ago(self, instant: datetime, now: datetime | None = None) -> str:
        """`3 hours ago`, `in 2 days`, `just now`."""
        seconds = round((_aware(instant) - (now or datetime.now(UTC))).total_seconds())
        if abs(seconds) < JUST_NOW:
            return _("just now")
        unit, size = next(
            (pair for pair in RELATIVE_UNITS.items() if abs(seconds) >= 0.85 * pair[1]),
            ("minute", 60),
        )
        return _relative(self.locale, unit, max(1, round(abs(seconds) / size)), seconds < 0)

    def zone_name(self, at: datetime) -> str:
        """The short name; a zone has one for each half of the year."""
        local = self.local(at)
        half = local.tzname()
        if half not in self._zone_names:
            self._zone_names[half] = zone_name(self.zone, local, locale=self.locale)
        return self._zone_names[half]

    def local(self, instant: datetime) -> datetime:
        return _aware(instant).astimezone(self.zone)


@lru_cache(maxsize=4096)
def _formatter(locale: str, zone: tzinfo) -> Formatter:
    return Formatter(locale, zone)


def formatter(locale: str | None = None, zone: tzinfo | None = None) -> Formatter:
    return _formatter(locale or current_locale(), zone or current_zone())


def when(instant: datetime) -> str:
    return formatter().when(instant)


def day(day: date, width: Width = "medium") -> str:
    return formatter().day(day, width)


def clock_time(instant: datetime | time) -> str:
    return formatter().clock_time(instant)


def hour_of_day(hour: int) -> str:
    """`9 AM` or `09`: the head of a column of hours."""
    return _hour_text(current_locale(), hour % 24)


def full_hour(hour: int) -> str:
    """`9:00 AM` or `09:00`: a time of the day that is a whole hour; 24 is midnight."""
    return clock_time(time(hour % 24))


def ago(instant: datetime, now: datetime | None = None) -> str:
    return formatter().ago(instant, now)


def zone_name(
    zone: str | tzinfo,
    at: datetime,
    width: Literal["short", "long"] = "short",
    locale: str | None = None,
) -> str:
    """`CET` or, long, `Central European Time`; a zone that has no letters of its own is `UTC+05:45`."""
    zone = ZoneInfo(zone) if isinstance(zone, str) else zone
    local, babel = _aware(at).astimezone(zone), babel_locale(locale or current_locale())
    if width == "long":
        return get_timezone_name(local if str(zone) == "UTC" else zone, "long", locale=babel)
    for name in (get_timezone_name(local, "short", locale=babel), local.tzname() or ""):
        if name.isalpha() and len(name) <= 5:
            return name
    return _offset_name(local.utcoffset() or timedelta())


def duration(span: timedelta | float, width: Literal["short", "long"] = "short") -> str:
    """The two largest units that count: `2 hr 5 min`, long `2 hours and 5 minutes`; seconds only below a minute."""
    seconds = round(span.total_seconds() if isinstance(span, timedelta) else span)
    locale = babel_locale(current_locale())
    texts = [_unit_text(locale, unit, n, width) for unit, n in _largest_two(abs(seconds))]
    text = " ".join(texts) if width == "short" else format_list(texts, locale=locale)
    return f"{get_minus_sign_symbol(locale)}{text}" if seconds < 0 else text


def number(value: Number) -> str:
    return _number_text(current_locale(), value)


def exact_number(value: Number) -> str:
    """With all its decimals, and so that `typed_number` reads the same again."""
    return format_decimal(value, locale=_babel_here(), decimal_quantization=False)


def typed_number(text: str) -> Decimal | None:
    """What somebody typed as a number, in the way of their language or with a bare point; None when it is none."""
    if any(sign.isalpha() or sign == "_" for sign in text):
        return None
    try:
        found: Decimal | None = parse_decimal(text, locale=_babel_here(), strict=True)
    except (NumberFormatError, ValueError):
        found = Decimal(text) if _PLAIN_NUMBER.fullmatch(text) else None
    return found if found is not None and found.is_finite() else None


def percent(share: Number, digits: int = 0) -> str:
    """A share of one: `percent(0.734)` is `73%`."""
    pattern = _babel_here().percent_formats[None].pattern
    return format_percent(share, pattern.replace("##0", f"##0.{'0' * digits}") if digits else pattern, _babel_here())


def money(amount: Number, currency: str) -> str:
    return format_currency(amount, currency, locale=_babel_here())


def bytes_(size: int) -> str:
    """In steps of 1,024; one decimal below ten, none above."""
    if size < 1024:
        return ngettext("%(size)s byte", "%(size)s bytes", size) % {"size": number(size)}
    amount, step = size / 1024, 0
    while round(amount) >= 1024 and step < len(BYTE_UNITS) - 1:
        amount, step = amount / 1024, step + 1
    return BYTE_UNITS[step] % {"size": number(round(amount, 1) if amount < 9.95 else round(amount))}


def list_of(names: Iterable[object], either: bool = False) -> str:
    """`Ann, Bob and Carl`; with `either`, `Ann, Bob or Carl`."""
    told = [str(name) for name in names]
    if direction(current_locale()) == "rtl":
        told = [f"{OPEN}{name}{CLOSE}" for name in told]
    return format_list(told, "or" if either else "standard", locale=_babel_here())


def currency_name(code: str) -> str:
    """The name of a currency in the language of the moment, ready to stand alone: `EUR` is the euro."""
    name = str(_babel_here().currencies.get(code, code))
    return name[:1].upper() + name[1:]


def language_name(tag: str) -> str:
    """The name of a language in the language of the moment, ready to stand alone."""
    return _language_text(current_locale(), tag)


@lru_cache(maxsize=2_000)
def _language_text(locale: str, tag: str) -> str:
    name = babel_locale(tag).get_display_name(babel_locale(locale)) or tag
    return name[:1].upper() + name[1:]


def country_name(code: str) -> str:
    return str(_babel_here().territories.get(code.upper(), code))


def countries() -> list[tuple[str, str]]:
    """Every country as (code, name), in the alphabetical order of the language of the moment."""
    return _countries(current_locale())


def weekday_names(width: Literal["abbreviated", "wide"] = "wide") -> list[str]:
    """From Monday (0) to Sunday (6), as they stand alone in a form."""
    names = get_day_names(width, "stand-alone", _babel_here())
    return [names[weekday] for weekday in range(7)]


def month_names(width: Literal["abbreviated", "wide"] = "wide") -> list[str]:
    names = get_month_names(width, "stand-alone", _babel_here())
    return [names[month] for month in range(1, 13)]


def first_weekday() -> int:
    """The day a week starts with here: 0 is Monday, 6 is Sunday."""
    return _babel_here().first_week_day


def week() -> list[int]:
    """The weekdays, 0 is Monday, from the one that a week starts with here."""
    return [(first_weekday() + step) % 7 for step in range(7)]


def decimal_sign() -> str:
    return str(get_decimal_symbol(_babel_here()))


def _babel_here() -> Locale:
    return babel_locale(current_locale())


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise NaiveInstant(f"{instant!r} does not say in which zone it is")
    return instant


@lru_cache(maxsize=256)
def _glue(locale: str) -> str:
    return str(babel_locale(locale).datetime_formats["medium"]).replace("'", "")


@lru_cache(maxsize=20_000)
def _day_text(locale: str, day: date, width: Width) -> str:
    return format_date(day, width, babel_locale(locale))


@lru_cache(maxsize=20_000)
def _skeleton_text(locale: str, day: date, skeleton: str) -> str:
    return str(format_skeleton(skeleton, day, locale=babel_locale(locale)))


@lru_cache(maxsize=16 * 24 * 60)
def _clock_text(locale: str, hour: int, minute: int) -> str:
    return format_time(time(hour, minute), "short", locale=babel_locale(locale))


@lru_cache(maxsize=16 * 24)
def _hour_text(locale: str, hour: int) -> str:
    babel = babel_locale(locale)
    has_halves = "a" in babel.time_formats["short"].pattern
    return format_time(time(hour), "h a" if has_halves else "HH", locale=babel)


@lru_cache(maxsize=4096)
def _relative(locale: str, unit: RelativeUnit, count: int, past: bool) -> str:
    span = timedelta(seconds=count * RELATIVE_UNITS[unit])
    babel = babel_locale(locale)
    return format_timedelta(-span if past else span, unit, float("inf"), add_direction=True, locale=babel)


def _offset_name(offset: timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    return f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


@lru_cache(maxsize=20_000)
def _number_text(locale: str, value: Number) -> str:
    return format_decimal(value, locale=babel_locale(locale))


@lru_cache(maxsize=64)
def _countries(locale: str) -> list[tuple[str, str]]:
    names = babel_locale(locale).territories
    known = [(code, name) for code, name in names.items() if len(code) == 2 and code not in NO_COUNTRIES]
    return sorted(known, key=lambda pair: normalize("NFKD", pair[1]).casefold())


NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"})


def _unit_text(locale: Locale, unit: str, count: int, width: Literal["short", "long"]) -> str:
    """CLDR leaves out what is the same elsewhere, a form like `other` or a long name like the short one; Babel's own
    function says `1 horas` and `1 duration-day` there."""
    patterns = locale._data["unit_patterns"][f"duration-{unit}"]
    wanted = ((length, form) for length in (width, "short") for form in (locale.plural_form(count), "other"))
    pattern: str = next(found for length, form in wanted if (found := patterns.get(length, {}).get(form)))
    return pattern.format(number(count))


def _largest_two(seconds: int) -> list[tuple[str, int]]:
    parts = []
    for unit, size in DURATION_UNITS:
        count, seconds = divmod(seconds, size)
        parts.append((unit, count))
    first = next((place for place, (_unit, count) in enumerate(parts) if count), len(parts) - 1)
    below = parts[first + 1 : first + 2] if first < 2 else []
    return [parts[first], *(pair for pair in below if pair[1])]
