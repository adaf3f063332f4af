"""Billing periods: months and years counted from an anchor, so that the 31st stays the 31st where there is one."""

import calendar
from datetime import UTC, datetime, timedelta


def months_later(start: int, months: int) -> int:
    """The same day and time of a later month, or that month's last day."""
    moment = datetime.fromtimestamp(start, UTC)
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return int(moment.replace(year=year, month=month + 1, day=day).timestamp())


def later(start: int, interval: str, count: int) -> int:
    if interval in ("month", "year"):
        return months_later(start, count * (12 if interval == "year" else 1))
    days = count * (7 if interval == "week" else 1)
    return int((datetime.fromtimestamp(start, UTC) + timedelta(days=days)).timestamp())


def period_at(anchor: int, interval: str, count: int, at: int) -> tuple[int, int]:
    """The period around `at`, counted from the anchor; before a future anchor, the one that leads up to it."""
    if at < anchor:
        return at, anchor
    turn = 0
    while later(anchor, interval, count * (turn + 1)) <= at:
        turn += 1
    start = anchor if turn == 0 else later(anchor, interval, count * turn)
    return start, later(anchor, interval, count * (turn + 1))
