"""How an announcement ends, and how each of these is undone: ended now, resolved, archived; and its place among others."""

from uuid import UUID

from polydesk.announcements import queries
from polydesk.announcements.announcement import Announcement
from polydesk.announcements.editing import demand_room
from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.schedules.public_pages import forget_pages


async def end_now(announcement_id: UUID) -> None:
    """It leaves the portal at once. What is not there stays as it is. Raises NotFound."""
    held = await queries.announcement(announcement_id, lock=True)
    if held.state(now()) == "showing":
        await _write(held, "ended", "former_end = ends_at, ends_at = $2, stopped_at = $2")


async def show_again(announcement_id: UUID) -> None:
    """After it was ended by hand: until its former end, or until somebody ends it. Raises NotFound."""
    held = await queries.announcement(announcement_id, lock=True)
    if held.stopped_at is not None:
        still = "CASE WHEN former_end > $2 THEN former_end END"
        await _write(held, "shown_again", f"ends_at = {still}, stopped_at = NULL, former_end = NULL")


async def resolve(announcement_id: UUID) -> None:
    """The trouble is over: said for one more day. Raises NotFound."""
    held = await queries.announcement(announcement_id, lock=True)
    if held.is_trouble and held.resolved_at is None and held.state(now()) == "showing":
        await _write(held, "resolved", "resolved_at = $2")


async def reopen(announcement_id: UUID) -> None:
    """It is not over after all. Raises NotFound."""
    held = await queries.announcement(announcement_id, lock=True)
    if held.resolved_at is not None:
        await _write(held, "reopened", "resolved_at = NULL")


async def archive(announcement_id: UUID) -> None:
    """It leaves the portal and the list. Raises NotFound."""
    held = await queries.announcement(announcement_id, lock=True)
    if held.archived_at is None:
        await _write(held, "archived", "archived_at = $2")


async def restore(announcement_id: UUID) -> None:
    """As it was: on the portal again, if its time is not over. Raises NotFound, TooManyAnnouncements."""
    held = await queries.announcement(announcement_id, lock=True)
    if held.archived_at is not None:
        await demand_room()
        await _write(held, "restored", "archived_at = NULL")


async def move(announcement_id: UUID, *, up: bool) -> None:
    """One place up or down among those in the same state; at the end nothing changes. Raises NotFound."""
    held = await queries.announcement(announcement_id, lock=True)
    everything, at = await queries.announcements(), now()
    order = [one.id for one in everything]
    peers = [one.id for one in everything if one.state(at) == held.state(at)]
    place = peers.index(held.id) + (-1 if up else 1)
    if not 0 <= place < len(peers):
        return
    here, there = order.index(held.id), order.index(peers[place])
    order[here], order[there] = order[there], order[here]
    await unit.execute(_ARRANGE, order)
    await _told(held, "moved")


async def _write(held: Announcement, what: str, columns: str) -> None:
    """A form that was opened before does not know of it, so that it must not be saved."""
    await unit.execute(
        f"UPDATE announcement SET {columns}, version = version + 1 WHERE tenant_id = app.tenant_id() AND id = $1",  # noqa: S608 - ours
        *((held.id, now()) if "$2" in columns else (held.id,)),
    )
    await _told(held, what)


async def _told(held: Announcement, what: str) -> None:
    await record(
        f"announcement.{what}", subject=("announcement", held.id), changes={"title": [held.titles, held.titles]}
    )
    await forget_pages()


_ARRANGE = """
UPDATE announcement a SET position = o.place FROM unnest($1::uuid[]) WITH ORDINALITY AS o (id, place)
 WHERE a.tenant_id = app.tenant_id() AND a.id = o.id
"""
