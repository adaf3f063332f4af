"""Looking: fetching what is new in mailboxes and in the bucket. Each mail is a row here before it is marked as read, or
deleted, there; one that we have already is none.
"""

from datetime import timedelta
from uuid import UUID

from polydesk.intake import accounts, imap, inboxes
from polydesk.intake.accounts import Account
from polydesk.intake.headers import return_path_in
from polydesk.intake.imap import Mailbox, MailboxAway
from polydesk.intake.parsing import head_of
from polydesk.intake.receiving import Envelope, take_in
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.outbox import Lease, enqueue
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.sealed import Unsealable

AT_ONCE = 200
# A mailbox that was built anew has other numbers: what may have come since we looked last is asked for by its day.
BACK = timedelta(days=2)
# Of a house that is shut the mail stays where it is.
EVERYWHERE = """
SELECT a.tenant_id, a.id FROM mail_account a JOIN tenant t ON t.id = a.tenant_id
 WHERE a.off_since IS NULL AND t.status NOT IN ('suspended', 'closed', 'erased')
"""


async def everywhere() -> None:
    for row in await unit.fetch(EVERYWHERE):
        await enqueue("intake.look", tenant=row["tenant_id"], account_id=str(row["id"]))


async def look(account_id: UUID, *, lease: Lease) -> None:
    """Into one mailbox; what went wrong stands beside it, and we look again in a minute."""
    async with lease.unit():
        try:
            held = await accounts.account(account_id)
        except NotFound:
            return
        if not held.is_on and not held.is_being_looked_at:
            return
        address = f"{held.inbox}@{await inboxes.domain()}"
        password = _password(held)
    problem, reached = "", (held.validity, held.last_uid)
    try:
        if password:
            async with imap.opened(held, password) as mailbox:
                reached = await _fetch(mailbox, held, address, lease)
    except MailboxAway as error:
        problem = str(error)
    async with lease.unit():
        problem = problem if password else "password"
        await accounts.note_looked(account_id, problem=problem, validity=reached[0], last_uid=reached[1])


def _password(held: Account) -> str:
    """Empty when it was sealed under another key."""
    try:
        return held.password
    except Unsealable:
        return ""


async def _fetch(mailbox: Mailbox, held: Account, address: str, lease: Lease) -> tuple[int, int]:
    """How far we have come in it. The first look only finds out where the mailbox stands."""
    if held.validity is None:
        return mailbox.validity, await mailbox.newest()
    is_same = held.validity == mailbox.validity
    since = ((held.looked_at or now()) - BACK).date()
    if not held.is_on:
        return mailbox.validity, held.last_uid if is_same else 0
    numbers = await (mailbox.numbers(after=held.last_uid) if is_same else mailbox.numbers_since(since))
    reached = held.last_uid if is_same else 0
    for number in numbers[:AT_ONCE]:
        raw = await mailbox.raw(number)
        if raw is not None:
            await lease.renew()
            sender = return_path_in(head_of(raw))
            await take_in(lease.tenant_id, raw, Envelope("imap", sender, [address], held.host))
            await mailbox.mark_read(number)
        reached = number
    return mailbox.validity, reached
