"""Writing announcements: what they say and when. Each change is audited, and pages that visitors share forget the former."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from i18n.texts import Texts
from polydesk.announcements import queries
from polydesk.announcements.announcement import Announcement, Severity
from polydesk.announcements.refusals import ChangedMeanwhile, NoTitle, TooManyAnnouncements
from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.turns import take_turn
from polydesk.kernel.wording import written
from polydesk.schedules.public_pages import forget_pages
from polydesk.tickets.text import html_of_markdown, unhurried

KIND = "announcement"
MOST = 200

_HEADING = re.compile(r"(</?)h[1-6]\b")


@dataclass(frozen=True)
class Draft:
    """What somebody wants an announcement to be; it ends when `ends_at` says, or when somebody ends it."""

    severity: Severity
    titles: Texts
    bodies: Texts
    starts_at: datetime
    ends_at: datetime | None = None


async def announce(draft: Draft, *, key: UUID) -> UUID:
    """Above the others. The same form sent twice is one announcement. Raises NoTitle, TooManyAnnouncements."""
    _demand_title(draft.titles)
    await demand_room()
    made = await unit.fetchval(_ADD, key, *await _columns(draft), now())
    if made:
        await _written(key, {}, {}, draft.titles, draft.bodies)
        await _note("written", key, {"title": [None, draft.titles]})
        await forget_pages()
    return key


async def change(held: Announcement, draft: Draft, *, seen: int) -> None:
    """`seen` is the version that whoever changes it has read. Nothing changed leaves no trace. Raises ChangedMeanwhile,
    NoTitle."""
    _demand_title(draft.titles)
    present = await queries.announcement(held.id, lock=True)
    if present.version != seen:
        raise ChangedMeanwhile
    before = Draft(present.severity, present.titles, present.bodies, present.starts_at, present.ends_at)
    if draft == before:
        return
    await unit.execute(_CHANGE, held.id, *await _columns(draft))
    await _written(held.id, before.titles, before.bodies, draft.titles, draft.bodies)
    await _note("changed", held.id, _differences(before, draft))
    await forget_pages()


async def translate(announcement_id: UUID, *, titles: Texts | None = None, bodies: Texts | None = None) -> None:
    """Its texts alone, all languages of one of them. Raises NotFound, NoTitle."""
    held = await queries.announcement(announcement_id, lock=True)
    draft = Draft(
        severity=held.severity,
        titles=held.titles if titles is None else titles,
        bodies=held.bodies if bodies is None else bodies,
        starts_at=held.starts_at,
        ends_at=held.ends_at,
    )
    await change(held, draft, seen=held.version)


async def demand_room() -> None:
    """Until the end of the unit nobody else takes the last place. Raises TooManyAnnouncements."""
    await take_turn("announcements")
    if sum(one.archived_at is None for one in await queries.announcements()) >= MOST:
        raise TooManyAnnouncements


async def page_of(body: str) -> str:
    """Markdown as it stands on the portal: its headings are below those of the page."""
    shown: str = await unhurried(html_of_markdown, body)
    return _HEADING.sub(r"\1h4", shown)


async def _columns(draft: Draft) -> tuple[object, ...]:
    pages = {language: await page_of(body) for language, body in draft.bodies.items()}
    return draft.severity, draft.titles, draft.bodies, pages, draft.starts_at, draft.ends_at


async def _written(announcement_id: UUID, titles: Texts, bodies: Texts, new_titles: Texts, new_bodies: Texts) -> None:
    if titles != new_titles:
        await written(KIND, f"{announcement_id}.title", titles, new_titles)
    if bodies != new_bodies:
        await written(KIND, f"{announcement_id}.body", bodies, new_bodies)


def _differences(before: Draft, after: Draft) -> dict[str, list[object]]:
    pairs = {
        "severity": (before.severity, after.severity),
        "title": (before.titles, after.titles),
        "body": (before.bodies, after.bodies),
        "starts_at": (before.starts_at.isoformat(), after.starts_at.isoformat()),
        "ends_at": tuple(end.isoformat() if end else None for end in (before.ends_at, after.ends_at)),
    }
    return {name: list(pair) for name, pair in pairs.items() if pair[0] != pair[1]}


async def _note(what: str, announcement_id: UUID, changes: dict[str, list[object]]) -> None:
    await record(f"announcement.{what}", subject=("announcement", announcement_id), changes=changes)


def _demand_title(titles: Texts) -> None:
    if not any(title.strip() for title in titles.values()):
        raise NoTitle


_FIRST = "(SELECT COALESCE(min(position), 0) - 1 FROM announcement WHERE tenant_id = app.tenant_id())"
_ADD = f"""
INSERT INTO announcement (id, severity, titles, bodies, pages, starts_at, ends_at, created_at, position)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, {_FIRST}) ON CONFLICT DO NOTHING RETURNING true
"""  # noqa: S608 - the piece is ours
# Another end than the one that somebody made by hand leaves nothing of that to be undone.
_CHANGE = """
UPDATE announcement SET severity = $2, titles = $3, bodies = $4, pages = $5, starts_at = $6, version = version + 1,
       stopped_at = CASE WHEN ends_at IS NOT DISTINCT FROM $7 THEN stopped_at END, ends_at = $7
 WHERE tenant_id = app.tenant_id() AND id = $1
"""
