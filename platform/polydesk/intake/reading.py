"""Reading: a worker's turn with one mail: parse it under limits, keep its files, and let it land in one transaction.

Whatever breaks, the mail is there: it is tried five times and then waits in quarantine; what nobody could ever read
goes there at once. Nothing of it happens twice, since the row is held by whoever lets it land.
"""

import asyncio
from uuid import UUID

from i18n import speaking
from polydesk.intake import limits, quarantine, rows
from polydesk.intake.landing import Came, land
from polydesk.intake.looks import Said, said_in
from polydesk.intake.parsing import Mail, parse
from polydesk.intake.parts import Attached
from polydesk.intake.refusals import Unreadable
from polydesk.intake.rows import MailIn
from polydesk.kernel import storage
from polydesk.kernel.database import Unavailable
from polydesk.kernel.logs import logger
from polydesk.kernel.outbox import Lease, LeaseLost
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.storage import FILE_BYTES, StorageDown, StoredFile
from polydesk.kernel.tenancy import acting_for
from tenants import here


async def read(mail_id: UUID, *, lease: Lease) -> None:
    """One attempt, under the lease of its job; no unit is open while the mail is parsed and its files are kept."""
    async with lease.unit():
        await lease.hold()
        row = await _waiting(mail_id)
        attempt = await rows.count_attempt(mail_id) if row else 0
        if row is None:
            await lease.finish()
            return
    try:
        await _read(row, lease, is_last=attempt >= limits.ATTEMPTS)
    except Unreadable as refusal:
        await _quarantine(mail_id, refusal.reason, lease)
    except (LeaseLost, Unavailable):
        raise
    except Exception as error:
        if attempt < limits.ATTEMPTS:
            raise
        logger().error("a mail could not be read", mail=str(mail_id), exc_info=error)
        await _quarantine(mail_id, "failed", lease)


async def _read(row: MailIn, lease: Lease, *, is_last: bool) -> None:
    with acting_for(lease.tenant_id):
        raw = await _raw(row, lease)
        mail, said = await _within_time(raw)
        files = await _kept(_files(mail, said))
    if any(file.reason == "storage_down" for file in files) and not is_last:
        raise StorageDown
    async with lease.unit():
        await lease.hold()
        if await _waiting(row.id) is None:
            await lease.finish()
            return
        site = await here.visit()
        with speaking(site.default_language):
            came = Came(
                row.id, mail, said, row.sender, row.recipients, [file.claim for file in files if file.is_stored]
            )
            landed = await land(came)
            lost = storage.problems_of(files)
        await rows.note_headers(row.id, from_address=mail.author.address if mail.author else "", subject=mail.subject)
        await rows.done(row.id, outcome=landed.outcome, ticket_id=landed.ticket_id, reason=lost)
        await lease.finish()


async def _waiting(mail_id: UUID) -> MailIn | None:
    """The row, held; None when somebody was faster, or decided about it."""
    try:
        row = await rows.mail_in(mail_id, lock=True)
    except NotFound:
        return None
    return row if row.state == "waiting" else None


async def _raw(row: MailIn, lease: Lease) -> bytes:
    if row.file_id is not None:
        return await rows.raw_of(row)
    async with lease.unit():
        return await rows.raw_of(row)


async def _within_time(raw: bytes) -> tuple[Mail, Said]:
    try:
        async with asyncio.timeout(limits.READ_WITHIN_S):
            return await asyncio.to_thread(_parsed, raw)
    except TimeoutError as error:
        raise Unreadable("too_slow") from error
    except RecursionError as error:
        raise Unreadable("too_deep") from error


def _parsed(raw: bytes) -> tuple[Mail, Said]:
    mail = parse(raw)
    return mail, said_in(mail.text, mail.html)


def _files(mail: Mail, said: Said) -> list[Attached]:
    """A text that is too long for a message is a file as well."""
    whole = mail.text or mail.html
    name = "text.txt" if mail.text else "text.html"
    return [*mail.files, *([Attached(name, whole.encode())] if said.is_cut else [])]


async def _kept(files: list[Attached]) -> list[StoredFile]:
    """As claims, which the message takes; those that nobody takes are swept away."""
    return [await storage.keep_bytes(file.name, file.content) for file in files if len(file.content) <= FILE_BYTES]


async def _quarantine(mail_id: UUID, reason: str, lease: Lease) -> None:
    async with lease.unit():
        await lease.hold()
        if await _waiting(mail_id) is not None:
            await quarantine.keep(mail_id, reason=reason)
        await lease.finish()
