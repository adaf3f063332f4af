"""One announcement, and what the clock makes of it: planned, on the portal now, or over. Pure, nothing is asked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args
from uuid import UUID

from i18n import current_locale
from i18n.texts import Texts, pick
from tenants.here import home_language

Severity = Literal["information", "known_issue", "outage"]
State = Literal["planned", "showing", "over", "archived"]

SEVERITIES: tuple[Severity, ...] = get_args(Severity)
LONGEST_TITLE = 120
LONGEST_BODY = 4_000
# Who has read of a trouble should read that it is over, too.
RESOLVED_SHOWN_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Announcement:
    """`pages` are the bodies as HTML. `version` grows with each change of what it says."""

    id: UUID
    severity: Severity
    titles: Texts
    bodies: Texts
    pages: Texts
    starts_at: datetime
    ends_at: datetime | None
    resolved_at: datetime | None
    stopped_at: datetime | None
    version: int
    archived_at: datetime | None

    @property
    def title(self) -> str:
        """In the reader's language, or the nearest there is."""
        return pick(self.titles, current_locale(), home_language()).text

    @property
    def over_at(self) -> datetime | None:
        """When it leaves the portal; None: not by itself."""
        ends = [self.ends_at, self.resolved_at + RESOLVED_SHOWN_FOR if self.resolved_at else None]
        return min((end for end in ends if end is not None), default=None)

    @property
    def is_trouble(self) -> bool:
        """Something that does not work, and that can be resolved therefore."""
        return self.severity != "information"

    def state(self, at: datetime) -> State:
        if self.archived_at is not None:
            return "archived"
        if self.over_at is not None and self.over_at <= at:
            return "over"
        return "planned" if at < self.starts_at else "showing"

    def changes_at(self, at: datetime) -> datetime | None:
        """The next moment at which it appears or leaves."""
        match self.state(at):
            case "planned":
                return self.starts_at
            case "showing":
                return self.over_at
        return None
