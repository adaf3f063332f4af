"""Beginnings: what a company finds after sign-up. Weekdays from nine to five in its zone, ready at once; the public
holidays of its country follow a moment later, since the library is slow to wake and signing up is not.
"""

from uuid import UUID

from i18n import _, speaking
from i18n.places import main_zone
from polydesk.hours import zone_file
from polydesk.kernel import unit
from polydesk.kernel.actor import SYSTEM
from polydesk.kernel.outbox import enqueue
from polydesk.schedules import editing, recompiling
from polydesk.schedules.compiling import Content
from polydesk.schedules.holiday_calendars import fill_first, open_calendar
from polydesk.schedules.holiday_places import calendar_name
from polydesk.schedules.library import PUBLIC

WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
NINE_TO_FIVE = [["09:00", "17:00"]]


async def begin(language: str, zone: str, country: str | None) -> None:
    """The first schedule, unless there is one already."""
    if await unit.fetchval("SELECT EXISTS (SELECT FROM schedule WHERE tenant_id = app.tenant_id())"):
        return
    with speaking(language):
        if country:
            calendar_id = await open_calendar(calendar_name(country, None)[:80], "library", country, None, (PUBLIC,))
            await enqueue("schedules.fill_calendar", calendar_id=str(calendar_id))
        else:
            calendar_id = await open_calendar(_("Holidays"), "manual")
        tz = zone if zone in zone_file.names() else main_zone(country) or "Etc/UTC"
        content = Content(tz, dict.fromkeys(WORKDAYS, NINE_TO_FIVE), (calendar_id,))
        await editing.found(_("Support hours"), content, by=SYSTEM)


async def fill(calendar_id: UUID) -> None:
    """What the job of the first calendar does."""
    await fill_first(calendar_id)
    await recompiling.recompile_users(calendar_id, by=SYSTEM, is_patient=True)
