"""`/admin/hours/holidays/{id}`: one calendar, year by year; each day on or off, half days, own days, proposals."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, Parameter

from i18n import LazyText, lazy
from polydesk.hours.form import BadHours
from polydesk.hours.instants import instant_of
from polydesk.kernel.actor import actor
from polydesk.kernel.clock import now
from polydesk.kernel.web import Form, Page, empty, moment, read_form, redirect
from polydesk.schedules import holidays, queries, reviewing
from polydesk.schedules.changes import (
    AddHoliday,
    AnswerProposal,
    RemoveHoliday,
    SetHolidayHours,
    SwitchHoliday,
    pairs,
)
from polydesk.schedules.day_hours import DayHours
from polydesk.schedules.forms import DayChange, OwnDay
from polydesk.schedules.holiday_looks import day_look, upcoming
from polydesk.schedules.holiday_pages import PAGE

AnyRequest = Request[Any, Any, Any]
Html = Response[Any]
Year = Annotated[int, Parameter(required=False)]

SAID: dict[str, LazyText] = {
    "said=begun": lazy("The holidays are there. Switch off those on which you work."),
    "said=used": lazy("The schedule takes these days in from now on."),
    "said=imported": lazy("The days of the file are there."),
    "said=added": lazy("The day is added."),
    "said=removed": lazy("The day is removed."),
    "said=accepted": lazy("Accepted: it applies."),
    "said=declined": lazy("Declined: everything stays as it was."),
}


class CalendarPages(Controller):
    path = PAGE + "/{calendar_id:uuid}"

    @get()
    async def show(self, calendar_id: FromPath[UUID], year: Year = 0) -> Html:
        return await _page(calendar_id, year=year)

    @post("/days", status_code=200)
    async def add(self, request: AnyRequest, calendar_id: FromPath[UUID]) -> Html:
        form = await read_form(request, OwnDay)
        hours = DayHours.read(form)
        if form.ok:
            typed = form.data
            try:
                change = AddHoliday(calendar_id, typed.on, typed.name, pairs(hours.pairs), bool(typed.every_year))
                return redirect(await reviewing.carry_out(change, by=actor()) or change.there)
            except BadHours as refusal:
                hours.blame(refusal, form)
        return await _page(calendar_id, form=form, hours=hours, status=422)


class HolidayDayPages(Controller):
    path = PAGE + "/days/{holiday_id:uuid}"

    @post("/state", status_code=200)
    async def switch(self, request: AnyRequest, holiday_id: FromPath[UUID]) -> Html:
        """By htmx the line alone."""
        form = await read_form(request, DayChange)
        row = await holidays.holiday(holiday_id)
        change = SwitchHoliday(*_named(row), bool(form.value("active")))
        if asked := await reviewing.carry_out(change, by=actor()):
            return redirect(asked)
        row = await holidays.holiday(holiday_id)
        if moment().is_htmx:
            return Page("schedules/_holiday.html", day=day_look(row), open_hours=False, fault="")
        return _back(row)

    @post("/hours", status_code=200)
    async def set_hours(self, request: AnyRequest, holiday_id: FromPath[UUID]) -> Html:
        """Open at these hours only; without any the whole day is closed."""
        hours = DayHours.read(await read_form(request, DayChange))
        row = await holidays.holiday(holiday_id)
        try:
            asked = await reviewing.carry_out(SetHolidayHours(*_named(row), pairs(hours.pairs)), by=actor())
        except BadHours as refusal:
            fault = refusal.faults[0].reason
            return await _page(row.calendar_id, year=row.date.year, faulty=(holiday_id, fault), status=422)
        return redirect(asked) if asked else _back(row)

    @post("/removal")
    async def remove(self, request: AnyRequest, holiday_id: FromPath[UUID]) -> Html:
        row = await holidays.holiday(holiday_id)
        form = await read_form(request, DayChange)
        change = RemoveHoliday(*_named(row), bool(form.value("every_year")))
        return redirect(await reviewing.carry_out(change, by=actor()) or change.there)

    @post("/acceptance")
    async def accept(self, holiday_id: FromPath[UUID]) -> Html:
        return await _answer(holiday_id, accepted=True)

    @post("/refusal")
    async def decline(self, holiday_id: FromPath[UUID]) -> Html:
        return await _answer(holiday_id, accepted=False)


async def _answer(holiday_id: UUID, *, accepted: bool) -> Html:
    change = AnswerProposal(*_named(await holidays.holiday(holiday_id)), accepted)
    return redirect(await reviewing.carry_out(change, by=actor()) or change.there)


def _named(row: holidays.HolidayRow) -> tuple[UUID, UUID, int]:
    return row.id, row.calendar_id, row.date.year


def _back(row: holidays.HolidayRow) -> Html:
    return redirect(f"{PAGE}/{row.calendar_id}?year={row.date.year}#day-{row.id}")


async def _page(
    calendar_id: UUID,
    *,
    year: int = 0,
    form: Form[OwnDay] | None = None,
    hours: DayHours | None = None,
    faulty: tuple[UUID, str] | None = None,
    status: int = 200,
) -> Html:
    view = await holidays.calendar(calendar_id)
    years = sorted({day.date.year for day in view.days}) or [now().year]
    shown = year if year in years else _nearest(years)
    schedules = await queries.schedules()
    users = [schedule for schedule in schedules if calendar_id in schedule.calendar_ids]
    waiting = [day_look(day) for day in view.days if day.state in ("proposed", "vanished") and day.date >= _today()]
    return Page(
        "schedules/calendar.html",
        status=status,
        calendar=view.calendar,
        years=years,
        year=shown,
        days=[day_look(day) for day in view.days if day.date.year == shown and day.state != "proposed"],
        waiting=waiting,
        users=users,
        others=[schedule for schedule in schedules if schedule not in users],
        upcoming=upcoming(await holidays.next_applied(users[0].id, instant_of(now()))) if users else [],
        form=form or empty(OwnDay),
        hours=hours or DayHours(),
        faulty=faulty,
        said=_said(),
    )


def _said() -> str:
    words = moment().query.rpartition("said=")
    found = SAID.get("said=" + words[2]) if words[1] else None
    return str(found) if found else ""


def _nearest(years: list[int]) -> int:
    return min(years, key=lambda year: (abs(year - now().year), year))


def _today() -> date:
    return now().date()
