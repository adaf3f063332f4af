"""Quiet hours and digests: when something may reach somebody, in their own zone. Pure, and so is what it goes by.

Quiet hours are a week of the same engine that knows support hours: "open" is quiet. A week may begin its hours on one
day and end them on the next.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from polydesk.hours.instants import instant_of, moment_of
from polydesk.hours.schedule import Schedule, schedule_of

BURST = timedelta(minutes=2)
HOUR = timedelta(hours=1)
MORNING = time(8)
PACES = ("instant", "hourly", "daily", "never")
URGENT = ("urgent", "breached", "mentioned")

# What a day's quiet hours look like: {"mon": ["20:00", "08:00"]} ends on Tuesday.
Week = Mapping[str, list[str]]


@dataclass(frozen=True)
class Rhythm:
    """How somebody wants to be reached. `urgent` names what does not wait, see URGENT."""

    zone: str = "UTC"
    pace: str = "instant"
    digest_at: time = MORNING
    quiet: Week = field(default_factory=dict)
    urgent: tuple[str, ...] = ("urgent",)

    def is_quiet(self, at: datetime) -> bool:
        return bool(self.quiet) and self._silence.is_open(instant_of(at))

    def not_quiet(self, at: datetime) -> datetime:
        """The first instant from this one on that is not quiet; itself where it never ends, for late is worse than loud."""
        if not self.is_quiet(at):
            return at
        ends = self._silence.next_closing(instant_of(at))
        return at if ends is None else moment_of(ends)

    def mail_leaves(self, at: datetime) -> datetime:
        """When the mail goes that tells of what happened at this instant: after a burst, an hour, a day."""
        if self.pace == "hourly":
            return self.not_quiet(next_hour(at, self.zone))
        if self.pace == "daily":
            return self.not_quiet(next_time(at, self.digest_at, self.zone))
        return self.not_quiet(at + BURST)

    @property
    def ever_speaks(self) -> bool:
        return not self.quiet or self._silence.next_closing(0) is not None

    @property
    def _silence(self) -> Schedule:
        return _schedule(self.zone, json.dumps(dict(self.quiet), sort_keys=True))


def next_hour(at: datetime, zone: str) -> datetime:
    """The next full hour on the walls there, which may be a half one here."""
    wall = at.astimezone(ZoneInfo(zone))
    return at - timedelta(minutes=wall.minute, seconds=wall.second, microseconds=wall.microsecond) + HOUR


def next_time(at: datetime, wanted: time, zone: str) -> datetime:
    """The next instant at which clocks there show that time; on a night that leaves it out, as long after midnight."""
    today = at.astimezone(ZoneInfo(zone)).date()
    for days in range(-1, 4):
        found = datetime.combine(today + timedelta(days=days), wanted, tzinfo=ZoneInfo(zone)).astimezone(UTC)
        if found > at:
            return found
    raise AssertionError("no zone leaves out three days")


@lru_cache(maxsize=2_000)
def _schedule(zone: str, week: str) -> Schedule:
    weekly = {day: [between] for day, between in json.loads(week).items()}
    return schedule_of({"tz": zone, "weekly": weekly, "closures": [], "special": {}})
