"""The form of an announcement: read, checked against the clock on the company's wall, and filled in again."""

from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct

from i18n import _
from i18n.texts import Texts
from polydesk.announcements.announcement import LONGEST_BODY, LONGEST_TITLE, SEVERITIES, Announcement, Severity
from polydesk.announcements.editing import Draft
from polydesk.announcements.wall_clock import BadMoment, moment_typed, wall_text
from polydesk.kernel.clock import now
from polydesk.kernel.web import Form, empty
from polydesk.kernel.wording import read_texts, texts_as_fields
from tenants.here import site

Moment = Annotated[str, Meta(max_length=40)]


class AnnouncementForm(Struct):
    """The texts come beside it, one for each language: `title_en`, `body_en`."""

    severity: Annotated[str, Meta(max_length=20)] = ""
    starts: Moment = ""
    ends: Moment = ""
    key: Annotated[str, Meta(max_length=40)] = ""
    version: int = 1


def blank(key: str) -> Form[AnnouncementForm]:
    return empty(AnnouncementForm, severity="known_issue", key=key)


def filled(held: Announcement) -> Form[AnnouncementForm]:
    return empty(
        AnnouncementForm,
        severity=held.severity,
        starts=wall_text(held.starts_at, wall()),
        ends=wall_text(held.ends_at, wall()),
        version=str(held.version),
        **texts_as_fields("title", held.titles),
        **texts_as_fields("body", held.bodies),
    )


def draft_of(form: Form[AnnouncementForm], held: Announcement | None = None) -> Draft | None:
    """What the form asks for, or None with a sentence beside what is wrong."""
    severity = next((one for one in SEVERITIES if one == form.value("severity")), None)
    if severity is None:
        form.fail("severity", _("Please choose one of the options."))
    titles, bodies = texts_of(form, held)
    starts, ends = _moments(form, held)
    if not form.ok or severity is None or starts is None:
        return None
    return Draft(severity, titles, bodies, starts, ends)


def glimpse_of(form: Form[Any], held: Announcement | None) -> tuple[Severity, Texts, Texts]:
    """The same for a look while somebody still types: whatever can be shown."""
    severity = next((one for one in SEVERITIES if one == form.value("severity")), SEVERITIES[0])
    return severity, *texts_of(form, held, required="")


def texts_of(form: Form[Any], held: Announcement | None, required: str | None = None) -> tuple[Texts, Texts]:
    languages, first = site().languages, site().default_language if required is None else required
    titles = read_texts(
        *(form, "title", languages), limit=LONGEST_TITLE, before=held.titles if held else None, required=first
    )
    bodies = read_texts(
        *(form, "body", languages), limit=LONGEST_BODY, before=held.bodies if held else None, one_line=False
    )
    return titles, bodies


def wall() -> ZoneInfo:
    return ZoneInfo(site().zone)


def _moments(form: Form[Any], held: Announcement | None) -> tuple[datetime | None, datetime | None]:
    """From when until when; without a beginning it begins now, or has begun already."""
    starts = _moment(form, "starts", held.starts_at if held else None)
    ends = _moment(form, "ends", held.ends_at if held else None)
    at = now()
    starts = starts or (min(held.starts_at, at) if held else at)
    if ends and not form.error("ends"):
        if ends <= starts:
            form.fail("ends", _("It must end after it begins."))
        elif ends <= at and ends != (held.ends_at if held else None):
            form.fail("ends", _("This time has passed. Choose a later one."))
    return starts, ends


def _moment(form: Form[Any], name: str, held: datetime | None) -> datetime | None:
    try:
        return moment_typed(form.value(name), wall(), ends=name == "ends", held=held)
    except BadMoment:
        form.fail(name, _("Please enter a valid date and time."))
        return None
