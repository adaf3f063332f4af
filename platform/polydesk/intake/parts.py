"""Parts: what of a mail is its text, what its HTML, and what is a file; nothing is opened, nothing is lost.

Signed and encrypted mails (S/MIME), `winmail.dat`, invitations and mails within mails are files like any other.
"""

import binascii
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.generator import BytesGenerator
from email.message import Message
from io import BytesIO

from polydesk.intake import headers, limits
from polydesk.intake.charsets import text_of
from polydesk.intake.refusals import Unreadable

# What a part is called that says no name of its own.
NAMES = {
    "text/calendar": "invite.ics",
    "application/ms-tnef": "winmail.dat",
    "application/pkcs7-signature": "smime.p7s",
    "application/x-pkcs7-signature": "smime.p7s",
    "application/pkcs7-mime": "smime.p7m",
    "application/x-pkcs7-mime": "smime.p7m",
    "application/pgp-signature": "signature.asc",
    "message/rfc822": "message.eml",
    "message/delivery-status": "delivery-status.txt",
    "text/rfc822-headers": "headers.txt",
    "text/html": "text.html",
    "text/plain": "text.txt",
    "image/png": "picture.png",
    "image/jpeg": "picture.jpg",
    "image/gif": "picture.gif",
    "application/pdf": "document.pdf",
}


@dataclass(frozen=True)
class Attached:
    name: str
    content: bytes


@dataclass
class Parts:
    """`text` and `html` are two ways to say the same where a mail has both."""

    text: str = ""
    html: str = ""
    files: list[Attached] = field(default_factory=list)


def of(message: Message) -> Parts:
    """Raises Unreadable."""
    found = Parts()
    for leaf in _leaves(message, depth=0, budget=[limits.PARTS]):
        kind = kind_of(leaf)
        shown = kind in ("text/plain", "text/html") and not _is_file(leaf)
        if kind == "text/plain" and shown:
            found.text = f"{found.text}\n\n{_text(leaf)}" if found.text else _text(leaf)
        elif kind == "text/html" and shown:
            found.html += _text(leaf)
        elif content := bytes_of(leaf):
            found.files.append(Attached(_name(leaf, kind), content))
    return found


def kind_of(part: Message) -> str:
    """Its media type; `text/plain` where that is broken, as RFC 2045 wants it."""
    try:
        return part.get_content_type()
    except (ValueError, IndexError, TypeError, AttributeError):
        return "text/plain"


def bytes_of(part: Message) -> bytes:
    """What was attached: of a mail within a mail the mail, as it can be written again."""
    if kind_of(part).startswith("message/") and part.is_multipart():
        return _written(part)
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, binascii.Error, TypeError, AttributeError, AssertionError):
        content = str(part.get_payload()).encode("utf-8", "surrogateescape")
    return content if isinstance(content, bytes) else b""


def _leaves(part: Message, *, depth: int, budget: list[int]) -> Iterator[Message]:
    """What cannot be taken apart any further; a mail within a mail stays whole. Raises Unreadable."""
    budget[0] -= 1
    if depth > limits.DEPTH:
        raise Unreadable("too_deep")
    if budget[0] < 0:
        raise Unreadable("too_many_parts")
    inner = part.get_payload()
    if isinstance(inner, list) and part.get_content_maintype() == "multipart":
        for one in (found for found in inner if isinstance(found, Message)):
            yield from _leaves(one, depth=depth + 1, budget=budget)
    else:
        yield part


def _text(part: Message) -> str:
    try:
        charset = part.get_param("charset", "")
    except (ValueError, IndexError, TypeError, AttributeError):
        charset = ""
    label = charset[-1] if isinstance(charset, tuple) else charset
    return text_of(bytes_of(part), str(label or "")).replace("\r\n", "\n").replace("\r", "\n")


def _is_file(part: Message) -> bool:
    return headers.raw(part, "content-disposition").lower().startswith("attachment") or bool(_given_name(part))


def _name(part: Message, kind: str) -> str:
    return _given_name(part) or NAMES.get(kind, "file")


def _given_name(part: Message) -> str:
    try:
        return headers.decoded(part.get_filename("") or "").strip()
    except (ValueError, IndexError, TypeError, AttributeError, LookupError):
        return ""


def _written(part: Message) -> bytes:
    inner = part.get_payload()
    out = BytesIO()
    try:
        for one in inner if isinstance(inner, list) else []:
            BytesGenerator(out, mangle_from_=False).flatten(one)
    except (ValueError, LookupError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise Unreadable("broken") from error
    return out.getvalue()
