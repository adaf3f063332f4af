"""The audit log, read: by action, by person, by day; a page at a time, or all of it as a table for a spreadsheet (SC-07)."""

import csv
import io
import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from i18n import current_zone
from polydesk.kernel import unit

PAGE = 50
EXPORTED = 50_000


@dataclass(frozen=True)
class Entry:
    """`changes` maps a field to `[old, new]`."""

    id: UUID
    at: datetime
    actor_kind: str
    actor_id: UUID | None
    actor_label: str
    action: str
    subject_kind: str | None
    subject_id: UUID | None
    subject: str | None
    changes: dict[str, list[Any]]
    ip: str


@dataclass(frozen=True)
class Wanted:
    """What the reader filters by. Days are the reader's own; `until` is included."""

    action: str = ""
    person: UUID | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Found:
    entries: tuple[Entry, ...]
    older: UUID | None


async def entries(wanted: Wanted, *, before: UUID | None = None, most: int = PAGE) -> Found:
    """The newest first; ids grow with time, so the last one of a page says where the next begins."""
    rows = await unit.fetch(
        _SELECT, wanted.action, wanted.person, _start(wanted.since), _start(wanted.until, days=1), before, most + 1
    )
    found = tuple(Entry(**row) for row in rows[:most])
    return Found(found, older=found[-1].id if len(rows) > most else None)


async def actions() -> list[str]:
    """Every action that has happened here; found by jumping along the index, not by reading the log."""
    return [row["action"] for row in await unit.fetch(_ACTIONS)]


@dataclass(frozen=True)
class Person:
    id: UUID
    name: str


async def people() -> list[Person]:
    """Whom one may filter by: all members, those who left too."""
    return [Person(**row) for row in await unit.fetch("SELECT id, name FROM member ORDER BY lower(name), id")]


async def as_csv(wanted: Wanted) -> str:
    """A table with a header; a cell never begins with what a spreadsheet would compute."""
    found = await entries(wanted, most=EXPORTED)
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(["at", "actor_kind", "actor", "action", "subject_kind", "subject", "field", "old", "new", "ip"])
    for entry in found.entries:
        for field, (old, new) in _pairs(entry):
            about = entry.subject or entry.subject_id or ""
            said = (
                entry.at.isoformat(),
                entry.actor_kind,
                entry.actor_label,
                entry.action,
                entry.subject_kind or "",
                about,
            )
            writer.writerow([harmless(_text(cell)) for cell in (*said, field, old, new, entry.ip)])
    return "\ufeff" + target.getvalue()


# Japanese keyboards write the wide ones, and spreadsheets compute them as well.
FORMULA = (*"=+-@", *"＝＋－＠")


def harmless(cell: str) -> str:
    """A leading apostrophe keeps spreadsheets from taking words for formulas (threat: formula injection)."""
    return f"'{cell}" if cell.lstrip()[:1] in FORMULA or cell[:1] in ("\t", "\r", "\n") else cell


def _pairs(entry: Entry) -> list[tuple[str, list[Any]]]:
    pairs = [(field, pair) for field, pair in entry.changes.items() if isinstance(pair, list) and len(pair) == 2]
    return pairs or [("", ["", ""])]


def _text(value: Any) -> str:
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else str(value)


def _start(day: date | None, *, days: int = 0) -> datetime | None:
    """The midnight with which the day begins where the reader is."""
    if day is None or not 1970 <= day.year <= 9000:
        return None
    return datetime.combine(day + timedelta(days=days), time(), tzinfo=current_zone())


_SELECT = """
SELECT a.id, a.at, a.actor_kind, a.actor_id, a.actor_label, a.action, a.subject_kind, a.subject_id, a.changes, a.ip,
       CASE a.subject_kind WHEN 'member' THEN (SELECT m.name FROM member m WHERE m.id = a.subject_id)
                           WHEN 'team' THEN (SELECT t.name FROM team t WHERE t.id = a.subject_id)
                           WHEN 'invitation' THEN (SELECT v.email FROM invitation v WHERE v.id = a.subject_id) END AS subject
  FROM audit a
 WHERE ($1 = '' OR a.action = $1) AND ($2::uuid IS NULL OR a.actor_id = $2)
   AND ($3::timestamptz IS NULL OR a.at >= $3) AND ($4::timestamptz IS NULL OR a.at < $4)
   AND ($5::uuid IS NULL OR (a.at, a.id) < (SELECT b.at, b.id FROM audit b WHERE b.id = $5))
 ORDER BY a.at DESC, a.id DESC LIMIT $6
"""

_ACTIONS = """
WITH RECURSIVE step AS (
  (SELECT action FROM audit ORDER BY tenant_id, action LIMIT 1)
  UNION ALL
  SELECT (SELECT a.action FROM audit a WHERE a.action > step.action ORDER BY a.tenant_id, a.action LIMIT 1)
    FROM step WHERE step.action IS NOT NULL
) SELECT action FROM step WHERE action IS NOT NULL
"""
