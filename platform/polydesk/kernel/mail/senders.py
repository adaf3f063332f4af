"""Senders: from which address a mail leaves. The slice that knows the tenant's own domain registers its answer.

The envelope's sender is always the platform's, so that bounces come back to where they are read; what readers see, and
what DMARC compares with the signature, is the From.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from polydesk.kernel.mail.addresses import sender as platforms_address
from polydesk.kernel.mail.signing import Signer
from polydesk.kernel.unit import Record


@dataclass(frozen=True)
class Sender:
    """`reply_to` is where answers go when the mail itself names no address for them."""

    address: str
    signer: Signer | None = None
    reply_to: str | None = None


SenderSource = Callable[[], Awaitable[Sender | None]]

_source: SenderSource | None = None


def set_sender_source(source: SenderSource) -> None:
    """`source` runs inside the tenant's unit; None where the tenant has nothing of its own."""
    global _source
    _source = source


def platforms() -> Sender:
    return Sender(platforms_address().address)


async def sender_of(row: Record) -> Sender:
    """Of a mail that is about to leave, inside its tenant's unit."""
    own = None if _source is None or row["of_platform"] else await _source()
    return own or platforms()
