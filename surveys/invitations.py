"""Invitations: somebody is asked about one resolution, by a link that only they have. Its digest alone is kept."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.tokens import digest, new_token
from surveys.facts import Facts
from surveys.tables import Invitation

VALID_FOR = timedelta(days=30)


async def invite(facts: Facts, *, language: str, form_version_id: UUID, mailed: bool = True) -> str | None:
    """The secret of the link; None when somebody was invited to this resolution already. (Who was only asked on the
    page of the ticket may still be asked by mail.)"""
    token = new_token()
    made = await unit.fetchval(
        _INVITE,
        *(new_id(), facts.ticket_id, facts.cycle, facts.person_id, facts.assignee_id, language, digest(token)),
        *(now(), now() + VALID_FOR, form_version_id, mailed),
    )
    return token if made else None


async def invitation(token: str) -> Invitation | None:
    """The one that this link opens, by the first mail or by the reminder; in the unit's tenant and no other."""
    if not token:
        return None
    return await _asked("(token_hash = $1 OR reminder_hash = $1)", digest(token))


async def invitation_with(invitation_id: UUID) -> Invitation:
    """Raises NotFound."""
    found = await _asked("id = $1", invitation_id)
    if found is None:
        raise NotFound
    return found


async def invitation_about(ticket_id: UUID, *, cycle: int) -> Invitation | None:
    return await _asked("ticket_id = $1 AND cycle = $2", ticket_id, cycle)


async def _asked(which: str, *values: object) -> Invitation | None:
    row = await unit.fetchrow(f"{_ASKED} AND {which}", *values)
    return Invitation(**row) if row else None


@dataclass(frozen=True)
class Reminder:
    token: str
    form_version_id: UUID | None


async def remind(ticket_id: UUID, *, cycle: int) -> Reminder | None:
    """A second link, with what the first one asks; None when nobody is to be reminded any more."""
    token = new_token()
    row = await unit.fetchrow(_REMIND, ticket_id, cycle, digest(token), now())
    return Reminder(token, row["form_version_id"]) if row else None


_ASKED = """
SELECT id, ticket_id, cycle, person_id, agent_id, language, token_hash, created_at, expires_at, reminder_hash,
       reminded_at, mailed, form_version_id, answered
  FROM survey_invitation WHERE tenant_id = app.tenant_id()
"""
_INVITE = """
INSERT INTO survey_invitation (id, ticket_id, cycle, person_id, agent_id, language, token_hash, created_at, expires_at,
                               form_version_id, mailed, team_id, category_id, organisation_id, channel)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, t.team_id, t.category_id, t.organisation_id, t.channel
  FROM ticket t WHERE t.tenant_id = app.tenant_id() AND t.id = $2
ON CONFLICT (tenant_id, ticket_id, cycle) DO UPDATE
   SET mailed = true, token_hash = excluded.token_hash, language = excluded.language,
       form_version_id = excluded.form_version_id, created_at = excluded.created_at, expires_at = excluded.expires_at
 WHERE NOT survey_invitation.mailed AND excluded.mailed
RETURNING id
"""
_REMIND = """
UPDATE survey_invitation SET reminder_hash = $3, reminded_at = $4
 WHERE tenant_id = app.tenant_id() AND ticket_id = $1 AND cycle = $2 AND mailed AND reminded_at IS NULL
   AND expires_at > $4
RETURNING form_version_id
"""
