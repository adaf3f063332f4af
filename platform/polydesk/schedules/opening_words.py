"""Whether somebody is there now and when that changes, in words: on the portal's pages and on the wallboard."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from i18n import _
from i18n.formats import clock_time, day, weekday_names, zone_name
from polydesk.hours.instants import moment_of
from polydesk.kernel.clock import now
from polydesk.schedules.opening import Opening

NEAR = timedelta(days=6)


def state_text(found: Opening, zone: str) -> str:
    """`Open now, until 5:30 PM (CET)`, `We open again Monday, 9:00 AM (CET)`."""
    place = ZoneInfo(zone)
    if found.is_open and found.closes_at is None:
        return _("Open around the clock")
    if found.is_open:
        return _("Open now, until %(when)s") % {"when": _when(moment_of(found.closes_at or 0), place)}
    if found.opens_at is None:
        return _("Closed until further notice")
    return _("We open again %(when)s") % {"when": _when(moment_of(found.opens_at), place)}


def _when(at: datetime, place: ZoneInfo) -> str:
    """The time; with its weekday or its date when it is not today."""
    local, today = at.astimezone(place), now().astimezone(place).date()
    told = {
        "time": clock_time(local.time()),
        "zone": zone_name(place, at),
        "weekday": weekday_names()[local.weekday()],
        "day": day(local.date()),
    }
    if local.date() == today:
        return _("%(time)s (%(zone)s)") % told
    if local.date() == today + timedelta(days=1):
        return _("tomorrow, %(time)s (%(zone)s)") % told
    if at - now() < NEAR:
        return _("%(weekday)s, %(time)s (%(zone)s)") % told
    return _("%(day)s, %(time)s (%(zone)s)") % told
