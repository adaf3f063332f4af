"""Sending again: what somebody does about a mail that did not arrive. The same mail, under the same Message-ID."""

from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.mail import suppressions
from polydesk.kernel.outbox import enqueue

# What is on its way or has arrived is not sent a second time.
FAILED = ("refused", "unknown", "bounced", "suppressed")

_AGAIN = """
UPDATE mail SET state = 'queued', reason = NULL, again_at = $2
 WHERE tenant_id = app.tenant_id() AND id = $1 AND state = ANY($3::text[]) RETURNING to_address
"""


async def send_again(mail_id: UUID) -> bool:
    """Two more days of attempts from now on, also to an address that was not written to any more; False when it needs
    none."""
    address = await unit.fetchval(_AGAIN, mail_id, now(), list(FAILED))
    if address is None:
        return False
    await suppressions.lift(address)
    await record("mail.sent_again", subject=("mail", mail_id), changes={"address": [None, address]})
    await enqueue("mail.deliver", mail_id=str(mail_id))
    return True
