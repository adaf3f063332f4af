"""Checking what people enter about support hours; each refusal names the place, so that it can stand beside the field."""

from uuid import UUID

from i18n import _
from polydesk.hours.form import BadHours, Fault, read_form
from polydesk.kernel import unit
from polydesk.kernel.lines import one_line
from polydesk.schedules.compiling import Content
from polydesk.schedules.overlapping import overlaps

NAME_LIMIT = 80


async def check(content: Content) -> None:
    """Raises BadHours: what cannot be, what overlaps, and calendars that are not there."""
    form = read_form({"tz": content.tz, "weekly": content.weekly})
    faults = [*overlaps(form), *await _calendar_faults(content.calendar_ids)]
    if faults:
        raise BadHours(faults)


def fault(place: str, reason: str) -> BadHours:
    return BadHours([Fault(place, reason)])


def tidy_name(name: str, *, most: int = NAME_LIMIT) -> str:
    """Raises BadHours (place `name`)."""
    tidy = one_line(name)
    if not tidy:
        raise fault("name", _("Enter a name."))
    if len(tidy) > most:
        raise fault("name", _("A name has at most %(most)d characters.") % {"most": most})
    return tidy


async def _calendar_faults(ids: tuple[UUID, ...]) -> list[Fault]:
    known = await unit.fetch(_KNOWN, list(ids)) if ids else []
    if len(known) == len(set(ids)):
        return []
    return [Fault("calendar_ids", _("One of the holiday calendars is not there any more; choose again."))]


_KNOWN = """
SELECT id FROM holiday_calendar WHERE tenant_id = app.tenant_id() AND archived_at IS NULL AND id = ANY($1::uuid[])
"""
