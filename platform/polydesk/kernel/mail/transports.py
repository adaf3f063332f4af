"""Transports: who carries a mail away, chosen by the settings, and what each of them may answer.

`Sent` is said only after the other side has taken the mail over. `Deferred` and `Refused` mean that it surely has
not; `Ambiguous` that the line went dead at the one moment when nobody can know. A *record* settles such a case: does
the provider remember this Message-ID? The mailbox twin does; for SMTP and SES an installation may register its own.
"""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from polydesk.kernel.mail.addresses import Address
from polydesk.kernel.settings import settings

# RFC 3463: no such mailbox, no such host, no mailbox of this name, moved away, host that takes no mail, switched off.
WRONG_ADDRESS = re.compile(r"5\.(?:1\.(?:1|2|3|6|10)|2\.1)\b")


@dataclass(frozen=True)
class Sent:
    provider_id: str


@dataclass(frozen=True)
class Deferred:
    reason: str


@dataclass(frozen=True)
class Refused:
    """`address_is_wrong`: nothing will ever arrive there, whoever writes."""

    reason: str
    address_is_wrong: bool = False


@dataclass(frozen=True)
class Ambiguous:
    reason: str


Outcome = Sent | Deferred | Refused | Ambiguous


@dataclass(frozen=True)
class Parcel:
    """A mail as it travels: its bytes, which nobody touches any more, and the addresses on its envelope.

    `returns_to` is where it comes back to when it cannot be delivered, if not to the sender.
    """

    message_id: str
    content: bytes
    sender: Address
    to: Address
    returns_to: Address | None = None


class Transport(Protocol):
    async def send(self, parcel: Parcel) -> Outcome: ...

    async def remembers(self, message_id: str) -> bool | None:
        """True: it left. False: it surely did not. None: nobody keeps a record here."""


ProviderRecord = Callable[[str], Awaitable[bool | None]]

_record: ProviderRecord | None = None


def set_provider_record(record: ProviderRecord | None) -> None:
    """How to ask an SMTP relay's log or the event store of SES whether a Message-ID has left."""
    global _record
    _record = record


async def provider_remembers(message_id: str) -> bool | None:
    return None if _record is None else await _record(message_id)


def ses_signs() -> bool:
    """Whether mails leave by Amazon SES, which changes heads that a signature of ours would cover, and so signs itself."""
    return bool(settings().ses_region) and not settings().smtp_url


def transport() -> Transport:
    """The one that the settings name; without any, the mailbox twin, whose mails the browser can read."""
    if settings().smtp_url:
        from polydesk.kernel.mail.smtp import SmtpTransport

        return SmtpTransport(settings().smtp_url)
    if settings().ses_region:
        from polydesk.kernel.mail.ses import SesTransport

        return SesTransport(settings().ses_region)
    from polydesk.kernel.mail.twin import MailboxTwin

    return MailboxTwin(settings().mailbox_folder)
