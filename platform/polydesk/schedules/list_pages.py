"""`/admin/hours`: every schedule with its week, which is the usual one, and whether customers may read the hours."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath

from i18n import LazyText, _, lazy
from i18n.formats import week, zone_name
from i18n.places import city_of_zone, is_zone
from polydesk.hours.form import WEEKDAYS
from polydesk.hours.instants import instant_of
from polydesk.kernel.actor import actor
from polydesk.kernel.clock import now
from polydesk.kernel.refusals import Conflict
from polydesk.kernel.web import Page, moment, read_form, redirect
from polydesk.schedules import editing, holidays, opening, queries, reviewing, usage
from polydesk.schedules.bars import Bar, week_bars
from polydesk.schedules.forms import Visibility
from polydesk.schedules.opening import Opening
from polydesk.schedules.public_pages import forget_pages
from polydesk.schedules.queries import ScheduleRow
from polydesk.schedules.saying import week_text

PAGE = "/admin/hours"

AnyRequest = Request[Any, Any, Any]

SAID: dict[str, LazyText] = {
    "said=default": lazy("These are the usual hours now."),
    "said=archived": lazy("The schedule is archived. You can restore it below."),
    "said=restored": lazy("The schedule is back."),
    "said=saved": lazy("Saved."),
}


@dataclass(frozen=True)
class ScheduleLook:
    """A schedule as the list shows it."""

    id: UUID
    url: str
    name: str
    zone_text: str
    is_default: bool
    archived_at: datetime | None
    opening: Opening | None
    columns: list[list[Bar]]
    lines: list[tuple[str, str]]
    calendars: list[str]
    uses: list[str]


class SchedulePages(Controller):
    path = PAGE

    @get()
    async def index(self) -> Response[Any]:
        return await _list()

    @post("/visibility")
    async def show_or_hide(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, Visibility)
        await editing.show_publicly(bool(form.value("public")), by=actor())
        await forget_pages()
        return redirect(f"{PAGE}?said=saved")

    @post("/{schedule_id:uuid}/default")
    async def make_default(self, schedule_id: FromPath[UUID]) -> Response[Any]:
        await editing.make_default(schedule_id, by=actor())
        await forget_pages()
        return redirect(f"{PAGE}?said=default")

    @post("/{schedule_id:uuid}/archival", status_code=200)
    async def archive(self, schedule_id: FromPath[UUID]) -> Response[Any]:
        try:
            await editing.archive(schedule_id, by=actor())
        except Conflict as refusal:
            return await _list(refusal=str(refusal.message), status=409)
        return redirect(f"{PAGE}?said=archived")

    @post("/{schedule_id:uuid}/restoration", status_code=200)
    async def restore(self, schedule_id: FromPath[UUID]) -> Response[Any]:
        try:
            await editing.restore(schedule_id, by=actor())
        except Conflict as refusal:
            return await _list(refusal=str(refusal.message), status=409)
        return redirect(f"{PAGE}?said=restored")


async def _list(*, refusal: str = "", status: int = 200) -> Response[Any]:
    names = {calendar.id: calendar.name for calendar in await holidays.calendars(archived_too=True)}
    looks = [await _look(row, names) for row in await queries.schedules(archived_too=True)]
    said = SAID.get(moment().query)
    return Page(
        "schedules/list.html",
        status=status,
        schedules=[look for look in looks if look.archived_at is None],
        archived=[look for look in looks if look.archived_at is not None],
        waiting=await reviewing.how_many_wait(),
        are_public=await queries.hours_are_public(),
        said=str(said) if said else "",
        refusal=refusal,
    )


async def _look(row: ScheduleRow, calendars: dict[UUID, str]) -> ScheduleLook:
    bars = week_bars(row.weekly)
    order = [WEEKDAYS[number] for number in week()]
    return ScheduleLook(
        id=row.id,
        url=f"{PAGE}/{row.id}",
        name=row.title,
        zone_text=zone_text(row.tz),
        is_default=row.is_default,
        archived_at=row.archived_at,
        opening=await opening.opening(instant_of(now()), row.id),
        columns=[bars[day] for day in order],
        lines=week_text(row.weekly),
        calendars=[calendars[calendar_id] for calendar_id in row.calendar_ids if calendar_id in calendars],
        uses=[use.name for use in await usage.uses_of(row.id)],
    )


def zone_text(zone: str) -> str:
    """`Rome (CET)`; a zone that is known no longer by its name alone."""
    if not is_zone(zone):
        return zone
    return _("%(city)s (%(zone)s)") % {"city": city_of_zone(zone), "zone": zone_name(ZoneInfo(zone), now())}
