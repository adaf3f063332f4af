"""The envelope: a mail's row becomes the message that travels, the same bytes at every attempt.

The Message-ID, the date and the boundary come from the row, so a second attempt is recognisably the same mail.
"""

from datetime import datetime
from email.utils import format_datetime
from uuid import UUID

from polydesk.kernel.mail import wire
from polydesk.kernel.mail.addresses import Address
from polydesk.kernel.mail.letters import Letter
from polydesk.kernel.mail.message_ids import root_of
from polydesk.kernel.mail.senders import Sender
from polydesk.kernel.unit import Record


def extra_headers(letter: Letter, *, language: str, thread: str | UUID | None) -> dict[str, str]:
    """What the row keeps besides subject and addresses: for other machines, and for the reader's threads."""
    headers = {"Content-Language": language}
    if letter.automatic:
        headers |= {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    if thread is not None:
        # A thread hangs on one root that never travels itself, so its mails stay together whichever comes first.
        headers |= {"References": root_of(thread), "In-Reply-To": root_of(thread)}
    if letter.unsubscribe_url:
        # One click in the reader's programme, by POST alone (RFC 8058).
        headers |= {
            "List-Unsubscribe": f"<{letter.unsubscribe_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    return headers


def content_of(row: Record, *, recipient: Address, sender: Sender) -> bytes:
    """The bytes that travel, signed where the sender has a key of its own."""
    content = message_of(row, recipient=recipient, sender=sender)
    return sender.signer.signed(content) if sender.signer else content


def message_of(row: Record, *, recipient: Address, sender: Sender) -> bytes:
    headers = {
        "Message-ID": row["message_id"],
        "Date": format_datetime(_whole_seconds(row["created_at"])),
        "From": str(Address(row["from_name"], sender.address).as_header()),
        "To": str(recipient.as_header()),
        "Subject": row["subject"],
        **row["headers"],
    }
    if reply_to := row["reply_to"] or sender.reply_to:
        headers["Reply-To"] = str(Address(row["from_name"], reply_to).as_header())
    head = b"".join(wire.header(name, value, utf8=recipient.needs_utf8) for name, value in headers.items())
    texts = wire.part("plain", row["text"]), wire.part("html", row["html"])
    return head + wire.alternatives(f"=_{row['id'].hex}", *texts)


def _whole_seconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
