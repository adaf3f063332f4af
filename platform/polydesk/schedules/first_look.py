"""The step of the check-list: a company looks once at the hours that it found, before due times count on them."""

from i18n import _, lazy
from i18n.formats import list_of
from polydesk.kernel import unit
from polydesk.schedules import holidays, queries
from polydesk.schedules.saying import hours_text, week_text
from tenants.checklist import Step


async def hours_were_made_here() -> bool:
    """Somebody has published hours, so somebody has looked."""
    return bool(await unit.fetchval("SELECT EXISTS (SELECT FROM schedule_version WHERE made_by IS NOT NULL)"))


async def hours_as_found() -> str:
    """`Now: Mon – Fri 9:00 AM – 5:00 PM; Holidays in Germany. Due times count only these hours.`"""
    usual = await queries.default_schedule()
    if usual is None:
        return ""
    names = {calendar.id: calendar.name for calendar in await holidays.calendars()}
    calendars = [names[one] for one in usual.calendar_ids if one in names]
    closed = hours_text(())
    said = {
        "week": list_of(" ".join(line) for line in week_text(usual.weekly) if line[1] != closed) or closed,
        "calendars": list_of(calendars),
    }
    if calendars:
        return _("Now: %(week)s; %(calendars)s. Due times count only these hours.") % said
    return _("Now: %(week)s. Due times count only these hours.") % said


STEP = Step(
    "hours",
    35,
    lazy("Check your support hours"),
    lazy("Due times count only these hours."),
    "/admin/hours",
    hours_were_made_here,
    now=hours_as_found,
    confirm=lazy("They are right"),
)
