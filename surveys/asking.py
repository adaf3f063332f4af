"""Asking: one invitation per resolution, decided when the delay is over, never when the ticket was resolved.

Not asked: spam, merged tickets, tickets that nobody answered, tickets reopened meanwhile, people without an address or who opted out.
"""

from datetime import timedelta
from uuid import UUID

from i18n import speaking
from i18n.locales import best
from polydesk.kernel import mail, unit
from polydesk.kernel.clock import now
from polydesk.kernel.outbox import enqueue
from polydesk.kernel.tokens import digest, new_token
from polydesk.mail_texts.composing import worded
from surveys import mails, queries
from surveys.tables import Invitation
from tenants import here

VALID_FOR = timedelta(days=30)


async def plan(ticket_id: UUID, *, cycle: int) -> None:
    """After a resolution: ask later, if this tenant wants to ask at all."""
    setting = await queries.setting()
    if setting.enabled:
        delay = timedelta(seconds=setting.delay_s)
        await enqueue("surveys.ask", after=delay, dedupe=f"{ticket_id}:{cycle}", ticket_id=str(ticket_id), cycle=cycle)


async def ask(ticket_id: UUID, *, cycle: int) -> UUID | None:
    """Sends the question, or answers None when it should not be asked any more."""
    ticket = await queries.askable(ticket_id, cycle=cycle)
    if ticket is None or not (await queries.setting()).enabled:
        return None
    site = await here.visit()
    language = best(ticket["person_language"] or ticket["language"], site.languages) or site.default_language
    token = new_token()
    invitation = Invitation(
        ticket_id=ticket_id,
        cycle=cycle,
        person_id=ticket["person_id"],
        agent_id=ticket["assignee_id"],
        language=language,
        token_hash=digest(token),
        created_at=now(),
        expires_at=now() + VALID_FOR,
    )
    if not await _is_first(invitation):
        return None
    with speaking(language):
        said = await mails.values(
            site, number=ticket["number"], subject=ticket["subject"], customer_name=ticket["person_name"]
        )
        frame = mails.frame(site.base_url, token)
    await mail.post(
        await worded(mails.SURVEY, frame, said, language=language, ticket=ticket["number"]),
        to=mail.Address(ticket["person_name"], ticket["address"]),
        language=language,
        about=("ticket", ticket_id),
        thread=ticket_id,
        at_most_once=True,
    )
    return UUID(str(invitation.id))


async def _is_first(invitation: Invitation) -> bool:
    """Writes the invitation; a job that ran twice finds its row and asks nobody again."""
    written = await unit.fetchval(
        """INSERT INTO survey_invitation
                  (id, ticket_id, cycle, person_id, agent_id, language, token_hash, created_at, expires_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (tenant_id, ticket_id, cycle) DO NOTHING RETURNING id""",
        *(invitation.id, invitation.ticket_id, invitation.cycle, invitation.person_id, invitation.agent_id),
        *(invitation.language, invitation.token_hash, invitation.created_at, invitation.expires_at),
    )
    return written is not None
