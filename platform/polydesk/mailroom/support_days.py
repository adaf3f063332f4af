"""Support days: days on which the company is open. So many of them after an instant, at the same time of day. Pure.

A customer who is asked on Friday at three is reminded after two support days on Tuesday at three; where nobody works at
that time of the day, when the day's work begins. Who never opens counts days of the calendar.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from polydesk.hours.history import History
from polydesk.hours.instants import instant_of, moment_of

# More closed days than this in a row are no holiday but an end.
LONGEST_BREAK = 366


def after_support_days(hours: History | None, zone: ZoneInfo, since: datetime, days: int) -> datetime:
    """`zone` is where the company's days begin and end."""
    local = since.astimezone(zone)
    if hours is None:
        return (local + timedelta(days=days)).astimezone(since.tzinfo)
    day, left, closed = local.date(), days, 0
    while left and closed < LONGEST_BREAK:
        day += timedelta(days=1)
        is_open = bool(_open_on(hours, zone, day))
        left, closed = (left - 1, 0) if is_open else (left, closed + 1)
    if left:
        return after_support_days(None, zone, since, days)
    return _on(hours, zone, day, local).astimezone(since.tzinfo)


def _on(hours: History, zone: ZoneInfo, day: date, local: datetime) -> datetime:
    wished = instant_of(datetime.combine(day, local.time().replace(microsecond=0), zone))
    pieces = _open_on(hours, zone, day)
    later = [max(begins, wished) for begins, ends in pieces if ends > wished]
    return moment_of(later[0] if later else pieces[0][0])


def _open_on(hours: History, zone: ZoneInfo, day: date) -> list[tuple[int, int]]:
    begins, ends = (
        instant_of(datetime.combine(one, datetime.min.time(), zone)) for one in (day, day + timedelta(days=1))
    )
    return list(hours.open_intervals(begins, ends))
