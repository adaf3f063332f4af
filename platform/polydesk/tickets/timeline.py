"""The timeline of a ticket: messages, what changed, and how far the mails about it have come, in one order.

One statement reads all of it; events are told in the reader's words when they are read (telling.py).
"""

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from markupsafe import Markup

from polydesk.kernel import unit
from polydesk.kernel.storage import StoredFile
from polydesk.tickets import text
from polydesk.tickets.customers_view import HOME, REACHED, VISIBLE
from polydesk.tickets.telling import told
from polydesk.tickets.ticket import Ticket

MOST = 400
LONG = 50_000
# Of the statuses a customer is told that it was solved, closed or opened again; the rest are our steps, not theirs.
TOLD_TO_CUSTOMERS = ["resolved", "closed"]

MESSAGES = """
  SELECT m.kind, m.id, m.at, m.author_kind, m.author_id, m.author_name, m.channel, m.body, m.html, NULL::jsonb AS data,
         (SELECT jsonb_agg(jsonb_build_object('id', f.id, 'name', f.name, 'media_type', f.media_type, 'bytes', f.bytes,
                   'state', f.state, 'inline', f.inline, 'width', f.width, 'height', f.height) ORDER BY x.position)
            FROM message_file x JOIN file f ON f.tenant_id = x.tenant_id AND f.id = x.file_id
           WHERE x.tenant_id = m.tenant_id AND x.message_id = m.id) AS files,
         m.automatic, m.folded,
         CASE WHEN m.came_from_id IS NOT NULL THEN
           (SELECT o.number FROM ticket o WHERE o.tenant_id = m.tenant_id AND o.id = m.came_from_id) END AS came_from,
"""
EVENTS = """
  SELECT 'event', v.id, v.at, v.actor_kind, v.actor_id, v.actor_name, '', v.kind, '', v.data, NULL, false, '', NULL, NULL
    FROM ticket_event v
"""
FOR_AGENTS = f"""
SELECT * FROM ({MESSAGES}
         (SELECT jsonb_agg(jsonb_build_object('id', e.id, 'to', e.to_address, 'state', e.state, 'reason', e.reason,
                   'at', COALESCE(e.sent_at, e.created_at)) ORDER BY e.id)
            FROM mail e WHERE e.tenant_id = m.tenant_id AND e.about_kind = 'message' AND e.about_id = m.id) AS mails
    FROM message m
   WHERE m.tenant_id = app.tenant_id() AND m.ticket_id = $1
  UNION ALL {EVENTS}
   WHERE v.tenant_id = app.tenant_id() AND v.ticket_id = $1
) entry ORDER BY at DESC, id DESC LIMIT $2
"""  # noqa: S608
# What another customer did to a ticket that was merged with theirs is not told to them.
FOR_CUSTOMERS = f"""
SELECT * FROM ({MESSAGES} NULL::jsonb AS mails
    FROM ticket t JOIN message m ON m.tenant_id = t.tenant_id AND m.ticket_id = {HOME}
   WHERE t.tenant_id = app.tenant_id() AND t.id = $1 AND {VISIBLE}
  UNION ALL {EVENTS}
    JOIN ticket t ON t.tenant_id = v.tenant_id AND t.id = $1
   WHERE v.tenant_id = app.tenant_id()
     AND (v.ticket_id = $1 OR v.ticket_id = t.merged_into_id AND v.data ->> 'field' = 'status'
          AND EXISTS ({REACHED} SELECT FROM reached WHERE place = v.ticket_id AND v.at >= since))
     AND (v.actor_kind <> 'requester' OR v.actor_id = t.person_id)
     AND v.kind = 'changed' AND (v.data ->> 'field' = 'priority' OR (v.data ->> 'field' = 'status'
                AND (v.data ->> 'new' = ANY($3::text[]) OR v.data ->> 'old' = ANY($3::text[]))))
) entry ORDER BY at DESC, id DESC LIMIT $2
"""  # noqa: S608


class Delivery(msgspec.Struct, frozen=True):
    """How far a mail about a message has come."""

    id: UUID
    to: str
    state: str
    reason: str | None
    at: datetime


class Entry(msgspec.Struct, frozen=True):
    """A message (`customer`, `reply`, `note`) or an `event`, which has a sentence instead of a text.

    `came_from` is the number of the ticket in which it was written, when it came here by a merge; `folded`
    is what a mail quotes and signs with.
    """

    kind: str
    id: UUID
    at: datetime
    who_kind: str
    who_id: UUID | None
    who: str
    channel: str
    body: str
    html: Markup
    sentence: str
    files: list[StoredFile]
    deliveries: list[Delivery]
    automatic: bool = False
    folded: str = ""
    came_from: int | None = None

    @property
    def is_message(self) -> bool:
        return self.kind != "event"

    @property
    def is_note(self) -> bool:
        return self.kind == "note"


async def timeline(ticket: Ticket, *, for_customer: bool, most: int = MOST) -> list[Entry]:
    """Oldest first; of very long ones the latest part. A customer sees no notes and few of the events.

    A customer reads a merged ticket under its own name: what is theirs of the one where it goes on.
    """
    if for_customer:
        rows = await unit.fetch(FOR_CUSTOMERS, ticket.id, most, TOLD_TO_CUSTOMERS)
    else:
        rows = await unit.fetch(FOR_AGENTS, ticket.id, most)
    if sum(len(row["html"]) + len(row["folded"]) for row in rows) < LONG:
        return _entries(rows)
    # Cleaning megabytes takes a while, in which others want their answers.
    return await asyncio.to_thread(_entries, rows)


def _entries(rows: list[unit.Record]) -> list[Entry]:
    return [_entry(row) for row in reversed(rows)]


def _entry(row: unit.Record) -> Entry:
    kind, entry_id, at, who_kind, who_id, who, channel, body, html, data, files, automatic, folded, came_from, mails = (
        row
    )
    is_event = kind == "event"
    return Entry(
        *(kind, entry_id, at, who_kind, who_id, who, channel),
        body="" if is_event else body,
        html=Markup() if is_event else text.safe(html),
        sentence=told(body, data or {}, who=who, who_kind=who_kind) if is_event else "",
        files=[_file(one) for one in files or []],
        deliveries=msgspec.convert(mails or [], list[Delivery]),
        automatic=automatic,
        folded=text.safe(folded) if folded else "",
        came_from=came_from,
    )


def _file(one: dict[str, Any]) -> StoredFile:
    return StoredFile(**{**one, "id": UUID(one["id"])})
