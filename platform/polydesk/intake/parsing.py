"""Parsing: the bytes of a mail become a `Mail`, under limits that keep any mail from holding up others (threat 16).

Looks are counted before anything is built: a mail that is too deep, has too many parts, lines or headers is never handed
to the parser. Python's compat32 policy is the one that reads headers only when it is asked to, and takes any bytes.
"""

import re
import time
from dataclasses import dataclass, field
from email.feedparser import BytesFeedParser
from email.message import Message
from typing import Any

from polydesk.intake import headers, limits, parts
from polydesk.intake.headers import Named
from polydesk.intake.parts import Attached
from polydesk.intake.refusals import Unreadable

# Each needs one of these words to begin; whoever writes about them in a text may do so two hundred times. What was
# matched once is not tried anew (`++`): a mail full of blanks would be searched through for ever.
CONTAINERS = re.compile(rb"boundary\s*+\*?+\d*+\*?+\s*+=|message/", re.IGNORECASE)
HEADER_LINE = re.compile(rb"^[^\s:]+:", re.MULTILINE)
AT_ONCE = 256 * 1024


@dataclass(frozen=True)
class Mail:
    """A mail as it was written. `automatic` says why a machine must have written it; empty where a person did."""

    message: Message
    message_id: str
    author: Named | None
    has_one_author: bool
    to: list[Named]
    cc: list[Named]
    subject: str
    text: str
    html: str
    files: list[Attached] = field(default_factory=list)

    @property
    def answers(self) -> str:
        """In-Reply-To, then References: what it says it answers."""
        named = (*headers.all_raw(self.message, "in-reply-to"), *headers.all_raw(self.message, "references"))
        return " ".join(named)


def parse(raw: bytes) -> Mail:
    """Raises Unreadable."""
    _demand_measure(raw)
    try:
        message = _built(raw)
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError, IndexError) as error:
        raise Unreadable("broken") from error
    found = parts.of(message)
    authors = headers.addresses(message, "from")
    return Mail(
        message=message,
        message_id=headers.raw(message, "message-id"),
        author=authors[0] if authors else None,
        has_one_author=len(authors) == 1 == len(headers.all_raw(message, "from")),
        to=headers.addresses(message, "to"),
        cc=headers.addresses(message, "cc"),
        subject=headers.text(message, "subject"),
        text=found.text,
        html=found.html,
        files=found.files,
    )


def head_of(raw: bytes) -> bytes:
    """The headers, without what follows the first empty line."""
    ends = [end for mark in (b"\r\n\r\n", b"\n\n", b"\r\r") if (end := raw.find(mark, 0, limits.HEAD_BYTES + 4)) >= 0]
    return raw[: min(ends)] if ends else raw[: limits.HEAD_BYTES + 1]


class Brief(Message):
    """Of a header that is too long nobody reads the rest: its parameters are read over and over."""

    def get(self, name: str, failobj: Any = None) -> Any:
        value = super().get(name, failobj)
        return value if value is failobj or len(str(value)) <= limits.HEADER_CHARACTERS else _cut(value)


def _cut(value: object) -> str:
    return str(value)[: limits.HEADER_CHARACTERS]


def _built(raw: bytes) -> Message:
    """Piece by piece, so that whoever has stopped waiting leaves no thread behind that goes on for hours."""
    parser, until = BytesFeedParser(Brief), time.monotonic() + limits.READ_WITHIN_S
    for start in range(0, len(raw), AT_ONCE):
        parser.feed(raw[start : start + AT_ONCE])
        if time.monotonic() > until:
            raise Unreadable("too_slow")
    return parser.close()


def _demand_measure(raw: bytes) -> None:
    if len(raw) > limits.MAIL_BYTES:
        raise Unreadable("too_large")
    head = head_of(raw)
    if len(head) > limits.HEAD_BYTES or len(HEADER_LINE.findall(head)) > limits.HEADERS:
        raise Unreadable("too_many_headers")
    if not HEADER_LINE.search(head):
        raise Unreadable("broken")
    if raw.count(b"\n") + raw.count(b"\r") > 2 * limits.LINES:
        raise Unreadable("too_many_lines")
    if sum(1 for _found in CONTAINERS.finditer(raw)) > 2 * limits.PARTS:
        raise Unreadable("too_many_parts")
