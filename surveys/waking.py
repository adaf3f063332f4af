"""Waking hours: nobody is asked at night. Hours are those of the customer's own wall, whatever its clock has done."""

from datetime import datetime
from functools import lru_cache

from polydesk.hours import zone_file
from polydesk.hours.form import WEEKDAYS
from polydesk.hours.instants import instant_of, moment_of
from polydesk.hours.schedule import Schedule, schedule_of


def next_waking(at: datetime, *, zone: str, opens: int, closes: int) -> datetime:
    """This instant if the wall in `zone` shows an hour from `opens` until before `closes` then, else the next such one."""
    opening = _day(zone, opens, closes).next_opening(instant_of(at))
    if opening is None or opening == instant_of(at):
        return at
    return moment_of(opening)


def zone_of(*wanted: str | None) -> str:
    """The first of these that is a zone."""
    return next((zone for zone in wanted if zone in zone_file.names()), "UTC")


@lru_cache(maxsize=512)
def _day(zone: str, opens: int, closes: int) -> Schedule:
    hours = [[f"{opens:02}:00", f"{closes:02}:00"]]
    return schedule_of({"tz": zone, "weekly": dict.fromkeys(WEEKDAYS, hours)})
