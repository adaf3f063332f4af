"""Reads: the rating of a resolution, those of a ticket."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from polydesk.kernel import unit
from surveys.tables import Invitation, Rating


async def rating_of(asked: Invitation) -> Rating | None:
    row = await unit.fetchrow(_RATING, asked.ticket_id, asked.cycle)
    return Rating(**row) if row else None


@dataclass(frozen=True)
class TicketRating:
    """A rating as the desk shows it; `changes` counts the answers before this one."""

    cycle: int
    score: int
    comment: str
    given_at: datetime
    changed_at: datetime
    changes: int


async def ratings_of(ticket_id: UUID) -> list[TicketRating]:
    rows = await unit.fetch(
        """SELECT r.cycle, r.score, r.comment, r.given_at, r.changed_at,
                  (SELECT count(*) - 1 FROM rating_history h WHERE h.tenant_id = r.tenant_id
                      AND h.ticket_id = r.ticket_id AND h.cycle = r.cycle) AS changes
             FROM rating r WHERE r.ticket_id = $1 ORDER BY r.cycle""",
        ticket_id,
    )
    return [TicketRating(**row) for row in rows]


_RATING = """
SELECT ticket_id, cycle, invitation_id, score, comment, reasons, answers, form_version_id, given_at, changed_at
  FROM rating WHERE tenant_id = app.tenant_id() AND ticket_id = $1 AND cycle = $2
"""
