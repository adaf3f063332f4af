"""Bounces: what the post says of a mail of ours that did not arrive (RFC 3464), and whether the address is to blame."""

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from polydesk.intake import headers, parts
from polydesk.intake.parsing import Mail, head_of
from polydesk.kernel.mail.transports import WRONG_ADDRESS


@dataclass(frozen=True)
class Bounce:
    """`returned` is the Message-ID of the mail that came back, where the report holds it."""

    reason: str
    address_is_wrong: bool
    returned: str


def bounce_in(mail: Mail) -> Bounce | None:
    """None for what says nothing, or nothing final: a mail that is late may still arrive."""
    failed = [fields for fields in _reports(mail.message) if headers.raw(fields, "action").lower() == "failed"]
    if not failed:
        return None
    status = headers.raw(failed[0], "status")
    said = headers.text(failed[0], "diagnostic-code").partition(";")[2].strip() or headers.text(failed[0], "status")
    return Bounce(said or "failed", bool(WRONG_ADDRESS.match(status)), _returned(mail.message))


def _reports(message: Message) -> Iterator[Message]:
    for part in _children(message):
        if parts.kind_of(part) == "message/delivery-status":
            yield from _children(part)


def _returned(message: Message) -> str:
    for part in _children(message):
        kind = parts.kind_of(part)
        if kind == "message/rfc822":
            return next((headers.raw(inner, "message-id") for inner in _children(part)), "")
        if kind == "text/rfc822-headers":
            return headers.message_id_in(head_of(parts.bytes_of(part)))
    return ""


def _children(part: Message) -> list[Message]:
    inner = part.get_payload()
    return [one for one in inner if isinstance(one, Message)] if isinstance(inner, list) else []
