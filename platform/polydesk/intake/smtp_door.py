"""The door of SMTP and LMTP: recipients are looked up before anything is sent, and 250 is said after the commit.

Whoever is slow, too many at once, or guesses addresses is told to come later, and holds up nobody else. LMTP answers
once for each recipient, as RFC 2033 wants it.
"""

import asyncio
import logging
import ssl
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from ipaddress import ip_address
from typing import Any
from uuid import UUID

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Session
from aiosmtpd.smtp import Envelope as SmtpEnvelope

from polydesk.intake import headers, limits
from polydesk.intake.parsing import head_of
from polydesk.intake.receiving import Envelope, Source, take_in
from polydesk.intake.recipients import Recipient, recipient_of
from polydesk.kernel.database import Unavailable
from polydesk.kernel.logs import logger
from polydesk.kernel.throttle import Limit, allow, allow_all

CONNECTIONS = 100
CONNECTIONS_OF_ONE = 20
RECIPIENTS = 50
PATIENCE_S = 120.0
LONGEST_LINE = 256 * 1024
GUESSES_AN_HOUR = 100
FROM_ONE_AN_HOUR = 300
TO_ONE_IN_TEN_MINUTES = 6_000

NOBODY = "550 5.1.1 There is no such address here"
LATER = "451 4.3.0 Please try again later"
TOO_OFTEN = "451 4.7.1 Too many mails from this sender; please try again later"
TOO_MANY_RECIPIENTS = "452 4.5.3 Too many recipients"
GOING_ROUND = "554 5.4.6 This mail has been on its way too often"
TOO_MANY_CONNECTIONS = b"421 4.3.2 Too many connections; please try again later\r\n"
TAKEN = "250 2.0.0 Taken"

logging.getLogger("mail.log").setLevel(logging.ERROR)


class Asked(SmtpEnvelope):
    """aiosmtpd's, with what we know of the recipients, looked up once."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Recipient] = []


class Door:
    """What happens at each step of the conversation; the words are those of SMTP."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.open = Counter[str]()

    async def handle_RCPT(
        self, _server: SMTP, session: Session, envelope: Asked, address: str, options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= RECIPIENTS:
            return TOO_MANY_RECIPIENTS
        try:
            found = await recipient_of(address)
        except (Unavailable, OSError):
            return LATER
        if found is None:
            return await self._refuse_guess(_peer(session))
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        envelope.found.append(found)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Asked) -> str:
        raw = envelope.content if isinstance(envelope.content, bytes) else b""
        answer = await self._take(raw, envelope, _peer(session))
        return "\r\n".join([answer] * len(envelope.found)) if self.source == "lmtp" else answer

    async def _take(self, raw: bytes, envelope: Asked, peer: str) -> str:
        if headers.relays_in(head_of(raw)) > limits.RELAYS:
            return GOING_ROUND
        sender = (envelope.mail_from or "").replace("<>", "")
        tenants = _by_tenant(envelope.found)
        try:
            if not await allow_all(*_limits(sender, tenants, peer)):
                return TOO_OFTEN
            for tenant_id, addresses in tenants.items():
                await take_in(tenant_id, raw, Envelope(self.source, sender, addresses, peer))
        except Exception as error:  # noqa: BLE001 - whatever keeps us from a commit, the sender keeps the mail
            logger().warning("a mail could not be taken", error=str(error), exc_info=error)
            return LATER
        return TAKEN

    async def _refuse_guess(self, peer: str) -> str:
        """Whoever tries one address after the other learns nothing more for a while."""
        fine = await allow("mail in guesses", peer, limit=GUESSES_AN_HOUR, per=timedelta(hours=1))
        return NOBODY if fine or _is_near(peer) else TOO_OFTEN


class Conversation(SMTP):
    """aiosmtpd's, with lines as long as careless programs write them, and no more of them at once than we can hold."""

    line_length_limit = LONGEST_LINE
    command_size_limit = 2048

    def _create_envelope(self) -> Asked:
        return Asked()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self._original_transport is not None:  # the same one, in secret from here on
            super().connection_made(transport)
            return
        door, peer = self.event_handler, str((transport.get_extra_info("peername") or ("local",))[0])
        is_crowded = door.open.total() >= CONNECTIONS or (door.open[peer] >= CONNECTIONS_OF_ONE and not _is_near(peer))
        self._counted = "" if is_crowded else peer
        door.open[peer] += not is_crowded
        super().connection_made(transport)
        if is_crowded and isinstance(transport, asyncio.Transport):
            transport.write(TOO_MANY_CONNECTIONS)
            transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        if self._counted:
            self.event_handler.open[self._counted] -= 1
            self.event_handler.open += Counter()  # forgets those of whom none is left
            self._counted = ""
        super().connection_lost(error)


class LocalConversation(Conversation, LMTP):
    """The same for LMTP."""


def conversation(door: Door, *, name: str, certificate: ssl.SSLContext | None) -> SMTP:
    """One for each connection."""
    kind = LocalConversation if door.source == "lmtp" else Conversation
    return kind(
        door,
        data_size_limit=limits.MAIL_BYTES,
        enable_SMTPUTF8=True,
        hostname=name,
        ident="Polydesk",
        tls_context=certificate,
        timeout=PATIENCE_S,
    )


def _limits(sender: str, tenants: Iterable[UUID], peer: str) -> Iterator[Limit]:
    """What is more comes later: nothing is lost, since the sender keeps it. Who writes in another's name from elsewhere,
    or to another company, uses up nothing of theirs."""
    place = "" if _is_near(peer) else peer
    for tenant_id in tenants:
        yield Limit("mail in to", str(tenant_id), TO_ONE_IN_TEN_MINUTES, timedelta(minutes=10), everywhere=True)
        if sender:
            named = f"{tenant_id} {place} {sender.lower()}"
            yield Limit("mail in from", named, FROM_ONE_AN_HOUR, timedelta(hours=1), everywhere=True)


def _by_tenant(found: list[Recipient]) -> dict[UUID, list[str]]:
    grouped: dict[UUID, list[str]] = {}
    for one in found:
        grouped.setdefault(one.tenant_id, []).append(one.address)
    return grouped


def _peer(session: Session) -> str:
    peer: Any = session.peer
    return str(peer[0]) if isinstance(peer, tuple) and peer else "local"


def _is_near(peer: str) -> bool:
    """Our own relay, in the same house: through it comes everybody's mail."""
    try:
        return peer == "local" or ip_address(peer.partition("%")[0]).is_private
    except ValueError:
        return False
