"""The same request twice: a program that heard nothing sends it again under the same key, and is told the same.

The key's row is taken before anything is done, so that of two at once the second waits for the first. What is refused
leaves no row: it may be tried again.
"""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import msgspec

from i18n import lazy
from polydesk.kernel import unit
from polydesk.kernel.actor import actor
from polydesk.kernel.clock import now
from polydesk.kernel.refusals import BadRequest, Conflict
from polydesk.kernel.web import moment

KEPT = timedelta(days=2)
LONGEST = 100

Told = dict[str, Any]


class KeyNeeded(BadRequest):
    kind = "urn:polydesk:key-needed"
    message = lazy("Send a header “Idempotency-Key” of up to 100 characters, another one for each request.")


class KeyTaken(Conflict):
    kind = "urn:polydesk:key-taken"
    message = lazy("This Idempotency-Key was used for another request.")


async def once(asked: msgspec.Struct, work: Callable[[], Awaitable[Told]]) -> Told:
    """What `work` tells, or told when the same was asked under the same key. Raises KeyNeeded, KeyTaken."""
    here, token_id = moment(), actor().id
    key = here.headers.get("idempotency-key", "").strip()
    if not key or len(key) > LONGEST or not key.isprintable():
        raise KeyNeeded
    mark = hashlib.sha256(f"{here.method} {here.path}\n".encode() + msgspec.json.encode(asked)).digest()
    if not await unit.fetchval(_TAKE, token_id, key, mark, now()):
        row = await unit.fetchrow(_KNOWN, token_id, key)
        if row is None or row["asked"] != mark:
            raise KeyTaken
        return dict(row["told"])
    told = await work()
    await unit.execute(_KEEP, token_id, key, told)
    return told


async def forget_old() -> None:
    await unit.execute("DELETE FROM api_answered WHERE tenant_id = app.tenant_id() AND at < $1", now() - KEPT)


_TAKE = """
INSERT INTO api_answered (token_id, key, asked, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING true
"""
_KNOWN = "SELECT asked, told FROM api_answered WHERE tenant_id = app.tenant_id() AND token_id = $1 AND key = $2"
_KEEP = "UPDATE api_answered SET told = $3 WHERE tenant_id = app.tenant_id() AND token_id = $1 AND key = $2"
