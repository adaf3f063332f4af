"""`/admin/hours/holidays`: calendars of holidays, by country and region or one's own, and each year's days with a switch."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, Parameter

from i18n import LazyText, lazy
from i18n.formats import country_name
from polydesk.hours.form import BadHours
from polydesk.hours.instants import instant_of
from polydesk.kernel import unit
from polydesk.kernel.actor import actor
from polydesk.kernel.clock import now
from polydesk.kernel.refusals import Conflict
from polydesk.kernel.web import Form, Page, empty, moment, read_form, redirect
from polydesk.schedules import holidays, queries, reviewing
from polydesk.schedules.category_names import named_categories
from polydesk.schedules.changes import TakeIn
from polydesk.schedules.forms import ChosenSchedules, NewCalendar, OwnCalendar
from polydesk.schedules.holiday_looks import upcoming
from polydesk.schedules.refusals import NoHolidayData
from tenants.company import profile

PAGE = "/admin/hours/holidays"

AnyRequest = Request[Any, Any, Any]
Html = Response[Any]
Typed = Annotated[str, Parameter(required=False)]

SAID: dict[str, LazyText] = {
    "said=gone": lazy("The calendar is archived."),
    "said=back": lazy("The calendar is back."),
}


class HolidayPages(Controller):
    path = PAGE

    @get()
    async def index(self, country: Typed = "", subdivision: Typed = "") -> Html:
        chosen = country.upper()[:2] or await _own_country()
        return await _index(empty(NewCalendar, country=chosen, subdivision=subdivision))

    @get("/places")
    async def places(self, country: Typed = "") -> Html:
        """For htmx: the regions and kinds of the country that was just chosen."""
        form = empty(NewCalendar, country=country.upper()[:2])
        return Page("schedules/_places_of.html", form=form, **await _places(form))

    @post(status_code=200)
    async def begin(self, request: AnyRequest) -> Html:
        form = await read_form(request, NewCalendar)
        if not form.ok:
            return await _index(form, status=422)
        typed = form.data
        try:
            async with unit.savepoint():
                made = await holidays.begin_calendar(
                    typed.country, typed.subdivision or None, typed.categories or ["public"], by=actor()
                )
        except NoHolidayData as refusal:
            form.fail("country", refusal.message)
            return await _index(form, status=422)
        return redirect(await _taken_in(made, typed.schedules) or f"{PAGE}/{made}?said=begun")

    @post("/own", status_code=200)
    async def found(self, request: AnyRequest) -> Html:
        form = await read_form(request, OwnCalendar)
        if form.ok:
            try:
                made = await holidays.found_calendar(form.data.name, by=actor())
                return redirect(f"{PAGE}/{made}")
            except BadHours as refusal:
                form.fail("name", refusal.faults[0].reason)
        return await _index(empty(NewCalendar), own=form, status=422)

    @post("/{calendar_id:uuid}/schedules")
    async def use(self, request: AnyRequest, calendar_id: FromPath[UUID]) -> Html:
        form = await read_form(request, ChosenSchedules)
        change = TakeIn(calendar_id, tuple(form.data.schedules if form.ok else ()))
        return redirect(await reviewing.carry_out(change, by=actor()) or change.there)

    @post("/{calendar_id:uuid}/archival", status_code=200)
    async def archive(self, calendar_id: FromPath[UUID]) -> Html:
        try:
            await holidays.archive_calendar(calendar_id, by=actor())
        except Conflict as refusal:
            return await _index(empty(NewCalendar), refusal=str(refusal.message), status=409)
        return redirect(f"{PAGE}?said=gone")

    @post("/{calendar_id:uuid}/restoration")
    async def restore(self, calendar_id: FromPath[UUID]) -> Html:
        await holidays.restore_calendar(calendar_id, by=actor())
        return redirect(f"{PAGE}?said=back")


async def _own_country() -> str:
    """The company's, unless its holidays are there already: nobody adds them twice."""
    own = (await profile()).country or ""
    return "" if any(calendar.country == own for calendar in await holidays.calendars()) else own


async def _taken_in(calendar_id: UUID, schedule_ids: list[UUID]) -> str | None:
    """Where somebody decides first, if there is anything to decide."""
    return await reviewing.carry_out(TakeIn(calendar_id, tuple(schedule_ids)), by=actor()) if schedule_ids else None


async def _index(
    form: Form[NewCalendar], *, own: Form[OwnCalendar] | None = None, refusal: str = "", status: int = 200
) -> Html:
    known, said = await holidays.calendars(archived_too=True), SAID.get(moment().query)
    schedules = await queries.schedules()
    usual = next((schedule for schedule in schedules if schedule.is_default), None)
    return Page(
        "schedules/holidays.html",
        status=status,
        form=form,
        own=own,
        calendars=[calendar for calendar in known if calendar.archived_at is None],
        archived=[calendar for calendar in known if calendar.archived_at is not None],
        names_of=lambda calendar: [each.name for each in schedules if each.id in calendar.schedule_ids],
        schedules=schedules,
        usual=usual,
        upcoming=upcoming(await holidays.next_applied(usual.id, instant_of(now()))) if usual else [],
        countries=[(place.code, country_name(place.code)) for place in await holidays.countries()],
        refusal=refusal,
        said=str(said) if said else "",
        **await _places(form),
    )


async def _places(form: Form[NewCalendar]) -> dict[str, Any]:
    country = form.value("country")
    known = {place.code for place in await holidays.countries()}
    if country not in known:
        return {"subdivisions": [], "categories": []}
    return {
        "subdivisions": [(place.code, place.name) for place in await holidays.subdivisions(country)],
        "categories": named_categories(await holidays.categories(country)),
    }
