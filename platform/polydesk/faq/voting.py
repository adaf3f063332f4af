"""Voting: was this helpful? One vote a visitor and day, changeable that day; who voted is not kept, only a hash."""

import hmac
from typing import Literal
from uuid import UUID

from i18n import LazyText, lazy
from polydesk.faq.audience import audience
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.request_id import client_address
from polydesk.kernel.settings import settings
from polydesk.kernel.tenancy import current_tenant
from polydesk.kernel.web import moment

Reason = Literal["", "unclear", "incomplete", "outdated", "wrong", "other", "solved"]

REASONS: dict[str, LazyText] = {
    "unclear": lazy("It is hard to understand"),
    "incomplete": lazy("Something is missing"),
    "outdated": lazy("It is out of date"),
    "wrong": lazy("It did not solve my problem"),
    "other": lazy("Something else"),
}


async def vote(article_id: UUID, language: str, *, helpful: bool, reason: str = "", comment: str = "") -> None:
    """Counts the visitor's opinion of today; a second one today takes the place of the first."""
    await _demand_readable(article_id, language)
    key = (article_id, language, visitor_of_today(), now().date())
    before = await unit.fetchrow(_BEFORE, *key)
    await unit.execute(_VOTE, *key, helpful, reason if reason in REASONS else "", comment.strip()[:1000], now())
    was = before["helpful"] if before else None
    await unit.execute(
        _COUNT, article_id, language, int(helpful) - int(was is True), int(not helpful) - int(was is False), 0
    )


async def solved(article_id: UUID, language: str) -> None:
    """A ticket was not written because this article answered; counted once a visitor and day."""
    await _demand_readable(article_id, language)
    done = await unit.fetchval(_SOLVED, article_id, language, visitor_of_today(), now().date(), now())
    if done is not None:
        await unit.execute(_COUNT, article_id, language, int(done), 0, 1)


def visitor_of_today() -> bytes:
    """The same for one browser during one day, and of no use tomorrow."""
    parts = (str(current_tenant()), now().date().isoformat(), client_address(), moment().headers.get("user-agent", ""))
    return hmac.digest(settings().secret_key.encode(), "\x1f".join(parts).encode("utf-8", "replace"), "sha256")[:16]


async def _demand_readable(article_id: UUID, language: str) -> None:
    if not await unit.fetchval(
        "SELECT true FROM app.readable_texts($1) WHERE article_id = $2 AND language = $3",
        *(audience(), article_id, language),
    ):
        raise NotFound


_BEFORE = """
SELECT helpful FROM article_vote
 WHERE article_id = $1 AND language = $2 AND visitor = $3 AND day = $4 FOR UPDATE
"""
_VOTE = """
INSERT INTO article_vote (article_id, language, visitor, day, helpful, reason, comment, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT (tenant_id, article_id, language, visitor, day)
DO UPDATE SET helpful = excluded.helpful, reason = excluded.reason, comment = excluded.comment, at = excluded.at
"""
# Answers whether the vote is new (then it counts as helpful, too); nothing when it was counted as solved already.
_SOLVED = """
INSERT INTO article_vote (article_id, language, visitor, day, helpful, reason, at)
VALUES ($1, $2, $3, $4, true, 'solved', $5)
ON CONFLICT (tenant_id, article_id, language, visitor, day)
DO UPDATE SET reason = 'solved' WHERE article_vote.reason <> 'solved' AND article_vote.helpful
RETURNING (xmax = 0)
"""
_COUNT = """
UPDATE article_text SET helpful = helpful + $3, unhelpful = unhelpful + $4, solved = solved + $5
 WHERE article_id = $1 AND language = $2
"""
