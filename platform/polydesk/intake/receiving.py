"""Receiving: the one door for every mail, whatever way it came. Its bytes are a committed row before anybody is told.

The same mail a second time (the sender did not hear our answer, or it came by two ways) finds its row and is none.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from polydesk.intake import headers
from polydesk.intake.limits import IN_ROW_BYTES
from polydesk.intake.parsing import head_of
from polydesk.kernel import storage, unit
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.outbox import enqueue
from polydesk.kernel.storage import StoredFile
from polydesk.kernel.tenancy import acting_for

Source = Literal["smtp", "lmtp", "imap", "drop"]

INSERT = """
INSERT INTO mail_in (id, source, peer, sender, recipients, digest, bytes, raw, file_id, received_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (tenant_id, digest) DO NOTHING RETURNING id
"""
# The second copy may have come by an address that says more.
ALSO_TO = """
UPDATE mail_in SET recipients = (SELECT array_agg(DISTINCT one) FROM unnest(recipients || $2::text[]) one)
 WHERE tenant_id = app.tenant_id() AND digest = $1 AND state = 'waiting'
"""


@dataclass(frozen=True)
class Envelope:
    """How it came: from whom (empty for what nobody may answer), to which addresses of this tenant, by which way."""

    source: Source
    sender: str = ""
    recipients: Sequence[str] = ()
    peer: str = ""


async def take_in(tenant_id: UUID, raw: bytes, envelope: Envelope) -> bool:
    """Committed when this answers; False for a mail that we have. In no unit."""
    mail_id, digest = new_id(), digest_of(raw)
    file = await _stored(tenant_id, raw) if len(raw) > IN_ROW_BYTES else None
    async with unit.tenant(tenant_id):
        made = await unit.fetchval(
            *(INSERT, mail_id, envelope.source, envelope.peer[:80], envelope.sender[:320], list(envelope.recipients)),
            *(digest, len(raw), None if file else raw, file and file.id, now()),
        )
        if made is None:
            await unit.execute(ALSO_TO, digest, list(envelope.recipients))
            return False
        if file:
            await storage.take([file.claim], by=("mail_in", mail_id))
        await enqueue("intake.read", mail_id=str(mail_id))
    return True


def digest_of(raw: bytes) -> bytes:
    """Servers on the way add headers; Message-ID and content stay. Without an id it is told by all of it."""
    head = head_of(raw)
    body = raw[len(head) :].strip()
    message_id = headers.message_id_in(head)
    return hashlib.sha256(message_id.encode() + b"\x00" + hashlib.sha256(body if message_id else raw).digest()).digest()


async def _stored(tenant_id: UUID, raw: bytes) -> StoredFile | None:
    """As a claim, which is swept away if nobody takes it. A store that is away, or full, costs nobody a mail: then it
    lies in the row."""
    with acting_for(tenant_id):
        kept = await storage.keep_bytes("message.eml", raw)
    return kept if kept.is_stored else None
