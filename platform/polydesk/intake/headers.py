"""Headers: read one by one, each cut to a length that nothing can make slow; a broken one is an empty one."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses

from polydesk.customers.addresses import clean_address
from polydesk.intake.charsets import text_of
from polydesk.intake.limits import ADDRESSES, HEADER_CHARACTERS
from polydesk.kernel.lines import one_line
from polydesk.kernel.mail import BadAddress

ENCODED = re.compile(r"=\?[^?\s]{1,80}\?[bqBQ]\?")
MESSAGE_ID = re.compile(rb"^message-id[ \t]*:[ \t]*(?:\r?\n[ \t]+)?([^\r\n]{1,1000})", re.IGNORECASE | re.MULTILINE)
RETURN_PATH = re.compile(rb"^return-path[ \t]*:[ \t]*<([^<>\x00-\x1f]{0,320})>", re.IGNORECASE | re.MULTILINE)
UNKNOWN = "unknown"
RECEIVED = re.compile(rb"^received[ \t]*:", re.IGNORECASE | re.MULTILINE)
FOLD = re.compile(r"\r?\n[ \t]+")


@dataclass(frozen=True)
class Named:
    """An address and what its owner is called there; `key` is what people are told apart by."""

    name: str
    address: str

    @property
    def key(self) -> str:
        return self.address.lower()

    @property
    def host(self) -> str:
        return self.key.rpartition("@")[2]

    @property
    def local(self) -> str:
        return self.key.rpartition("@")[0]


def raw(message: Message, name: str) -> str:
    """The first header of this name as it came, in one line; empty when there is none."""
    return _cut(next((value for key, value in message.raw_items() if key.lower() == name), ""))


def all_raw(message: Message, name: str) -> list[str]:
    return [_cut(value) for key, value in message.raw_items() if key.lower() == name][:ADDRESSES]


def message_id_in(head: bytes) -> str:
    """Of headers that nobody has parsed yet."""
    found = MESSAGE_ID.search(head)
    return " ".join(found.group(1).decode("latin-1").split()) if found else ""


def head_only(head: bytes) -> Message:
    """The headers of a mail whose content nobody needs to look at."""
    return BytesHeaderParser().parsebytes(head)


def return_path_in(head: bytes) -> str:
    """Whom the envelope named as the sender, as the last server wrote it down; `unknown` where it did not."""
    found = RETURN_PATH.search(head)
    return found.group(1).decode("ascii", "replace").strip() if found else UNKNOWN


def relays_in(head: bytes) -> int:
    """How many servers have passed it on."""
    return len(RECEIVED.findall(head))


def text(message: Message, name: str) -> str:
    """What the header says, whatever it is encoded in."""
    return one_line(decoded(raw(message, name)))


def addresses(message: Message, *names: str) -> list[Named]:
    """Those that mails can be sent to, each once, at most fifty."""
    return _found(value for name in names for value in all_raw(message, name))


def decoded(value: str) -> str:
    if not ENCODED.search(value):
        return text_of(value.encode("utf-8", "surrogateescape"), "utf-8")
    try:
        pieces = decode_header(value)
    except (HeaderParseError, ValueError, LookupError):
        return text_of(value.encode("utf-8", "surrogateescape"), "utf-8")
    return "".join(_piece(piece, charset) for piece, charset in pieces)


def _piece(piece: object, charset: str | None) -> str:
    if isinstance(piece, bytes):
        return text_of(piece, charset or "utf-8")
    return text_of(str(piece).encode("utf-8", "surrogateescape"), "utf-8")


def _found(values: Iterable[str]) -> list[Named]:
    found: dict[str, Named] = {}
    for value in values:
        try:
            pairs = getaddresses([value])
        except (ValueError, IndexError, TypeError, RecursionError):
            continue
        for name, address in pairs[:ADDRESSES]:
            one = _named(name, address)
            if one and len(found) < ADDRESSES:
                found.setdefault(one.key, one)
    return list(found.values())


def _named(name: str, address: str) -> Named | None:
    try:
        return Named(one_line(decoded(name)).strip("'\" "), clean_address(decoded(address)))
    except BadAddress:
        return None


def _cut(value: object) -> str:
    return FOLD.sub(" ", str(value)[:HEADER_CHARACTERS]).strip()
