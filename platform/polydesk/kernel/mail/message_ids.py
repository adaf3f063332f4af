"""Message-IDs of ours: each holds a signature of the tenant, so that an answer's headers prove whose mail it answers.

A mail is `<id.signature@host>`, short enough for a line of its header; the thread it belongs to hangs on a root
`<thread-name.signature@host>` that never travels itself. Whoever makes one up has no signature, and one of another
tenant proves nothing here (threat 14).
"""

import base64
import binascii
import re
from hmac import compare_digest
from uuid import UUID

from polydesk.kernel.ids import to_id
from polydesk.kernel.mail.addresses import header_line, sender
from polydesk.kernel.tenancy import tenant_or_none
from polydesk.kernel.tokens import sign

ROOT = "thread-"
SIGNATURE = 16
OURS = re.compile(r"<\s*([\w.-]{1,200})@[^<>\s]{1,255}\s*>", re.ASCII)


def message_id_of(mail_id: UUID) -> str:
    return f"<{_named(_short(mail_id))}@{sender().host}>"


def root_of(thread: str | UUID) -> str:
    name = header_line(str(thread), limit=80).replace(" ", "-")
    return f"<{_named(ROOT + name)}@{sender().host}>"


def mail_id_in(message_id: str) -> UUID | None:
    """The id that a Message-ID of ours begins with, signed (as today) or not (as once): for our own files."""
    name = message_id.strip("<> \r\n").partition("@")[0].partition(".")[0]
    return _long(name) or to_id(name)


def mails_named_in(header: str) -> list[UUID]:
    """The mails of this tenant that In-Reply-To or References name with a good signature, in their order."""
    found = (_long(name) for name in _names_in(header) if not name.startswith(ROOT))
    return [mail_id for mail_id in found if mail_id is not None]


def threads_named_in(header: str) -> list[UUID]:
    """The same for the roots of threads that are called by an id."""
    found = (to_id(name.removeprefix(ROOT)) for name in _names_in(header) if name.startswith(ROOT))
    return [thread for thread in found if thread is not None]


def _names_in(header: str) -> list[str]:
    parts = (match.group(1).rpartition(".") for match in OURS.finditer(header))
    return [name for name, _dot, signature in parts if name and compare_digest(signature, _signature(name))]


def _named(name: str) -> str:
    return f"{name}.{_signature(name)}"


def _signature(name: str) -> str:
    return sign("message id", str(tenant_or_none() or "platform"), name)[:SIGNATURE]


def _short(mail_id: UUID) -> str:
    return base64.urlsafe_b64encode(mail_id.bytes).rstrip(b"=").decode()


def _long(name: str) -> UUID | None:
    try:
        return UUID(bytes=base64.urlsafe_b64decode(f"{name}==")) if len(name) == 22 else None
    except (binascii.Error, ValueError):
        return None
