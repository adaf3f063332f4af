"""Openings: each showing of the page is a row, and the page carries a nonce that names it.

The nonce is bound to the link and to a cookie of the browser that the page was shown to, serves once and for some hours.
Rows are kept for a month: long enough to see what robots did, no longer than the link is valid.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id, to_id
from polydesk.kernel.refusals import TooMany
from polydesk.kernel.throttle import allow
from polydesk.kernel.tokens import digest, new_token, sign, signed
from polydesk.kernel.web import moment
from polydesk.kernel.web.shown import Shown
from surveys import robots
from surveys.robots import Opening

COOKIE = "__Host-rating"
PURPOSE = "survey page"
HOLDS = timedelta(hours=6)
KEPT = timedelta(days=31)
LOOKED_AT = 60
PER_HOUR = 200

_OURS = re.compile(r"[\w-]{43}")


async def open_page(invitation_id: UUID, token: str, *, score: int | None, steps: int, veiled: bool = False) -> Shown:
    """Writes the opening, and marks it and its like when it completes a sweep. `veiled`: which score was tapped is kept so
    that another one can be told from it, and nothing else. Raises TooMany."""
    if not await allow("rate page", str(invitation_id), limit=PER_HOUR, per=timedelta(hours=1)):
        raise TooMany
    here, opening_id = moment(), new_id()
    signs = robots.signs_of_request(here.method, here.headers)
    agent = here.headers.get("user-agent", "")[: robots.LONGEST_AGENT]
    kept = _veil(token, score) if veiled and score is not None else score
    await unit.execute(_ADD, opening_id, invitation_id, now(), kept, list(signs), agent)
    if kept is not None and robots.is_sweep(
        await _opened(invitation_id, now() - robots.SWEEP_WITHIN, now()), steps=steps
    ):
        await unit.execute(_MARK, invitation_id, now() - robots.SWEEP_WITHIN)
    known = _cookie()
    cookie = known or new_token()
    return Shown(_nonce(opening_id, token, cookie), COOKIE, None if known else cookie)


@dataclass(frozen=True)
class Proof:
    """What the nonce of an answer proves: the page that it came from, if it is one that we showed for this link."""

    opening_id: UUID | None
    opening: Opening | None
    cookie: Literal["ours", "another", "none"]

    @property
    def is_old(self) -> bool:
        return self.opening is not None and now() - self.opening.at > HOLDS


async def prove(invitation_id: UUID, token: str, nonce: str, *, steps: int) -> Proof:
    """Holds the opening until the end of the unit, so that of several answers with one nonce the first is the first."""
    name, _dot, signature = nonce.partition(".")
    cookie, opening_id = _cookie(), to_id(name)
    row = await unit.fetchrow(_HOLD, opening_id, invitation_id) if opening_id else None
    if row is None or opening_id is None:
        return Proof(None, None, "none")
    opening = await _judged(invitation_id, Opening(**row), steps)
    is_ours = bool(cookie) and signed(signature, PURPOSE, token, cookie or "", opening_id.hex)
    return Proof(opening_id, opening, "ours" if is_ours else "another" if cookie else "none")


async def _judged(invitation_id: UUID, opening: Opening, steps: int) -> Opening:
    """Looked at again among its neighbours: scanners fetch at once what does not see each other while it is fetched.

    A page that no score led to is none of a sweep: it was shown to whoever was asked once more.
    """
    within = robots.SWEEP_WITHIN
    if opening.score is None or "sweep" in opening.signs:
        return opening
    neighbours = await _opened(invitation_id, opening.at - within, opening.at + within)
    return replace(opening, signs=(*opening.signs, "sweep")) if robots.is_sweep(neighbours, steps=steps) else opening


async def use(opening_id: UUID) -> None:
    await unit.execute(_USE, opening_id, now())


async def forget_old() -> None:
    await unit.execute("DELETE FROM survey_opening WHERE tenant_id = app.tenant_id() AND at < $1", now() - KEPT)


def _veil(token: str, score: int) -> int:
    """A number that only the link and our secret lead to; neither lies in the database."""
    return int.from_bytes(digest(sign("veiled score", token, str(score)))[:2], "big") >> 1


def _nonce(opening_id: UUID, token: str, cookie: str) -> str:
    return f"{opening_id.hex}.{sign(PURPOSE, token, cookie, opening_id.hex)}"


def _cookie() -> str | None:
    given = moment().cookies.get(COOKIE, "")
    return given if _OURS.fullmatch(given) else None


async def _opened(invitation_id: UUID, since: datetime, until: datetime) -> list[Opening]:
    """In their order."""
    rows = await unit.fetch(_OPENED, invitation_id, since, until, LOOKED_AT)
    return [Opening(**row) for row in rows]


_ADD = "INSERT INTO survey_opening (id, invitation_id, at, score, signs, agent) VALUES ($1, $2, $3, $4, $5, $6)"
_OPENED = """
SELECT at, score, signs, used_at FROM survey_opening
 WHERE tenant_id = app.tenant_id() AND invitation_id = $1 AND at BETWEEN $2 AND $3 ORDER BY at, id LIMIT $4
"""
_MARK = """
UPDATE survey_opening SET signs = array_append(signs, 'sweep')
 WHERE tenant_id = app.tenant_id() AND invitation_id = $1 AND at >= $2 AND score IS NOT NULL
   AND NOT signs @> '{sweep}'
"""
_HOLD = """
SELECT at, score, signs, used_at FROM survey_opening
 WHERE tenant_id = app.tenant_id() AND id = $1 AND invitation_id = $2 FOR UPDATE
"""
_USE = "UPDATE survey_opening SET used_at = $2 WHERE tenant_id = app.tenant_id() AND id = $1"
