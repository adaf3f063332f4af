"""Reading announcements: one, all of them for whoever writes them, and those that the portal shows or will show."""

from datetime import datetime
from uuid import UUID

from polydesk.announcements.announcement import RESOLVED_SHOWN_FOR, Announcement
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.refusals import NotFound


async def announcement(announcement_id: UUID, *, lock: bool = False) -> Announcement:
    """Also an archived one. Raises NotFound."""
    row = await unit.fetchrow(f"{_ONE}{' FOR UPDATE' if lock else ''}", announcement_id)
    if row is None:
        raise NotFound
    return Announcement(*row)


async def announcements() -> list[Announcement]:
    """All of them in their order, the archived ones too."""
    return [Announcement(*row) for row in await unit.fetch(_ALL)]


async def current(at: datetime | None = None) -> list[Announcement]:
    """In their order: those that the portal shows, and those that it is going to show."""
    at = at or now()
    return [Announcement(*row) for row in await unit.fetch(_CURRENT, at, at - RESOLVED_SHOWN_FOR)]


_SELECT = """
SELECT id, severity, titles, bodies, pages, starts_at, ends_at, resolved_at, stopped_at, version, archived_at
  FROM announcement WHERE tenant_id = app.tenant_id()"""
_ONE = f"{_SELECT} AND id = $1"
_ALL = f"{_SELECT} ORDER BY position, id"
_CURRENT = f"""{_SELECT} AND archived_at IS NULL AND (ends_at IS NULL OR ends_at > $1)
   AND (resolved_at IS NULL OR resolved_at > $2) ORDER BY position, id"""
