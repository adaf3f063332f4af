"""Addresses of mail: a name and an address that are safe inside a header, wherever they came from."""

from dataclasses import dataclass
from email.headerregistry import Address as HeaderAddress
from email.utils import parseaddr
from functools import lru_cache
from urllib.parse import urlsplit

import idna

from polydesk.kernel.lines import UNSEEN, one_line
from polydesk.kernel.settings import settings

NAME_LIMIT = 120
SUBJECT_LIMIT = 180


class BadAddress(ValueError):
    """An address that no mail can be sent to."""


@dataclass(frozen=True)
class Address:
    """`Address("Ada Lovelace", "ada@example.org")`; a line break is refused in the address, a blank in the name."""

    name: str
    address: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", header_line(self.name, limit=NAME_LIMIT))
        object.__setattr__(self, "address", wire_form(self.address))

    @property
    def host(self) -> str:
        return self.address.rpartition("@")[2]

    @property
    def needs_utf8(self) -> bool:
        """True for a local part beyond ASCII, which only some servers take."""
        return not self.address.isascii()

    def as_header(self) -> HeaderAddress:
        local, _at, host = self.address.rpartition("@")
        return HeaderAddress(display_name=self.name, username=local, domain=host)


def header_line(text: str, *, limit: int) -> str:
    """`text` as a header may hold it: one line, no controls, cut between words where it is too long."""
    line = one_line(text)
    if len(line) <= limit:
        return line
    head = line[: limit - 1]
    words = head.rsplit(" ", 1)[0]
    return (words if len(words) > limit // 2 else head).rstrip(" ,;:.-") + "…"


def address_key(address: str) -> str:
    """What two spellings of one address share: the key to look people up by. Raises BadAddress."""
    return wire_form(address).casefold()


def wire_form(address: str) -> str:
    """The address as it travels: the host in lower-case ASCII, `bücher.example` as `xn--bcher-kva.example`."""
    local, at, host = address.strip().rpartition("@")
    if not at or not local or len(local.encode("utf-8", "surrogatepass")) > 64 or UNSEEN.search(address.strip()):
        raise BadAddress(f"not a mail address: {address[:80]!r}")
    if any(mark in local for mark in ' "<>()[]:;,\\@') or local.startswith(".") or local.endswith("."):
        raise BadAddress(f"not a mail address: {address[:80]!r}")
    try:
        return f"{local}@{_host(host)}"
    except (idna.IDNAError, UnicodeError):
        raise BadAddress(f"not a mail address: {address[:80]!r}") from None


@lru_cache(maxsize=5_000)
def _host(host: str) -> str:
    """Remembered, since most addresses share a few hosts and the tables of IDNA are slow."""
    return idna.encode(host, uts46=True).decode().lower()


def sender() -> Address:
    """The address that every mail comes from; its host is the one of every Message-ID too."""
    name, address = parseaddr(settings().mail_from)
    host = urlsplit(settings().base_url).hostname or "localhost"
    return Address(name, address or f"no-reply@{host}")
