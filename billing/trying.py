"""Trying: how often one mailbox, and the people of one mail domain, may begin with a free trial within a year.

Founding several companies is fine; only each further one begins on Free at once. It is decided when the address is
confirmed, so that nobody uses up the trials of a stranger by typing their address. Who they are is kept as digests.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from billing import settling, story
from billing.accounts import account_of
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.mail import address_key
from polydesk.kernel.settings import settings
from tenants.proposals import house_of

YEAR = timedelta(days=365)
MOST = 3
# Of one company's domain, whose people do not know of each other.
MOST_OF_A_HOUSE = 10
DOTLESS = frozenset({"gmail.com", "googlemail.com"})


@dataclass(frozen=True)
class Tried:
    """Another company that was founded by the same mailbox or from the same domain."""

    of_tenant: UUID
    name: str
    begun_at: datetime
    is_erased: bool


async def are_used_up(email: str) -> bool:
    """In a platform unit."""
    if not settings().bills:
        return False
    mailbox, house = _digests(email)
    row = await unit.fetchrow(_HOW_OFTEN, mailbox, house, now() - YEAR)
    return row is not None and (row["of_mailbox"] >= MOST or row["of_house"] >= MOST_OF_A_HOUSE)


async def begin(tenant_id: UUID) -> None:
    """In a platform unit, when the founder's address is confirmed: their trial counts, or is none. The second time changes nothing."""
    founder = await unit.fetchrow(_FOUNDER, tenant_id)
    if founder is None:
        return
    mailbox, house = _digests(founder["email"])
    # Two companies of one founder that are confirmed at the same moment come one after the other.
    await unit.execute("SELECT pg_advisory_xact_lock(hashtextextended('trial:' || $1, 0))", (house or mailbox).hex())
    is_granted = not await are_used_up(founder["email"])
    await unit.execute("DELETE FROM billing_trial WHERE begun_at < $1", now() - YEAR)
    if await unit.fetchval(_BEGIN, tenant_id, mailbox, house, founder["created_at"], is_granted) and not is_granted:
        await _refuse(tenant_id)


async def tried_by_the_same(tenant_id: UUID) -> list[Tried]:
    """In a platform unit, for operators."""
    return [Tried(**row) for row in await unit.fetch(_SAME, tenant_id)]


def mailbox_of(email: str) -> str:
    """What `+tags`, and at some providers dots, do not change."""
    local, _at, domain = address_key(email).rpartition("@")
    local = local.partition("+")[0] or local
    return f"{local.replace('.', '')}@gmail.com" if domain in DOTLESS else f"{local}@{domain}"


async def _refuse(tenant_id: UUID) -> None:
    await account_of(tenant_id, lock=True)
    await unit.execute("UPDATE billing_account SET trial_spent = true WHERE tenant_id = $1", tenant_id)
    await story.tell(tenant_id, "trial_spent")
    await settling.settle(tenant_id)


def _digests(email: str) -> tuple[bytes, bytes | None]:
    mailbox = mailbox_of(email)
    house = house_of(mailbox.rpartition("@")[2])
    return _digest(mailbox), _digest(f"@{house}") if house else None


def _digest(text: str) -> bytes:
    return hmac.digest(settings().secret_key.encode(), f"trial\x1f{text}".encode(), "sha256")


_HOW_OFTEN = """
SELECT count(*) FILTER (WHERE mailbox = $1) AS of_mailbox, count(*) FILTER (WHERE house = $2) AS of_house
  FROM billing_trial WHERE (mailbox = $1 OR house = $2) AND is_granted AND begun_at > $3
"""
_FOUNDER = """
SELECT m.email, t.created_at FROM tenant t JOIN member m ON m.tenant_id = t.id JOIN identity i ON i.id = m.identity_id
 WHERE t.id = $1 AND t.trial_ends_at IS NOT NULL AND t.status <> 'erased' AND m.role = 'owner' AND i.confirmed_at IS NOT NULL
   AND NOT EXISTS (SELECT FROM billing_trial b WHERE b.of_tenant = t.id)
 ORDER BY m.created_at LIMIT 1
"""
_BEGIN = """
INSERT INTO billing_trial (of_tenant, mailbox, house, begun_at, is_granted) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (of_tenant) DO NOTHING RETURNING true
"""
_SAME = """
SELECT o.of_tenant, t.name, o.begun_at, t.status = 'erased' AS is_erased FROM billing_trial b
  JOIN billing_trial o ON (o.mailbox = b.mailbox OR o.house = b.house) AND o.of_tenant <> b.of_tenant
  JOIN tenant t ON t.id = o.of_tenant
 WHERE b.of_tenant = $1 ORDER BY o.begun_at DESC LIMIT 50
"""
