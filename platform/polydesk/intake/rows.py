"""Rows of mails that came in: what is read of them, and what is written down when something became of one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from polydesk.kernel import storage, unit
from polydesk.kernel.clock import now
from polydesk.kernel.refusals import NotFound

COLUMNS = (
    "id, source, peer, sender, recipients, bytes, file_id, state, outcome, reason, attempts, from_address, subject,"
    " ticket_id, received_at, handled_at,"
    " (SELECT number FROM ticket t WHERE t.tenant_id = mail_in.tenant_id AND t.id = mail_in.ticket_id)"
)
PAGE = 50

ENDED = """
UPDATE mail_in SET state = $2, outcome = $3, reason = $4, ticket_id = $5, handled_at = $6
 WHERE tenant_id = app.tenant_id() AND id = $1
"""
KNOWN = "UPDATE mail_in SET from_address = $2, subject = $3 WHERE tenant_id = app.tenant_id() AND id = $1"


@dataclass(frozen=True)
class MailIn:
    """`outcome` says what became of it once it is `done`, `reason` why it is in quarantine."""

    id: UUID
    source: str
    peer: str
    sender: str
    recipients: list[str]
    bytes: int
    file_id: UUID | None
    state: str
    outcome: str
    reason: str
    attempts: int
    from_address: str
    subject: str
    ticket_id: UUID | None
    received_at: datetime
    handled_at: datetime | None
    ticket_number: int | None


async def mail_in(mail_id: UUID, *, lock: bool = False) -> MailIn:
    """Raises NotFound."""
    end = " FOR UPDATE" if lock else ""
    row = await unit.fetchrow(
        f"SELECT {COLUMNS} FROM mail_in WHERE tenant_id = app.tenant_id() AND id = $1{end}",  # noqa: S608
        mail_id,
    )
    if row is None:
        raise NotFound
    return MailIn(*row)


async def mails_in(*, states: list[str], before: UUID | None = None) -> list[MailIn]:
    """The newest first; one more than a page, so that it is known whether there are others."""
    rows = await unit.fetch(
        f"""SELECT {COLUMNS} FROM mail_in WHERE tenant_id = app.tenant_id() AND state = ANY($1::text[])
              AND ($2::uuid IS NULL OR (received_at, id) < (SELECT received_at, id FROM mail_in WHERE id = $2))
            ORDER BY received_at DESC, id DESC LIMIT $3""",  # noqa: S608
        *(states, before, PAGE + 1),
    )
    return [MailIn(*row) for row in rows]


async def in_quarantine() -> int:
    sql = "SELECT count(*) FROM mail_in WHERE tenant_id = app.tenant_id() AND state = 'quarantined'"
    return int(await unit.fetchval(sql))


async def raw_of(mail: MailIn) -> bytes:
    """As it came; nothing where it is no longer kept."""
    if mail.file_id is not None:
        return b"".join([piece async for piece in storage.open_bytes(mail.file_id)])
    sql = "SELECT raw FROM mail_in WHERE tenant_id = app.tenant_id() AND id = $1"
    return bytes(await unit.fetchval(sql, mail.id) or b"")


async def note_headers(mail_id: UUID, *, from_address: str, subject: str) -> None:
    await unit.execute(KNOWN, mail_id, from_address[:320], subject[:300])


async def done(mail_id: UUID, *, outcome: str, ticket_id: UUID | None = None, reason: str = "") -> None:
    await unit.execute(ENDED, mail_id, "done", outcome, reason[:500], ticket_id, now())


async def quarantine(mail_id: UUID, *, reason: str) -> None:
    await unit.execute(ENDED, mail_id, "quarantined", "", reason[:500], None, now())


async def count_attempt(mail_id: UUID) -> int:
    """How often it was tried, this time included."""
    sql = "UPDATE mail_in SET attempts = attempts + 1 WHERE tenant_id = app.tenant_id() AND id = $1 RETURNING attempts"
    return int(await unit.fetchval(sql, mail_id) or 0)
