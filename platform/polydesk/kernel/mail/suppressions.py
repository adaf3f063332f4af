"""Suppressions: addresses to which the tenant writes no more, because an earlier mail to them came back for good.

Whoever hears of a bounce says `mark(address, reason, mail_id=…)`; the mail it was about is then `bounced`. Delivery asks
`suppression_of` before each mail. An agent who knows better says `lift`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.events import announce
from polydesk.kernel.mail.addresses import BadAddress, wire_form
from polydesk.kernel.mail.events import refusal_of

LONGEST_REASON = 500

_MARK = """
INSERT INTO mail_suppression (address_key, address, reason, mail_id, at) VALUES (lower($1), $2, $3, $4, $5)
ON CONFLICT (tenant_id, address_key) DO UPDATE SET reason = excluded.reason, mail_id = excluded.mail_id, at = excluded.at
"""
_CAME_BACK = """
UPDATE mail SET state = 'bounced', reason = $2
 WHERE tenant_id = app.tenant_id() AND id = $1 AND state IN ('sending', 'sent', 'unknown')
RETURNING id, kind, to_address, about_kind, about_id
"""
_FIND = """
SELECT asked.spelling, s.address, s.reason, s.at
  FROM unnest($1::text[], $2::text[]) AS asked (spelling, wire)
  JOIN mail_suppression s ON s.tenant_id = app.tenant_id() AND s.address_key = lower(asked.wire)
"""


@dataclass(frozen=True)
class Suppression:
    """Since when, and in whose words why."""

    address: str
    reason: str
    at: datetime


async def mark(address: str, reason: str, *, mail_id: UUID | None = None) -> None:
    """Nobody writes to this address any more. `mail_id` is the mail that came back, where it is known."""
    words = " ".join(reason.split())[:LONGEST_REASON]
    if mail_id is not None:
        await came_back(mail_id, words)
    await unit.execute(_MARK, wire_form(address), address, words, mail_id, now())


async def came_back(mail_id: UUID, reason: str) -> None:
    """This mail bounced; the address may still be right (a full mailbox, say). A repeat changes nothing."""
    words = " ".join(reason.split())[:LONGEST_REASON]
    row = await unit.fetchrow(_CAME_BACK, mail_id, words)
    if row is not None:
        await announce(refusal_of(row, words))


async def suppression_of(address: str) -> Suppression | None:
    return (await suppressions_of([address])).get(address)


async def is_suppressed(address: str) -> bool:
    return await suppression_of(address) is not None


async def suppressions_of(addresses: Iterable[str]) -> dict[str, Suppression]:
    """Those of these addresses that are not written to, under the spelling that was asked for."""
    asked = {one: wire for one in addresses if (wire := _wire(one))}
    rows = await unit.fetch(_FIND, list(asked), list(asked.values())) if asked else []
    return {row["spelling"]: Suppression(row["address"], row["reason"], row["at"]) for row in rows}


async def lift(address: str) -> bool:
    """It is written to again; False when it was all the time."""
    row = await unit.fetchrow(
        "DELETE FROM mail_suppression WHERE tenant_id = app.tenant_id() AND address_key = lower($1) RETURNING reason",
        _wire(address),
    )
    if row is not None:
        await record("mail.suppression_lifted", changes={"address": [address, None], "reason": [row["reason"], None]})
    return row is not None


def _wire(address: str) -> str:
    try:
        return wire_form(address)
    except BadAddress:
        return ""
