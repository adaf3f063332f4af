"""Moments as people type them, by the clock on the company's wall. Where the clocks are turned, one of two moments is
meant, or none at all: a beginning takes the first, an end the last, so that nothing is shown too briefly."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from polydesk.schedules.thinkable import is_thinkable


class BadMoment(ValueError):
    """What was typed is no date and time that anybody can mean."""


def moment_typed(text: str, zone: ZoneInfo, *, ends: bool = False, held: datetime | None = None) -> datetime | None:
    """None when nothing was typed. `held` is what the field showed when the form was opened: untouched, it stays to the
    second. Raises BadMoment."""
    if not text:
        return None
    if held is not None and text == wall_text(held, zone):
        return held
    try:
        wall = datetime.fromisoformat(text)
    except ValueError:
        raise BadMoment from None
    if wall.tzinfo is not None or not is_thinkable(wall):
        raise BadMoment
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    return max(first, second) if ends else first


def wall_text(moment: datetime | None, zone: ZoneInfo) -> str:
    """As a browser's field for date and time takes it."""
    return moment.astimezone(zone).replace(tzinfo=None).isoformat(timespec="minutes") if moment else ""
