"""`/admin/hours/holidays/import`: a calendar file is shown as days first; only a second yes makes a calendar of it."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.datastructures import UploadFile

from i18n import _
from i18n.formats import number
from polydesk.hours.form import BadHours
from polydesk.kernel import unit
from polydesk.kernel.actor import actor
from polydesk.kernel.lines import one_line
from polydesk.kernel.web import Form, Page, empty, read_form, redirect
from polydesk.schedules import holidays, importing, queries, reviewing
from polydesk.schedules.changes import ImportDays, TakeIn
from polydesk.schedules.compiling import read_hours
from polydesk.schedules.forms import Import
from polydesk.schedules.holiday_pages import PAGE
from polydesk.schedules.ics import LARGEST, NAME_LIMIT, IcsDay, Reading
from polydesk.schedules.refusals import BadIcs, IcsTooLarge
from polydesk.schedules.saying import hours_text
from polydesk.schedules.thinkable import is_thinkable
from polydesk.schedules.zone_choices import zone_label
from tenants.here import site

BODY_LIMIT = LARGEST + 200_000
MOST_DAYS = 2_000
UPLOAD_FIELDS = 2 * MOST_DAYS + 50

AnyRequest = Request[Any, Any, Any]
Html = Response[Any]


class Day(msgspec.Struct):
    """A previewed day on its way through the browser and back."""

    on: date
    name: str
    kind: Literal["closed", "partial"]
    hours: tuple[tuple[str, str], ...] = ()


class ImportPages(Controller):
    path = PAGE + "/import"

    @get()
    async def ask(self) -> Html:
        return await _page(empty(Import))

    @post(status_code=200, request_max_body_size=BODY_LIMIT)
    async def preview(self, request: AnyRequest) -> Html:
        form = await read_form(request, Import)
        files = [file for file in form.files("file") if file.filename]
        if not files:
            form.fail("file", _("Please choose a calendar file."))
        if not form.ok:
            return await _page(form, status=422)
        try:
            reading = await importing.read_upload(await files[0].read(), zone=await _zone())
        except (BadIcs, IcsTooLarge) as refusal:
            form.fail("file", refusal.message)
            return await _page(form, status=422)
        form.values["name"] = [form.value("name") or _file_name(files[0])]
        return await _page(form, reading=_cut(reading))

    @post("/calendar", status_code=200, request_max_body_size=BODY_LIMIT)
    async def create(self, request: AnyRequest) -> Html:
        form = await read_form(request, Import, most_fields=UPLOAD_FIELDS)
        days = _chosen(form)
        if not days:
            form.fail("", _("Please choose at least one day."))
        if not form.ok:
            return await _page(form, reading=Reading(tuple(_sent(form)), ()), status=422)
        usual = await queries.default_schedule() if form.value("use") else None
        try:
            there = await _import(form.data, days, (usual.id,) if usual else ())
        except BadHours as refusal:
            form.fail("name", refusal.faults[0].reason)
            return await _page(form, reading=Reading(tuple(_sent(form)), ()), status=422)
        return redirect(there)


async def _import(typed: Import, days: list[IcsDay], users: tuple[UUID, ...]) -> str:
    """Where that leads. A new calendar moves nothing before somebody takes it in. Raises BadHours."""
    name = typed.name or _("Imported days")
    if typed.into is not None:
        change = ImportDays(typed.into, name, tuple(days), users)
        return await reviewing.carry_out(change, by=actor()) or change.there
    async with unit.savepoint():
        made = await importing.import_calendar(name, days, by=actor())
    asked = await reviewing.carry_out(TakeIn(made, users), by=actor()) if users else None
    return asked or f"{PAGE}/{made}?said=imported"


async def _page(form: Form[Import], *, reading: Reading | None = None, status: int = 200) -> Html:
    known = [calendar for calendar in await holidays.calendars() if calendar.source == "ics"]
    return Page(
        "schedules/import.html",
        status=status,
        form=form,
        reading=reading,
        days=[(day, _written(day)) for day in reading.days] if reading else [],
        imported=[(str(calendar.id), calendar.name) for calendar in known],
        usual=await queries.default_schedule(),
        hours_text=hours_text,
        zone_name=zone_label(await _zone()),
    )


def _cut(reading: Reading) -> Reading:
    """As many days as a page can show; what is left out is said."""
    over = len(reading.days) - MOST_DAYS
    if over <= 0:
        return reading
    left = _("%(n)s more days: a file brings at most %(most)s.") % {"n": number(over), "most": number(MOST_DAYS)}
    return Reading(reading.days[:MOST_DAYS], (*reading.left_out, left))


async def _zone() -> str:
    usual = await queries.default_schedule()
    return usual.tz if usual else site().zone


def _written(day: IcsDay) -> str:
    return msgspec.json.encode(Day(day.date, day.name, day.kind, tuple(day.hours or ()))).decode()


def _sent(form: Form[Import]) -> list[IcsDay]:
    """All days of the preview, as the browser sent them back."""
    return [day for day in map(_day, form.all_values("day")) if day is not None]


def _chosen(form: Form[Import]) -> list[IcsDay]:
    """A day is taken when its number is ticked."""
    ticked = set(form.all_values("take"))
    return [day for number, text in enumerate(form.all_values("day")) if str(number) in ticked and (day := _day(text))]


def _day(text: str) -> IcsDay | None:
    """None for what no preview of ours has written."""
    try:
        read = msgspec.json.decode(text.encode(), type=Day)
        hours = read_hours(read.hours) if read.kind == "partial" else None
    except (msgspec.DecodeError, BadHours):
        return None
    name = one_line(read.name)[:NAME_LIMIT]
    if not name or hours == () or not is_thinkable(read.on):
        return None
    return IcsDay(read.on, name, read.kind, hours)


def _file_name(file: UploadFile) -> str:
    return file.filename.rpartition("/")[2].removesuffix(".ics")[:80]
