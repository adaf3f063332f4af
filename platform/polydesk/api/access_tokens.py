"""Access tokens: a program of the company gets one, shown once, for what it may do and as long as it may; kept as a digest."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from i18n import LazyText, lazy
from polydesk.kernel import unit
from polydesk.kernel.actor import actor
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.refusals import Conflict, NotFound
from polydesk.kernel.settings import settings
from polydesk.kernel.tokens import digest, new_token
from polydesk.kernel.turns import take_turn

# Whoever finds one in a program's files, and tools that look for such things, know what it is.
BEGINS_WITH = "pdk_"
MOST = 20
# Who used it is noted once a minute at most: no request waits for another one's note.
NOTED_EVERY = timedelta(minutes=1)

SCOPES: dict[str, tuple[LazyText, LazyText]] = {
    "reports.read": (lazy("Read reports"), lazy("Figures about tickets and surveys, and what is behind them.")),
    "surveys.ask": (lazy("Ask for a rating"), lazy("Asks the customer of a resolved ticket how it went.")),
    "billing.read": (lazy("Read billing"), lazy("Plan, seats, usage and invoices.")),
}
# What only those may hand on who may do it themselves.
OWN_RIGHT = {"billing.read": "billing.manage"}


class TooManyTokens(Conflict):
    message = lazy("There are too many access tokens. Revoke one first.")


@dataclass(frozen=True)
class AccessToken:
    id: UUID
    name: str
    ends_with: str
    scopes: tuple[str, ...]
    created_at: datetime
    by_name: str
    expires_at: datetime | None
    used_at: datetime | None

    @property
    def is_over(self) -> bool:
        return self.expires_at is not None and self.expires_at <= now()


def scopes_to_give() -> dict[str, tuple[LazyText, LazyText]]:
    """By whoever asks: nobody gives a program more than they have; a house that bills nobody has no bills to read."""
    may = {scope: scope not in OWN_RIGHT or (settings().bills and actor().may(OWN_RIGHT[scope])) for scope in SCOPES}
    return {scope: words for scope, words in SCOPES.items() if may[scope]}


async def access_tokens() -> list[AccessToken]:
    """The newest first; revoked ones are gone."""
    return [_token(row) for row in await unit.fetch(f"{_SELECT} ORDER BY created_at DESC, id DESC")]


async def make(name: str, *, scopes: Iterable[str], lasts: timedelta | None) -> str:
    """The token, which nobody can show again. Raises TooManyTokens."""
    await take_turn("access tokens")
    if len(await access_tokens()) >= MOST:
        raise TooManyTokens
    token, made = BEGINS_WITH + new_token(), new_id()
    wanted = [scope for scope in scopes_to_give() if scope in set(scopes)]
    expires_at = now() + lasts if lasts else None
    await unit.execute(_ADD, made, name, digest(token), token[-4:], wanted, now(), actor().name, expires_at)
    changes: dict[str, list[Any]] = {
        "name": [None, name],
        "scopes": [None, wanted],
        "expires_at": [None, expires_at and str(expires_at)],
    }
    await record("access_token.made", subject=("access_token", made), changes=changes)
    return token


async def revoke(token_id: UUID) -> None:
    """At once: the next request with it is refused. Raises NotFound."""
    name = await unit.fetchval(_REVOKE, token_id, now())
    if name is None:
        raise NotFound
    await record("access_token.revoked", subject=("access_token", token_id), changes={"name": [name, None]})


async def token_behind(token: str) -> AccessToken | None:
    """The one that holds now, in the unit's tenant and no other."""
    row = await unit.fetchrow(f"{_SELECT} AND digest = $1", digest(token)) if token.startswith(BEGINS_WITH) else None
    held = _token(row) if row else None
    if held is None or held.is_over:
        return None
    if held.used_at is None or held.used_at < now() - NOTED_EVERY:
        await unit.execute(_NOTE, held.id, now())
    return held


def _token(row: unit.Record) -> AccessToken:
    token_id, name, ends_with, scopes, *rest = row
    return AccessToken(token_id, name, ends_with, tuple(scopes), *rest)


_SELECT = """
SELECT id, name, ends_with, scopes, created_at, by_name, expires_at, used_at
  FROM access_token WHERE tenant_id = app.tenant_id() AND revoked_at IS NULL
"""
_ADD = """
INSERT INTO access_token (id, name, digest, ends_with, scopes, created_at, by_name, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
"""
_REVOKE = """
UPDATE access_token SET revoked_at = $2 WHERE tenant_id = app.tenant_id() AND id = $1 AND revoked_at IS NULL RETURNING name
"""
_NOTE = """
UPDATE access_token SET used_at = $2 WHERE tenant_id = app.tenant_id() AND id =
  (SELECT id FROM access_token WHERE tenant_id = app.tenant_id() AND id = $1 FOR UPDATE SKIP LOCKED)
"""
