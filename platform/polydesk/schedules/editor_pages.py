"""`/admin/hours/{id}`: the editor of a schedule, with its hours as they will be applied while one types.

Every button of the week is a submit that comes back with everything that was typed; with htmx only the week comes.
"""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath

from i18n import lazy
from polydesk.hours.form import BadHours
from polydesk.hours.instants import instant_of
from polydesk.kernel.actor import actor
from polydesk.kernel.clock import now
from polydesk.kernel.web import Form, Page, moment, read_form, redirect
from polydesk.schedules import editor, looking_ahead, opening, queries, reviewing, saving
from polydesk.schedules.changes import PublishHours, WithdrawHours
from polydesk.schedules.editor import Sitting
from polydesk.schedules.forms import HoursForm
from polydesk.schedules.list_pages import PAGE
from polydesk.schedules.refusals import NameTaken, NeverOpen, Stale
from polydesk.schedules.week_form import MOST_FIELDS
from polydesk.schedules.zone_choices import zone_examples

AnyRequest = Request[Any, Any, Any]
Html = Response[Any]

SAID = {
    "said=created": lazy("The schedule is there. Its holidays and single days are on the other pages."),
    "said=saved": lazy("Saved."),
    "said=withdrawn": lazy("The later hours are withdrawn; these stay in force."),
}


class EditorPages(Controller):
    path = PAGE

    @get("/new")
    async def propose(self) -> Html:
        """What a company most likely wants is filled in already."""
        return await _page(await editor.proposal())

    @post(status_code=200)
    async def create(self, request: AnyRequest) -> Html:
        sitting = editor.read(await _form(request))
        if sitting.wish:
            return await _page(sitting)
        if not sitting.is_sound():
            return await _page(sitting, status=422)
        try:
            made = await saving.found(editor.draft(sitting), by=actor())
        except editor.REFUSALS as refusal:
            return await _refused(sitting, refusal)
        return redirect(f"{PAGE}/{made}?said=created")

    @post("/preview", status_code=200)
    async def preview(self, request: AnyRequest) -> Html:
        """For htmx, while somebody types: the days, the bars beside the fields, and what if."""
        form = await _form(request)
        held = editor.id_of(form.value("schedule_id"))
        sitting = editor.read(form, schedule=await queries.schedule(held) if held else None)
        return Page("schedules/_applied.html", elsewhere=True, **await looking_ahead.shown(sitting))

    @get("/{schedule_id:uuid}")
    async def show(self, schedule_id: FromPath[UUID]) -> Html:
        return await _page(editor.present(await queries.schedule(schedule_id)))

    @post("/{schedule_id:uuid}", status_code=200)
    async def publish(self, request: AnyRequest, schedule_id: FromPath[UUID]) -> Html:
        sitting = editor.read(await _form(request), schedule=await queries.schedule(schedule_id))
        if sitting.wish:
            return await _page(sitting)
        if not sitting.is_sound():
            return await _page(sitting, status=422)
        try:
            change = PublishHours.of(schedule_id, editor.draft(sitting))
            asked = await reviewing.carry_out(change, by=actor(), typed=sitting.form.values)
        except editor.REFUSALS as refusal:
            return await _refused(sitting, refusal)
        return redirect(asked or change.there)

    @post("/{schedule_id:uuid}/versions/{no:int}/withdrawal")
    async def withdraw(self, schedule_id: FromPath[UUID], no: FromPath[int]) -> Html:
        change = WithdrawHours(schedule_id, no)
        return redirect(await reviewing.carry_out(change, by=actor()) or change.there)


async def _form(request: AnyRequest) -> Form[HoursForm]:
    return await read_form(request, HoursForm, most_fields=MOST_FIELDS)


async def _refused(sitting: Sitting, refusal: Exception) -> Html:
    """Back to the editor with everything that was typed, and the reason beside its cause."""
    match refusal:
        case BadHours():
            sitting.blame(refusal)
        case NameTaken():
            sitting.form.fail("name", refusal.message)
        case NeverOpen():
            sitting.is_never_open = True
        case Stale():
            await sitting.catch_up(refusal)
    return await _page(sitting, status=409 if isinstance(refusal, Stale) else 422)


async def _page(sitting: Sitting, *, status: int = 200) -> Html:
    schedule, said = sitting.schedule, SAID.get(moment().query)
    planned = schedule is not None and schedule.planned is not None
    return Page(
        "schedules/edit.html",
        partial="schedules/_rearranged.html",
        status=status,
        opening=await opening.opening(instant_of(now()), schedule.id) if schedule else None,
        planned_no=editor.planned_no(schedule, await queries.versions_of(schedule.id))
        if schedule and planned
        else None,
        said=str(said) if said else "",
        zone_examples=zone_examples(),
        **await editor.shown(sitting),
        **await looking_ahead.shown(sitting),
    )
