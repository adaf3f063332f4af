"""The sender of a company: set up, asked about, proven, lapsed, removed."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.mail import Signer
from polydesk.kernel.outbox import enqueue
from polydesk.kernel.sealed import Unsealable, seal, unseal
from polydesk.kernel.tokens import new_token
from polydesk.senders import claims, known
from polydesk.senders.keys import PURPOSE, new_pair
from polydesk.senders.records import Record, State, records_of
from polydesk.senders.refusals import SenderThere


@dataclass(frozen=True)
class Held:
    """`proven_at`: since when mails leave from it. `lapsed_at`: since when they do no more."""

    domain: str
    local_part: str
    selector: str
    private_key: bytes
    public_key: str
    dkim: State
    spf: State
    dmarc: State
    created_at: datetime
    asked_at: datetime | None
    checked_at: datetime | None
    answered_at: datetime | None
    proven_at: datetime | None
    lapsed_at: datetime | None

    @property
    def address(self) -> str:
        return f"{self.local_part}@{self.domain}"

    @property
    def is_proven(self) -> bool:
        return self.proven_at is not None

    @property
    def is_being_checked(self) -> bool:
        return self.asked_at is not None and (self.checked_at is None or self.checked_at < self.asked_at)

    @property
    def records(self) -> list[Record]:
        return records_of(domain=self.domain, selector=self.selector, public_key=self.public_key)

    @property
    def key_is_lost(self) -> bool:
        try:
            return not self.signer
        except Unsealable:
            return True

    @property
    def signer(self) -> Signer:
        """Raises Unsealable when SECRET_KEY is another one than it was."""
        return Signer(self.domain, self.selector, unseal(self.private_key, purpose=PURPOSE))


async def sender(*, lock: bool = False) -> Held | None:
    row = await unit.fetchrow(f"{_SELECT}{' FOR UPDATE' if lock else ''}")
    return Held(**dict(row)) if row else None


async def set_up(local_part: str, domain: str) -> None:
    """A key of its own; the DNS is asked at once and now and then. Raises SenderThere."""
    private, public = await asyncio.to_thread(new_pair)
    selector = f"polydesk-{new_token()[:8].lower().replace('_', 'x').replace('-', 'y')}"
    sealed = seal(private, purpose=PURPOSE)
    made = await unit.fetchval(_INSERT, domain, local_part, selector, sealed, public, now())
    if made is None:
        raise SenderThere
    known.forget()
    await record("sender.set_up", changes={"address": [None, f"{local_part}@{domain}"]})
    await ask()


async def ask() -> None:
    """The DNS shall be asked, now."""
    await unit.execute("UPDATE sender SET asked_at = $1 WHERE tenant_id = app.tenant_id()", now())
    await enqueue("senders.check")


async def rename(held: Held, *, local_part: str) -> None:
    """Another address at the same domain, which needs no new proof."""
    if local_part == held.local_part:
        return
    await unit.execute("UPDATE sender SET local_part = $1 WHERE tenant_id = app.tenant_id()", local_part)
    known.forget()
    await record("sender.renamed", changes={"address": [held.address, f"{local_part}@{held.domain}"]})


async def remove(held: Held) -> None:
    """Mails leave from the platform's address again; the key is gone for good."""
    await unit.execute("DELETE FROM sender WHERE tenant_id = app.tenant_id()")
    await claims.release()
    known.forget()
    await record("sender.removed", changes={"address": [held.address, None]})


_SELECT = """
SELECT domain, local_part, selector, private_key, public_key, dkim, spf, dmarc, created_at, asked_at, checked_at,
       answered_at, proven_at, lapsed_at
  FROM sender WHERE tenant_id = app.tenant_id()
"""
_INSERT = """
INSERT INTO sender (domain, local_part, selector, private_key, public_key, created_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (tenant_id) DO NOTHING RETURNING domain
"""
