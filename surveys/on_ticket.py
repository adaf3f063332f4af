"""The survey on the page of the ticket: what its customer finds there once it is resolved, mailed or not.

Whoever opens the question there is invited by that, without a mail; an invitation by mail is the same one.
"""

from dataclasses import dataclass
from uuid import UUID

from i18n import current_locale
from polydesk.kernel.refusals import NotFound
from polydesk.tickets.ticket import Ticket
from surveys import answering, queries
from surveys.asked import Asked, Step, asked
from surveys.facts import Facts, facts_of
from surveys.form_choice import asked_with, form_for
from surveys.invitations import invitation_about, invite
from surveys.reasons import reason_not_to_remind
from surveys.setting import setting
from surveys.tables import Invitation
from tenants.here import site


@dataclass(frozen=True)
class Offer:
    """`given` is the step that was chosen already; then it can be changed. `is_over`: answered, nobody knows what."""

    asked: Asked
    given: Step | None
    is_over: bool = False


async def offer_on(ticket: Ticket, *, person_id: UUID | None) -> Offer | None:
    """What the page of a ticket offers whoever asked; None: nothing. Writes nothing."""
    if ticket.is_open or person_id is None or person_id != ticket.person_id or await _facts(ticket) is None:
        return None
    invitation = await invitation_about(ticket.id, cycle=ticket.cycle)
    rating = await queries.rating_of(invitation) if invitation else None
    if invitation and answering.is_over(invitation, rating):
        return None
    version = await (asked_with(invitation.form_version_id) if invitation else form_for(ticket.id))
    seen = asked(version, company=site().name)
    return Offer(seen, seen.step(rating.score) if rating else None, bool(invitation and invitation.answered))


async def invited_on(ticket: Ticket, *, person_id: UUID | None) -> Invitation:
    """The invitation of this resolution, made now where there is none yet. Raises NotFound where nothing is asked."""
    facts = await _facts(ticket) if person_id is not None and person_id == ticket.person_id else None
    if facts is None:
        raise NotFound
    if await invitation_about(ticket.id, cycle=ticket.cycle) is None:
        version = await form_for(ticket.id)
        await invite(facts, language=current_locale(), form_version_id=version.id, mailed=False)
    found = await invitation_about(ticket.id, cycle=ticket.cycle)
    if found is None:
        raise NotFound
    return found


async def _facts(ticket: Ticket) -> Facts | None:
    """Where a customer may be asked: an answered, resolved ticket, unless they or the company want no questions."""
    facts = await facts_of(ticket.id)
    if facts is None or not facts.is_answered or facts.cycle != ticket.cycle:
        return None
    reason = reason_not_to_remind(facts, await setting())
    return facts if reason is None or reason.why == "answered" else None
