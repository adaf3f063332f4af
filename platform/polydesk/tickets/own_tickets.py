"""A customer's own tickets: what they find under "My tickets". Notes are neither shown nor searched here."""

from datetime import datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

from polydesk.kernel import unit
from polydesk.tickets.customers_view import HOME, VISIBLE
from polydesk.tickets.statuses import named

PAGE = 20
Filter = Literal["", "open", "waiting", "solved"]

STATUSES: dict[str, list[str]] = {
    "open": ["new", "open", "waiting_third_party"],
    "waiting": ["waiting_customer"],
    "solved": ["resolved", "closed"],
}
AWAITED = (*STATUSES["open"], *STATUSES["waiting"])
# A ticket that was merged into another of the same customer is a part of that one; one that was merged into somebody
# else's stays in the list, and stands where the other stands.
SELECT = f"""
SELECT t.number, t.subject, h.status, s.id, s.names, GREATEST(t.updated_at, h.updated_at), t.created_at, t.priority,
       (SELECT count(*) FROM message m WHERE m.tenant_id = t.tenant_id AND m.ticket_id = h.id AND {VISIBLE}),
       t.id, t.spam_at IS NOT NULL
  FROM ticket t JOIN ticket h ON h.tenant_id = t.tenant_id AND h.id = {HOME}
  LEFT JOIN ticket_status s ON s.tenant_id = h.tenant_id AND s.id = h.status_id
 WHERE t.tenant_id = app.tenant_id() AND t.person_id = $1
   AND (t.merged_into_id IS NULL OR h.person_id IS DISTINCT FROM t.person_id)
   AND ($2::text[] IS NULL OR h.status = ANY($2))
   AND ($3::bigint IS NULL OR t.number < $3)
   AND ($4::text IS NULL OR t.number::text = $4 OR strpos(lower(unaccent(t.subject)), lower(unaccent($4))) > 0
        OR EXISTS (SELECT FROM message m WHERE m.tenant_id = t.tenant_id AND m.ticket_id = h.id AND {VISIBLE}
                      AND strpos(lower(unaccent(m.body)), lower(unaccent($4))) > 0))
 ORDER BY t.number DESC LIMIT $5
"""  # noqa: S608


class OwnTicket(NamedTuple):
    """One line; `own_status` is the tenant's name for the status, `messages` are those that the customer can read."""

    number: int
    subject: str
    status: str
    own_status: str
    updated_at: datetime
    created_at: datetime
    priority: str
    messages: int
    id: UUID
    is_spam: bool

    @property
    def is_awaited(self) -> bool:
        """Whether the customer may be told by when we answer."""
        return self.status in AWAITED and not self.is_spam


async def own_tickets(
    person_id: UUID, *, which: str = "", words: str = "", before: int | None = None, most: int = PAGE
) -> tuple[list[OwnTicket], int | None]:
    """The newest first, and the number before which the next page begins, if there is one."""
    asked = " ".join(words.split())[:200].removeprefix("#") or None
    args: tuple[Any, ...] = (person_id, STATUSES.get(which), before, asked, most + 1)
    rows = [_line(row) for row in await unit.fetch(SELECT, *args)]
    return rows[:most], rows[most - 1].number if len(rows) > most else None


def _line(row: unit.Record) -> OwnTicket:
    number, subject, status, status_id, names, *rest = row
    return OwnTicket(number, subject, status, named(status_id, names) if names else "", *rest)
