"""Reply addresses: every mail of ours about a ticket can be answered to an address of its own.

`reply+<token>@<slug>.<MAIL_IN_DOMAIN>` names a ticket and the one person to whom we wrote. The token is 128 bits,
derived by the installation's secret, and only its digest is kept; it opens nothing but this ticket, for answers of
this person alone, and in no other tenant (threat 14). Small letters and digits only, since servers on the way may
change the case.
"""

import base64
from dataclasses import dataclass
from uuid import UUID

from polydesk.customers.addresses import address_key
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.settings import settings
from polydesk.kernel.tenancy import current_tenant
from polydesk.kernel.tokens import digest, sign
from tenants import here

LOCAL = "reply"
MARK = "+"

INSERT = """
INSERT INTO reply_address (hash, ticket_id, recipient_key, for_member, as_note, created_at)
VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (tenant_id, hash) DO NOTHING
"""
FIND = """
SELECT hash, ticket_id, recipient_key, for_member, as_note FROM reply_address
 WHERE tenant_id = app.tenant_id() AND hash = ANY($1::bytea[])
"""


@dataclass(frozen=True)
class ReplyAddress:
    """Which ticket, and who may answer there: a customer, or (`for_member`) one of the tenant's own people, whose
    answer goes to the customer, or (`as_note`) stays within the desk, since what it answers did.
    """

    ticket_id: UUID
    recipient_key: str
    for_member: bool
    as_note: bool = False


async def address_for(ticket_id: UUID, recipient: str, *, for_member: bool = False, as_note: bool = False) -> str:
    """The address that answers of `recipient` about this ticket come back to; the same each time."""
    key = address_key(recipient)
    token = _token(ticket_id, key, ("note" if as_note else "member") if for_member else "customer")
    await unit.execute(INSERT, digest(token), ticket_id, key, for_member, as_note, now())
    return f"{LOCAL}{MARK}{token}@{(await here.visit()).slug}.{settings().inbox_domain}"


async def behind(tokens: list[str]) -> ReplyAddress | None:
    """What the first of these tokens that is one of this tenant's stands for."""
    digests = [digest(token) for token in tokens if token]
    if not digests:
        return None
    rows = {row["hash"]: row for row in await unit.fetch(FIND, digests)}
    for known in (rows.get(one) for one in digests):
        if known is not None:
            return ReplyAddress(*list(known)[1:])
    return None


def token_in(local_part: str) -> str:
    """The token of an address before its @; empty when there is none."""
    name, _mark, token = local_part.lower().partition(MARK)
    return token if name == LOCAL else ""


def _token(ticket_id: UUID, recipient_key: str, role: str) -> str:
    signature = sign("reply address", current_tenant().hex, ticket_id.hex, recipient_key, role)
    return base64.b32encode(base64.urlsafe_b64decode(signature + "==")).rstrip(b"=").decode().lower()
