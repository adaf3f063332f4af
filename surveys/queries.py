"""Reads: the tenant's setting, whom to ask, the invitation behind a link, the ratings of a ticket."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.settings import settings
from polydesk.kernel.tokens import digest
from surveys.tables import Invitation, Rating, SurveySetting


async def setting() -> SurveySetting:
    """The tenant's setting, or what a tenant starts with."""
    found = await SurveySetting.objects().first()
    return found or SurveySetting(delay_s=settings().rating_delay_s)


async def askable(ticket_id: UUID, *, cycle: int) -> unit.Record | None:
    """The ticket, its customer and their address, if this resolution may be asked about."""
    return await unit.fetchrow(
        """SELECT t.number, t.subject, t.language, t.person_id, t.assignee_id,
                  p.name AS person_name, p.language AS person_language, a.address
             FROM ticket t
             JOIN person p ON p.tenant_id = t.tenant_id AND p.id = t.person_id
             JOIN LATERAL (SELECT address FROM person_address
                            WHERE tenant_id = p.tenant_id AND person_id = p.id
                            ORDER BY is_primary DESC, created_at LIMIT 1) a ON true
            WHERE t.id = $1 AND t.cycle = $2 AND t.status IN ('resolved', 'closed') AND t.spam_at IS NULL
              AND t.merged_into_id IS NULL
              AND t.first_response_at IS NOT NULL AND p.surveys_opted_out_at IS NULL""",
        *(ticket_id, cycle),
    )


async def invitation(token: str) -> Invitation | None:
    """The invitation that this link opens; the unit's tenant is the only one searched."""
    if not token:
        return None
    found: Invitation | None = await Invitation.objects().where(Invitation.token_hash == digest(token)).first()
    return found


async def rating_of(asked: Invitation) -> Rating | None:
    mine = (Rating.ticket_id == asked.ticket_id, Rating.cycle == asked.cycle)
    found: Rating | None = await Rating.objects().where(*mine).first()
    return found


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


@dataclass(frozen=True)
class Feedback:
    """A recent rating for the desk's home, with the ticket that it is about."""

    number: int
    subject: str
    score: int
    comment: str
    given_at: datetime


async def latest(*, agent_id: UUID | None = None, most: int = 5) -> list[Feedback]:
    """The newest ratings, of one agent's tickets or of all."""
    rows = await unit.fetch(
        """SELECT t.number, t.subject, r.score, r.comment, r.given_at
             FROM rating r
             JOIN ticket t ON t.tenant_id = r.tenant_id AND t.id = r.ticket_id
             JOIN survey_invitation i ON i.tenant_id = r.tenant_id AND i.id = r.invitation_id
            WHERE ($1::uuid IS NULL OR i.agent_id = $1)
            ORDER BY r.given_at DESC LIMIT $2""",
        *(agent_id, most),
    )
    return [Feedback(**row) for row in rows]
