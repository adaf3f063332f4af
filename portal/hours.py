"""`/{language}/hours`: when somebody is there, in the reader's zone, with the holidays and single days that come."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get
from litestar.params import FromPath, Parameter

from i18n import _
from i18n.formats import weekday_names, zone_name
from i18n.places import city_of_zone, is_zone
from polydesk.hours.instants import instant_of
from polydesk.kernel.clock import now
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.web import Page, page_cache
from polydesk.schedules import queries
from polydesk.schedules.applied import mark_text
from polydesk.schedules.opening import AppliedDay, Opening, applied_days, opening, opening_hours
from polydesk.schedules.opening_words import state_text
from polydesk.schedules.queries import ScheduleRow
from polydesk.schedules.saying import hours_text
from polydesk.schedules.zone_choices import zone_meant
from portal.hours_mark import reading_zone
from portal.languages import enter
from tenants.here import site

Html = Response[Any]
Typed = Annotated[str, Parameter(required=False)]

WEEK = 7
AHEAD = 60
MOST_SPECIAL = 12


@dataclass(frozen=True)
class Line:
    """One date: when it is open, and why it is not like others."""

    date: date
    weekday: str
    hours: str
    is_open: bool
    is_today: bool
    why: list[str]


class HoursPages(Controller):
    path = "/{language:str}/hours"

    @get()
    async def show(self, language: FromPath[str], zone: Typed = "") -> Html:
        enter(language)
        held, found = await _shown()
        own = reading_zone(found.zone)
        wanted = zone_meant(zone[:80]) if zone else own
        chosen = wanted if is_zone(wanted) else own
        page_cache.keep(site().id)
        return Page(
            "portal/hours.html",
            partial="portal/_hours.html",
            state=state_text(found, chosen),
            is_open=found.is_open,
            week=await _week(held, found.zone, chosen),
            special=await _special(),
            chosen=_named(chosen),
            ours=_named(found.zone),
            own=_named(own),
            same_clock=_same_clock(chosen, found.zone),
            asked=zone,
            is_unknown=bool(zone) and not is_zone(wanted),
            alternates={code: f"{site().base_url}/{code}/hours" for code in site().languages},
        )


@dataclass(frozen=True)
class Named:
    """A zone with the name that people know: `Rome (CET)`."""

    zone: str
    name: str


async def _shown() -> tuple[ScheduleRow, Opening]:
    held = await queries.default_schedule()
    found = await opening(instant_of(now())) if held and await queries.hours_are_public() else None
    if held is None or found is None:
        raise NotFound
    return held, found


async def _week(held: ScheduleRow, zone: str, chosen: str) -> list[Line]:
    """Seven days from today. In another zone the dates are that zone's; then the reasons stand with the days below."""
    if chosen == zone:
        return [_line(row, _today(zone)) for row in await opening_hours(WEEK)]
    hours = await queries.history_of(held.id)
    return [_line(row, _today(chosen)) for row in applied_days(hours, chosen, _today(chosen), WEEK, {})]


async def _special() -> list[Line]:
    """The next days that are not like their weekday, on the dates of the team."""
    rows = [row for row in await opening_hours(AHEAD) if row.marks]
    return [_line(row, None) for row in rows[:MOST_SPECIAL]]


def _line(row: AppliedDay, today: date | None) -> Line:
    return Line(
        date=row.date,
        weekday=_weekday(row.date),
        hours=hours_text(row.open),
        is_open=bool(row.open),
        is_today=row.date == today,
        why=[mark_text(mark) for mark in row.marks],
    )


def _weekday(day: date) -> str:
    """Ready to begin a line."""
    name = weekday_names()[day.weekday()]
    return name[:1].upper() + name[1:]


def _named(zone: str) -> Named:
    words = {"city": city_of_zone(zone), "zone": zone_name(ZoneInfo(zone), now())}
    return Named(zone, _("%(city)s (%(zone)s)") % words)


def _same_clock(one: str, other: str) -> bool:
    """Whether clocks show the same in both during the days that are shown."""
    return all(
        (now() + timedelta(days=days)).astimezone(ZoneInfo(one)).utcoffset()
        == (now() + timedelta(days=days)).astimezone(ZoneInfo(other)).utcoffset()
        for days in range(WEEK + 1)
    )


def _today(zone: str) -> date:
    return now().astimezone(ZoneInfo(zone)).date()
