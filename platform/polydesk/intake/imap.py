"""IMAP: one conversation with a mailbox elsewhere, step by step, each in a thread since the library waits.

The address that an admin typed may point into our own house, so in production it must be a public one, and it is that
very address that is called.
"""

import asyncio
import imaplib
import io
import socket
import ssl
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar, cast

from imap_tools import BaseMailBox
from imap_tools.errors import ImapToolsError

from polydesk.intake.accounts import Account
from polydesk.intake.limits import MAIL_BYTES
from polydesk.kernel.egress import NotPublic, Target, public_address
from polydesk.kernel.settings import settings

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

T = TypeVar("T")
PATIENCE_S = 20.0
# For one command and its answer, whatever the other side does: it may be anybody's server.
LONGEST_STEP_S = 60.0
MOST_BYTES = 2 * MAIL_BYTES
# Whoever is slow holds one of these, and nobody else's thread.
_THREADS = ThreadPoolExecutor(max_workers=16, thread_name_prefix="mailbox")
PROBLEMS = (ImapToolsError, imaplib.IMAP4.error, OSError, ssl.SSLError, ValueError)


class MailboxAway(Exception):
    """It does not answer, or does not let us in; the text is its own, or a name that words.py knows."""


@dataclass(frozen=True)
class Mailbox:
    """An open folder. Everything in it is known by its number (`uid`) as long as `validity` stays the same."""

    box: BaseMailBox
    validity: int

    async def numbers(self, *, after: int) -> list[int]:
        """In their order. A server asked for `9:*` answers with the last one, whatever its number."""
        found = await _call(lambda: self.box.uids(f"UID {after + 1}:*"))
        return sorted(number for number in map(int, found) if number > after)

    async def numbers_since(self, day: date) -> list[int]:
        return sorted(map(int, await _call(lambda: self.box.uids(f"SINCE {day.strftime('%d-%b-%Y')}"))))

    async def newest(self) -> int:
        return max(map(int, await _call(lambda: self.box.uids("ALL"))), default=0)

    async def raw(self, number: int) -> bytes | None:
        """Without marking it as read; None for one that is gone or too large to be taken."""
        return await _call(lambda: self._raw(number))

    async def mark_read(self, number: int) -> None:
        await _call(lambda: self.box.flag(str(number), "\\Seen", True))

    def _raw(self, number: int) -> bytes | None:
        parts = self.box.client.uid("FETCH", str(number), f"(BODY.PEEK[]<0.{MAIL_BYTES + 1}>)")[1]
        found = next((part[1] for part in parts if isinstance(part, tuple)), None)
        return found if isinstance(found, bytes) and len(found) <= MAIL_BYTES else None


@asynccontextmanager
async def opened(account: Account, password: str) -> AsyncIterator[Mailbox]:
    """Raises MailboxAway."""
    address = await _address(account)
    box = _Box(account, address)
    found = await _call(lambda: _enter(box, account, password))
    try:
        yield found
    finally:
        with suppress(MailboxAway):
            await _call(box.logout)


def _enter(box: "_Box", account: Account, password: str) -> Mailbox:
    box.open()
    box.login(account.username, password, initial_folder=None)
    box.folder.set(account.folder)
    return Mailbox(box, box.folder.status(account.folder, ["UIDVALIDITY"])["UIDVALIDITY"])


class _Box(BaseMailBox):
    """A client of imap-tools that calls one address and asks for the certificate of the name."""

    def __init__(self, account: Account, address: str) -> None:
        self.account, self.address = account, address

    def open(self) -> None:
        """Connects; not when it is made, so that this may happen in a thread."""
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        kind = _Secret if self.account.security == "tls" else _Plain
        client = kind(self.account.host, self.account.port, self.address)
        if self.account.security == "starttls":
            client.starttls(ssl.create_default_context())
        return client


class _Plain(imaplib.IMAP4):
    """imaplib's, which by itself reads for as long, and as much, as the other side writes."""

    def __init__(self, host: str, port: int, address: str) -> None:
        self.address = address
        self.begin()
        super().__init__(host, port, timeout=PATIENCE_S)

    def begin(self) -> None:
        """One command, or the greeting."""
        self.until, self.left = time.monotonic() + LONGEST_STEP_S, MOST_BYTES

    @property
    def file(self) -> "io.BufferedReader[_Measured]":
        return self._file

    @file.setter
    def file(self, unmeasured: "io.BufferedReader[_Measured]") -> None:
        unmeasured.close()
        self._file = io.BufferedReader(_Measured(self))

    def _new_tag(self) -> bytes:
        self.begin()
        # What nobody asked for is not kept for later.
        self.untagged_responses.clear()
        return cast(bytes, super()._new_tag())  # type: ignore[misc]

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return socket.create_connection((self.address, self.port), timeout)


class _Measured(io.RawIOBase):
    """What comes from the other side, up to where the client's time, or its share, is over."""

    def __init__(self, client: _Plain) -> None:
        self.client = client

    def readable(self) -> bool:
        return True

    def readinto(self, into: "WriteableBuffer") -> int:
        if self.client.left <= 0 or time.monotonic() > self.client.until:
            raise TimeoutError("the mailbox goes on for too long")
        got = self.client.sock.recv_into(into)
        self.client.left -= got
        return got


class _Secret(_Plain):
    def _create_socket(self, timeout: float | None) -> socket.socket:
        return ssl.create_default_context().wrap_socket(super()._create_socket(timeout), server_hostname=self.host)


async def _address(account: Account) -> str:
    if not settings().is_production:
        return account.host
    try:
        return await public_address(Target("imap", account.host, account.port, ""))
    except NotPublic as error:
        raise MailboxAway("private") from error
    except OSError as error:
        raise MailboxAway("unreachable") from error


async def _call(step: Callable[[], T]) -> T:
    try:
        return await asyncio.get_running_loop().run_in_executor(_THREADS, step)
    except PROBLEMS as error:
        raise MailboxAway(_words(error)) from error


def _words(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return "certificate"
    if isinstance(error, OSError):
        return "unreachable"
    said = error.args[0] if error.args else ""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(error)
    return " ".join(text.split())[:300] or type(error).__name__
