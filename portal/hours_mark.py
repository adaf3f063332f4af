"""The mark "open now" on every page of the portal: found before the page is made, and never older than the hours.

A page that visitors share is kept only until the hours open or close next, so nobody reads of an open door that is shut.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Request

from i18n import _, current_zone
from i18n.formats import clock_time, day, weekday_names, zone_name
from polydesk.hours.instants import instant_of, moment_of
from polydesk.kernel.actor import actor
from polydesk.kernel.clock import now
from polydesk.kernel.web import moment, page_cache
from polydesk.schedules.opening import Opening, public_opening

NEAR = timedelta(days=6)


@dataclass(frozen=True)
class HoursMark:
    """What the layouts say; `text` names the zone of its time."""

    is_open: bool
    text: str


async def bring(request: Request[Any, Any, Any]) -> None:
    """Before a page of the portal is made; nothing when the hours are not shown to customers. What somebody sends is
    taken first of all."""
    if moment().is_htmx or request.method != "GET":
        return
    found = await public_opening(instant_of(now()))
    if found is None:
        return
    zone = reading_zone(found.zone)
    moment().extras["hours_mark"] = HoursMark(found.is_open, state_text(found, zone))
    changes = found.closes_at if found.is_open else found.opens_at
    if changes is not None:
        page_cache.fresh_until(moment_of(changes))


def reading_zone(zone: str) -> str:
    """Who is signed in reads in a zone of their own; pages for everybody are in the zone of the hours."""
    return zone if actor().kind == "visitor" else str(current_zone())


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
