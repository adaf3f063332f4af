"""`…/exceptions`: single days on which other hours hold, of one schedule or of the whole company; added, changed, undone."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath

from i18n import lazy
from polydesk.hours.form import BadHours
from polydesk.kernel.actor import actor
from polydesk.kernel.clock import now
from polydesk.kernel.web import Form, Page, empty, moment, read_form, redirect
from polydesk.schedules import exceptions, queries, reviewing
from polydesk.schedules.changes import AddException, Change, ChangeException, RemoveExceptions, pairs
from polydesk.schedules.day_hours import DayHours
from polydesk.schedules.exceptions import ExceptionRow
from polydesk.schedules.forms import ChosenDays, ExceptionForm
from polydesk.schedules.grouping import Run, runs_of
from polydesk.schedules.queries import ScheduleRow
from polydesk.schedules.zone_choices import wall_zone
from tenants.here import site

COMPANY = "/admin/hours/exceptions"

AnyRequest = Request[Any, Any, Any]
Html = Response[Any]

SAID = {
    "said=added": lazy("Added. The hours of these days are in force."),
    "said=changed": lazy("Saved."),
    "said=removed": lazy("Removed. The usual hours hold again."),
}


@dataclass(frozen=True)
class Place:
    """Whose single days: a schedule's, or (without one) the company's."""

    schedule: ScheduleRow | None

    @property
    def url(self) -> str:
        return f"/admin/hours/{self.schedule.id}/exceptions" if self.schedule else COMPANY

    @property
    def id(self) -> UUID | None:
        return self.schedule.id if self.schedule else None

    @property
    def today(self) -> date:
        return now().astimezone(wall_zone(self.schedule.tz if self.schedule else site().zone)).date()


class CompanyExceptionPages(Controller):
    path = COMPANY

    @get()
    async def index(self) -> Html:
        return await _page(Place(None), _blank())

    @post(status_code=200)
    async def create(self, request: AnyRequest) -> Html:
        return await _save(Place(None), None, await read_form(request, ExceptionForm))

    @get("/{exception_id:uuid}")
    async def show(self, exception_id: FromPath[UUID]) -> Html:
        held = await exceptions.exception(exception_id)
        return await _edit(await _place_of(held), held)

    @post("/{exception_id:uuid}", status_code=200)
    async def change(self, request: AnyRequest, exception_id: FromPath[UUID]) -> Html:
        held = await exceptions.exception(exception_id)
        return await _save(await _place_of(held), held, await read_form(request, ExceptionForm))

    @post("/removal", status_code=200)
    async def remove(self, request: AnyRequest) -> Html:
        """Several at once; the page that follows offers to undo it."""
        form = await read_form(request, ChosenDays)
        gone = await exceptions.these(form.data.ids if form.ok else [])
        if not gone:
            return redirect(COMPANY)
        dates = tuple(row.date for row in gone)
        change = RemoveExceptions(tuple(row.id for row in gone), gone[0].schedule_id, dates)
        if asked := await reviewing.carry_out(change, by=actor()):
            return redirect(asked)
        return await _page(await _place_of(gone[0]), _blank(), undo=runs_of(gone))


class ScheduleExceptionPages(Controller):
    path = "/admin/hours/{schedule_id:uuid}/exceptions"

    @get()
    async def index(self, schedule_id: FromPath[UUID]) -> Html:
        return await _page(Place(await queries.schedule(schedule_id)), _blank())

    @post(status_code=200)
    async def create(self, request: AnyRequest, schedule_id: FromPath[UUID]) -> Html:
        return await _save(Place(await queries.schedule(schedule_id)), None, await read_form(request, ExceptionForm))


async def _place_of(row: ExceptionRow) -> Place:
    return Place(await queries.schedule(row.schedule_id) if row.schedule_id else None)


async def _edit(place: Place, held: ExceptionRow) -> Html:
    form = empty(ExceptionForm, first=held.date.isoformat(), note=held.note)
    form.values["kind"] = [held.kind]
    return await _page(place, form, DayHours(held.hours), held=held)


async def _save(place: Place, held: ExceptionRow | None, form: Form[ExceptionForm]) -> Html:
    """A new one, or the one that is there with other words."""
    hours = DayHours.read(form)
    if hours.rearrange(form.value("do")):
        form.errors.clear()
        return await _page(place, form, hours, held=held)
    if form.ok:
        change = _wish(place, held, form.data, hours)
        try:
            return redirect(await reviewing.carry_out(change, by=actor(), typed=form.values) or change.there)
        except BadHours as refusal:
            hours.blame(refusal, form)
    return await _page(place, form, hours, held=held, status=422)


def _wish(place: Place, held: ExceptionRow | None, typed: ExceptionForm, hours: DayHours) -> Change:
    given = pairs(hours.pairs if typed.kind != "closed" else [])
    if held is None:
        return AddException(place.id, typed.first, typed.last, typed.kind, given, typed.note)
    return ChangeException(held.id, place.id, typed.first, typed.kind, given, typed.note)


async def _page(
    place: Place,
    form: Form[ExceptionForm],
    hours: DayHours | None = None,
    *,
    held: ExceptionRow | None = None,
    undo: list[Run] | None = None,
    status: int = 200,
) -> Html:
    said = SAID.get(moment().query)
    return Page(
        "schedules/exceptions.html",
        status=status,
        place=place,
        schedule=place.schedule,
        form=form,
        hours=hours or DayHours(),
        held=held,
        runs=runs_of(await exceptions.exceptions_of(place.id, since=place.today)),
        company=runs_of(await exceptions.exceptions_of(None, since=place.today)) if place.schedule else [],
        undo=undo or [],
        said=str(said) if said else "",
    )


def _blank() -> Form[ExceptionForm]:
    form = empty(ExceptionForm)
    form.values["kind"] = ["closed"]
    return form
