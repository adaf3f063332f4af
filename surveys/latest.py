"""The latest ratings, for the desk's home: each with its ticket, and the score as its scale shows it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from polydesk.kernel import unit
from surveys.asked import Step
from surveys.beside_ticket import step_of
from surveys.form_content import content_of


@dataclass(frozen=True)
class Feedback:
    """`of` is how many steps there were."""

    number: int
    subject: str
    comment: str
    given_at: datetime
    step: Step
    look: str
    of: int


async def latest(*, agent_id: UUID | None = None, most: int = 5) -> list[Feedback]:
    """The newest first, of one agent's tickets or of all."""
    return [
        Feedback(row["number"], row["subject"], row["comment"], row["given_at"], *step_of(row["score"], content))
        for row in await unit.fetch(_LATEST, agent_id, most)
        for content in (content_of(row["content"] or {}),)
    ]


_LATEST = """
SELECT t.number, t.subject, r.score, r.comment, r.given_at, v.content
  FROM rating r
  JOIN ticket t ON t.tenant_id = r.tenant_id AND t.id = r.ticket_id
  LEFT JOIN survey_invitation i ON i.tenant_id = r.tenant_id AND i.id = r.invitation_id
  LEFT JOIN survey_form_version v ON v.tenant_id = r.tenant_id AND v.id = COALESCE(r.form_version_id, i.form_version_id)
 WHERE r.tenant_id = app.tenant_id() AND ($1::uuid IS NULL OR i.agent_id = $1)
 ORDER BY r.given_at DESC LIMIT $2
"""
