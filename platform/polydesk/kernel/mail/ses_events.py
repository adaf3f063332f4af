"""What Amazon SES tells of mails that left: bounces for good and complaints end an address, other bounces end a mail.

Each mail carries its own id and its company's as tags, which come back with the event. Only the address of that mail is
ever marked, whatever the event names.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import msgspec

from polydesk.kernel import unit
from polydesk.kernel.ids import to_id
from polydesk.kernel.lines import one_line
from polydesk.kernel.mail import suppressions
from polydesk.kernel.outbox import enqueue

MAIL_TAG, TENANT_TAG = "polydesk-mail", "polydesk-tenant"
LONGEST_REASON = 500


@dataclass(frozen=True)
class Returned:
    tenant_id: UUID
    mail_id: UUID
    reason: str
    address_is_wrong: bool


async def take(message: str) -> None:
    """In the platform's unit: work for the company whose mail it is about, once for each event."""
    found = returned_in(message)
    if found is not None:
        await enqueue(
            "mail.returned",
            tenant=found.tenant_id,
            mail_id=str(found.mail_id),
            reason=found.reason,
            address_is_wrong=found.address_is_wrong,
        )


async def came_back(mail_id: UUID, *, reason: str, address_is_wrong: bool) -> None:
    """In its company's unit. A mail that is no more says nothing."""
    sql = "SELECT to_address FROM mail WHERE tenant_id = app.tenant_id() AND id = $1"
    address = await unit.fetchval(sql, mail_id)
    if address is None:
        return
    if address_is_wrong:
        await suppressions.mark(address, reason, mail_id=mail_id)
    else:
        await suppressions.came_back(mail_id, reason)


def returned_in(message: str) -> Returned | None:
    """None for what tells of nothing that came back, or of no mail of ours."""
    try:
        event = msgspec.json.decode(message)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None
    tags = _at(event, "mail", "tags")
    mail_id, tenant_id = (_tag(tags, name) for name in (MAIL_TAG, TENANT_TAG))
    kind = _at(event, "eventType") or _at(event, "notificationType")
    if mail_id is None or tenant_id is None:
        return None
    if kind == "Complaint":
        said = _at(event, "complaint", "complaintFeedbackType") or "complaint"
        return Returned(tenant_id, mail_id, one_line(f"The recipient called it spam ({said}).")[:LONGEST_REASON], True)
    if kind != "Bounce":
        return None
    bounce = _at(event, "bounce")
    first = next(iter(_at(bounce, "bouncedRecipients") or []), None)
    reason = one_line(str(_at(first, "diagnosticCode") or _at(bounce, "bounceSubType") or "bounced"))
    return Returned(tenant_id, mail_id, reason[:LONGEST_REASON], _at(bounce, "bounceType") == "Permanent")


def _tag(tags: Any, name: str) -> UUID | None:
    found = _at(tags, name)
    return to_id(found[0]) if isinstance(found, list) and found else None


def _at(value: Any, *path: str) -> Any:
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value
