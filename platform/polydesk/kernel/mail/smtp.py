"""Mail over SMTP: `smtp://user:password@host:587?starttls` or `smtps://user:password@host`.

The conversation is led step by step, because each step says something else about a failure: before the message is
handed over nothing has left, after the final dot only the server knows.
"""

import asyncio
import ssl
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

import aiosmtplib

from polydesk.kernel.mail.smtp_lines import HUNG_UP, lines_to
from polydesk.kernel.mail.transports import (
    WRONG_ADDRESS,
    Ambiguous,
    Deferred,
    Outcome,
    Parcel,
    Refused,
    Sent,
    provider_remembers,
)

# Together less than a job may take, so that a slow server is an answer that is written down.
PATIENCE_S = 15
DATA_PATIENCE_S = 20


@dataclass(frozen=True)
class SmtpTransport:
    url: str

    async def send(self, parcel: Parcel) -> Outcome:
        """Until the message itself is handed over nothing has left, however long the server takes to say so."""
        lines = lines_to(self.url)
        try:
            async with asyncio.timeout(PATIENCE_S):
                line = await lines.take(lambda: self._client(parcel.sender.host))
        except HUNG_UP as error:
            # A wrong password or certificate is ours to mend, so the mail waits rather than being given up.
            return Deferred(f"The mail server cannot be reached: {_words(error)}")
        outcome: Outcome | None = None
        try:
            outcome = await _hand_over(line.client, parcel)
        finally:
            # Sent, or a clear answer: the line is good for the next one. Else nobody knows what is still under way.
            if isinstance(outcome, Sent | Refused):
                await lines.give_back(line)
            else:
                line.hang_up()
        return outcome

    async def remembers(self, message_id: str) -> bool | None:
        return await provider_remembers(message_id)

    async def problem(self) -> str:
        """What is wrong with the server or our password there, in its words; empty when it lets us in."""
        client = self._client("localhost")
        try:
            await client.connect()
            await client.quit(timeout=2)
        except (aiosmtplib.SMTPException, OSError, ssl.SSLError) as error:
            return _words(error)
        finally:
            client.close()
        return ""

    def _client(self, our_host: str) -> aiosmtplib.SMTP:
        parts = urlsplit(self.url)
        wishes = parse_qs(parts.query, keep_blank_values=True)
        secure = parts.scheme == "smtps"
        return aiosmtplib.SMTP(
            hostname=parts.hostname or "localhost",
            port=parts.port or (465 if secure else 587 if "starttls" in wishes else 25),
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            use_tls=secure,
            # Taken where offered; `?starttls` insists on it, `?plain` (a relay on this machine) goes without.
            start_tls=False if secure or "plain" in wishes else True if "starttls" in wishes else None,
            local_hostname=our_host,
            timeout=DATA_PATIENCE_S,
        )


async def _hand_over(client: aiosmtplib.SMTP, parcel: Parcel) -> Outcome:
    to = parcel.to
    if to.needs_utf8 and not client.supports_extension("smtputf8"):
        return Refused("The mail server does not take addresses beyond ASCII.")
    options = ["SMTPUTF8"] if to.needs_utf8 else []
    try:
        async with asyncio.timeout(PATIENCE_S):
            await client.mail((parcel.returns_to or parcel.sender).address, options=options)
            await client.rcpt(to.address, encoding="utf-8" if to.needs_utf8 else "ascii")
    except aiosmtplib.SMTPRecipientRefused as error:
        return _answered(error, address_is_wrong=bool(WRONG_ADDRESS.match(error.message)))
    except aiosmtplib.SMTPResponseException as error:
        return _answered(error)
    except (aiosmtplib.SMTPException, OSError) as error:
        return Deferred(f"The mail server hung up: {_words(error)}")
    try:
        answer = await client.data(parcel.content)
    except aiosmtplib.SMTPResponseException as error:
        return _answered(error)
    except (aiosmtplib.SMTPException, OSError) as error:
        return Ambiguous(f"The mail server fell silent while taking the mail: {_words(error)}")
    return Sent(answer.message[:200])


def _answered(error: aiosmtplib.SMTPResponseException, *, address_is_wrong: bool = False) -> Outcome:
    words = f"{error.code} {error.message}".replace("\n", " ")[:500]
    # -1 is aiosmtplib's way to say that there was no sensible answer.
    return Refused(words, address_is_wrong) if 500 <= error.code < 600 else Deferred(words)


def _words(error: BaseException) -> str:
    return (str(error) or type(error).__name__)[:300]
