"""Answering: one rating per resolution, changeable for seven days; each earlier answer stays in the history."""

from datetime import datetime, timedelta
from uuid import UUID

from i18n import lazy
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.events import announce
from polydesk.kernel.ids import new_id
from polydesk.kernel.refusals import Gone
from surveys.answer_form import Answer
from surveys.events import TicketRated
from surveys.tables import Invitation, Rating

CHANGEABLE_FOR = timedelta(days=7)


class InvitationOver(Gone):
    title = lazy("This survey is closed")
    message = lazy("The link is no longer valid, or the time to change your answer has passed. Thank you all the same.")


async def answer(invitation: Invitation, given: Answer, *, at: datetime | None = None) -> None:
    """Records it, or changes it within seven days of the first answer. Raises InvitationOver afterwards, and when the
    invitation went with its ticket or its person. `at` is for what came earlier and counts only now."""
    await _demand_open(invitation, at or now())
    instant = at or now()
    # One statement decides: of two answers at once the second changes the first, and both stay in the history.
    kept = await unit.fetchrow(
        _KEEP,
        *(invitation.ticket_id, invitation.cycle, invitation.id, invitation.form_version_id),
        *(given.score, given.comment, list(given.reasons), given.answers, instant, instant - CHANGEABLE_FOR, new_id()),
    )
    if kept is None:
        raise InvitationOver()
    await unit.execute(
        _REMEMBER,
        *(new_id(), invitation.ticket_id, invitation.cycle),
        *(given.score, given.comment, list(given.reasons), given.answers, instant),
    )
    await announce(TicketRated(invitation.ticket_id, invitation.cycle, UUID(str(kept["id"])), given.score))


def is_over(invitation: Invitation, given: Rating | None) -> bool:
    """Whether it is too late to answer, or to change the answer."""
    return invitation.expires_at <= now() or (given is not None and given.given_at <= now() - CHANGEABLE_FOR)


async def _demand_open(invitation: Invitation, instant: datetime) -> None:
    """Holds the invitation: an erasure either comes first, and there is nothing to answer, or takes the answer along."""
    if invitation.expires_at <= instant or not await unit.fetchval(_HOLD, invitation.id):
        raise InvitationOver()


_HOLD = "SELECT true FROM survey_invitation WHERE tenant_id = app.tenant_id() AND id = $1 FOR KEY SHARE"
_KEEP = """
INSERT INTO rating (ticket_id, cycle, invitation_id, form_version_id, score, comment, reasons, answers, given_at,
                    changed_at, id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $11)
ON CONFLICT (tenant_id, ticket_id, cycle) DO UPDATE
   SET score = excluded.score, comment = excluded.comment, reasons = excluded.reasons, answers = excluded.answers,
       form_version_id = excluded.form_version_id, changed_at = excluded.changed_at
 WHERE rating.given_at > $10
RETURNING id
"""
_REMEMBER = """
INSERT INTO rating_history (id, ticket_id, cycle, score, comment, reasons, answers, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
