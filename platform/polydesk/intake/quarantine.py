"""Quarantine: mails that could not be read, until somebody tries again or discards them. Discarding keeps them a month."""

from uuid import UUID

from polydesk.intake import rows
from polydesk.intake.rows import MailIn
from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.outbox import enqueue
from polydesk.notices.audience import members_of
from polydesk.notices.telling import write_down

AGAIN = """
UPDATE mail_in SET state = 'waiting', reason = '', attempts = 0, handled_at = NULL
 WHERE tenant_id = app.tenant_id() AND id = $1
"""
AWAY = "UPDATE mail_in SET state = 'discarded', handled_at = $2 WHERE tenant_id = app.tenant_id() AND id = $1"


async def keep(mail_id: UUID, *, reason: str) -> None:
    """It waits here; the leads are told, once a day."""
    await rows.quarantine(mail_id, reason=reason)
    members = await members_of(["leads"], ticket_id=None)
    await write_down("mail_waits", once=f"mail_waits:{now().date()}", data={}, named=members)


async def retry(mail_id: UUID) -> None:
    """Raises NotFound. What is not in quarantine (any more) stays as it is; a discarded one comes back."""
    held = await rows.mail_in(mail_id, lock=True)
    if held.state in ("quarantined", "discarded"):
        await unit.execute(AGAIN, mail_id)
        await enqueue("intake.read", mail_id=str(mail_id))
        await _note("retried", held)


async def discard(mail_id: UUID) -> None:
    held = await rows.mail_in(mail_id, lock=True)
    if held.state == "quarantined":
        await unit.execute(AWAY, mail_id, now())
        await _note("discarded", held)


async def _note(what: str, held: MailIn) -> None:
    await record(
        f"mail_in.{what}", subject=("mail_in", held.id), changes={"address": [held.from_address, held.from_address]}
    )
