"""`…/versions` and `…/correction`: what the hours were, who changed them and why; and the way to mend the past, with a warning."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath

from i18n import LazyText, _, lazy
from polydesk.hours.form import BadHours
from polydesk.kernel.actor import actor
from polydesk.kernel.clock import now
from polydesk.kernel.web import Page, empty, moment, read_form, redirect
from polydesk.schedules import editor, holidays, looking_ahead, queries, reviewing
from polydesk.schedules.changes import CorrectPast
from polydesk.schedules.comparing import changes_between
from polydesk.schedules.editor import Sitting
from polydesk.schedules.forms import Correction
from polydesk.schedules.queries import Publication
from polydesk.schedules.saying import week_text
from polydesk.schedules.week_form import MOST_FIELDS
from polydesk.schedules.zone_choices import wall_zone, zone_label

AnyRequest = Request[Any, Any, Any]
Html = Response[Any]

REASONS: dict[str, LazyText] = {
    "created": lazy("Created"),
    "edited": lazy("Edited"),
    "holidays": lazy("Holidays changed"),
    "exceptions": lazy("Single days changed"),
    "corrected": lazy("The past was corrected"),
    "withdrawn": lazy("Later hours withdrawn"),
}


@dataclass(frozen=True)
class VersionLook:
    version: Publication
    reason: str
    changes: list[str]
    lines: list[tuple[str, str]]
    zone: str
    is_now: bool
    is_planned: bool


class VersionPages(Controller):
    path = "/admin/hours/{schedule_id:uuid}"

    @get("/versions")
    async def index(self, schedule_id: FromPath[UUID]) -> Html:
        schedule = await queries.schedule(schedule_id)
        return Page(
            "schedules/versions.html",
            schedule=schedule,
            versions=await _looks(schedule_id),
            said=_("The past is corrected.") if moment().query == "said=corrected" else "",
        )

    @get("/correction")
    async def propose(self, schedule_id: FromPath[UUID]) -> Html:
        schedule = await queries.schedule(schedule_id)
        sitting = editor.present(schedule)
        sitting.form = empty(Correction, zone=schedule.tz)
        sitting.form.values["calendars"] = [str(calendar_id) for calendar_id in schedule.calendar_ids]
        return await _correction(sitting)

    @post("/correction", status_code=200)
    async def correct(self, request: AnyRequest, schedule_id: FromPath[UUID]) -> Html:
        schedule = await queries.schedule(schedule_id)
        form = await read_form(request, Correction, most_fields=MOST_FIELDS)
        sitting = editor.read(form, schedule=schedule)
        if sitting.wish:
            return await _correction(sitting)
        if not sitting.is_sound():
            return await _correction(sitting, status=422)
        since = editor.midnight(form.data.since, sitting.content.tz)
        try:
            change = CorrectPast.of(schedule_id, sitting.content, since=since, note=form.data.note)
            asked = await reviewing.carry_out(change, by=actor(), typed=form.values)
        except BadHours as refusal:
            sitting.blame(refusal)
            return await _correction(sitting, status=422)
        return redirect(asked or change.there)


async def _looks(schedule_id: UUID) -> list[VersionLook]:
    """The newest first, each against the one before it."""
    names = {calendar.id: calendar.name for calendar in await holidays.calendars(archived_too=True)}
    versions = await queries.versions_of(schedule_id)
    before = {version.no: version for version in versions}
    in_force = [version for version in versions if version.superseded_by is None and version.valid_from <= now()]
    current = max(in_force, key=lambda version: (version.valid_from, version.no), default=None)
    return [
        VersionLook(
            version=version,
            reason=str(REASONS.get(version.reason, version.reason)),
            changes=changes_between(before[version.no - 1], version, names) if version.no - 1 in before else [],
            lines=week_text(version.weekly),
            zone=zone_label(version.tz),
            is_now=version is current,
            is_planned=version.superseded_by is None and version.valid_from > now(),
        )
        for version in versions
    ]


async def _correction(sitting: Sitting, *, status: int = 200) -> Html:
    assert sitting.schedule is not None
    known = await editor.shown(sitting)
    return Page(
        "schedules/correction.html",
        partial="schedules/_week.html",
        status=status,
        **known | {"action": f"/admin/hours/{sitting.schedule.id}/correction"},
        **await looking_ahead.shown(sitting),
        yesterday=_today(sitting.schedule.tz).isoformat(),
    )


def _today(zone: str) -> date:
    return now().astimezone(wall_zone(zone)).date()
