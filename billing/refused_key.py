"""The key: which calls Stripe refuses it, since when and in whose words; read by the operator's pages and by the doctor.

Jobs wait meanwhile and ask again every few minutes, so that everything goes on by itself once the key is right. A key that
is unknown (401) is right again as soon as any call is answered; a right that it lacks (403) once that very call is.
"""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.logs import logger, redact_text

UNKNOWN_KEY = 401
REFUSALS = (UNKNOWN_KEY, 403)
LONGEST = 500
# What a page asked for once may never be asked for again; jobs ask within a quarter of an hour.
COUNTS_FOR = timedelta(days=1)
# How long a process takes for granted what it read last.
REMEMBERED_S = 30.0

_read: tuple[float, bool] = (-REMEMBERED_S, False)
_ID = re.compile(r"/(?!v\d/)[^/]*[A-Z0-9][^/]*")


@dataclass(frozen=True)
class RefusedCall:
    call: str
    status: int
    said: str
    since: datetime

    @property
    def is_unknown_key(self) -> bool:
        return self.status == UNKNOWN_KEY


def named(method: str, url: str) -> str:
    """A call without host, parameters and ids."""
    path = re.sub(r"^https?://[^/]+", "", url).partition("?")[0]
    return f"{method.upper()} {_ID.sub('/…', path)}"


async def refused(call: str, status: int, said: str) -> None:
    """Outside of transactions. The log hears of it once."""
    async with unit.platform():
        await unit.execute(_FORGET, now() - COUNTS_FOR)
        is_new = await unit.fetchval(_NOTE, call, status, redact_text(said)[:LONGEST], now())
    _remember(known=True)
    if is_new:
        logger().error("Stripe refuses our key: jobs wait until it is taken", call=call, status=status)


async def taken(calls: Sequence[str]) -> None:
    """Outside of transactions, after calls that were answered; nearly always there is nothing to do."""
    if not calls or not await _is_any_refused():
        return
    async with unit.platform():
        gone = await unit.fetch(_TAKEN, list(calls), UNKNOWN_KEY)
        left = await unit.fetchval(_ANY, now() - COUNTS_FOR)
    _remember(known=left)
    for row in gone:
        logger().info("Stripe takes our key again", call=row["call"])


async def refused_calls() -> list[RefusedCall]:
    """In a platform unit; what is wrong with the key itself first."""
    return [RefusedCall(**row) for row in await unit.fetch(_REFUSED, now() - COUNTS_FOR)]


async def _is_any_refused() -> bool:
    read_at, known = _read
    if time.monotonic() - read_at > REMEMBERED_S:
        async with unit.platform():
            known = await unit.fetchval(_ANY, now() - COUNTS_FOR)
        _remember(known=known)
    return known


def _remember(*, known: bool) -> None:
    global _read
    _read = (time.monotonic(), known)


_NOTE = """
INSERT INTO billing_refused_call AS c (call, status, said, since, last_at) VALUES ($1, $2, $3, $4, $4)
ON CONFLICT (call) DO UPDATE SET status = $2, said = $3, last_at = $4 RETURNING xmax = 0
"""
# One that is never made again must not cost every other call a look here.
_ANY = "SELECT EXISTS (SELECT FROM billing_refused_call WHERE last_at > $1)"
_FORGET = "DELETE FROM billing_refused_call WHERE last_at <= $1"
_TAKEN = "DELETE FROM billing_refused_call WHERE call = ANY ($1) OR status = $2 RETURNING call"
_REFUSED = """
SELECT call, status, said, since FROM billing_refused_call WHERE last_at > $1 ORDER BY status, since, call
"""
