"""Answering: one rating per resolution, changeable for seven days; each earlier answer stays in the history.

A page carries a nonce that is minted when it is shown. An answer without it, or faster than a person can press a
button, is asked to confirm once more; so a scanner that opens every link, or posts every form it finds, votes nothing.
"""

import time
from datetime import timedelta

from i18n import lazy
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.events import announce
from polydesk.kernel.ids import new_id
from polydesk.kernel.refusals import Gone
from polydesk.kernel.tokens import sign, signed
from surveys.events import RatingGiven
from surveys.tables import Invitation

CHANGEABLE_FOR = timedelta(days=7)
FASTEST_PERSON_S = 0.7
NONCE_HOLDS_S = 6 * 3600


class InvitationOver(Gone):
    title = lazy("This survey is closed")
    message = lazy("The link is no longer valid, or the time to change your answer has passed. Thank you all the same.")


async def answer(invitation: Invitation, *, score: int, comment: str) -> None:
    """Records the score, or changes it within seven days of the first answer. Raises InvitationOver afterwards."""
    await _demand_open(invitation)
    instant = now()
    # One statement decides: of two answers at once the second changes the first, and both stay in the history.
    kept = await unit.fetchval(
        """INSERT INTO rating (ticket_id, cycle, invitation_id, score, comment, given_at, changed_at)
           VALUES ($1, $2, $3, $4, $5, $6, $6)
           ON CONFLICT (tenant_id, ticket_id, cycle) DO UPDATE
              SET score = excluded.score, comment = excluded.comment, changed_at = excluded.changed_at
            WHERE rating.given_at > $7
           RETURNING true""",
        *(invitation.ticket_id, invitation.cycle, invitation.id, score, comment, instant, instant - CHANGEABLE_FOR),
    )
    if not kept:
        raise InvitationOver()
    await unit.execute(
        "INSERT INTO rating_history (id, ticket_id, cycle, score, comment, at) VALUES ($1, $2, $3, $4, $5, $6)",
        *(new_id(), invitation.ticket_id, invitation.cycle, score, comment, instant),
    )
    await announce(RatingGiven(ticket_id=invitation.ticket_id, cycle=invitation.cycle, score=score))


def nonce(token: str) -> str:
    """A proof that the page was shown, and when."""
    shown = str(time.time_ns() // 1_000_000)
    return f"{shown}.{sign('survey page', token, shown)}"


def is_human(token: str, given: str) -> bool:
    """Whether the answer comes from a page that was shown, long enough ago for a person, not longer than it holds."""
    shown, _, signature = given.partition(".")
    if not shown.isdecimal() or len(shown) > 15 or not signed(signature, "survey page", token, shown):
        return False
    age_s = time.time() - int(shown) / 1000
    return FASTEST_PERSON_S <= age_s <= NONCE_HOLDS_S


async def _demand_open(invitation: Invitation) -> None:
    if invitation.expires_at <= now():
        raise InvitationOver()
