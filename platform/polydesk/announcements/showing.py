"""What the portal shows now, in the reader's language. A page that visitors share is true until the next of them appears
or leaves."""

from dataclasses import dataclass
from datetime import datetime

from i18n import current_locale
from i18n.texts import Picked, pick
from polydesk.announcements import queries
from polydesk.announcements.announcement import Announcement
from polydesk.announcements.editing import KIND
from polydesk.announcements.words import SEVERITY_NAMES
from polydesk.kernel.clock import now
from polydesk.kernel.web import page_cache
from polydesk.kernel.wording import met
from polydesk.tickets.text import safe
from tenants.here import home_language


@dataclass(frozen=True)
class Shown:
    """`page` is HTML; `look` is how grave it is: a severity, or `resolved`."""

    look: str
    name: str
    title: Picked
    page: Picked
    starts_at: datetime
    resolved_at: datetime | None

    @property
    def is_known_trouble(self) -> bool:
        return self.look in ("known_issue", "outage")

    @property
    def is_translated(self) -> bool:
        return not (self.title.is_fallback or self.page.is_fallback)


async def on_portal() -> list[Shown]:
    """In their order, for the page that is being made."""
    at = now()
    found = await queries.current(at)
    for moment in filter(None, (one.changes_at(at) for one in found)):
        page_cache.fresh_until(moment)
    showing = [one for one in found if one.state(at) == "showing"]
    for one in showing:
        _count_gaps(one)
    return [shown(one) for one in showing]


def shown(one: Announcement) -> Shown:
    """In the language of the moment, or the nearest there is."""
    look = "resolved" if one.resolved_at else one.severity
    page = pick(one.pages, current_locale(), home_language())
    return Shown(
        look=look,
        name=str(SEVERITY_NAMES[look]),
        title=pick(one.titles, current_locale(), home_language()),
        page=page._replace(text=safe(page.text)),
        starts_at=one.starts_at,
        resolved_at=one.resolved_at,
    )


def _count_gaps(one: Announcement) -> None:
    for part, texts in (("title", one.titles), ("body", one.bodies)):
        if pick(texts, current_locale(), home_language()).is_fallback:
            met(KIND, f"{one.id}.{part}", current_locale())
