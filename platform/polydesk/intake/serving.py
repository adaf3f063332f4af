"""`polydesk intake`: the process that listens for mail, by SMTP at MAIL_IN_LISTEN and by LMTP at MAIL_IN_LMTP."""

import asyncio
import contextlib
import ssl
from pathlib import Path

from polydesk.intake import jobs
from polydesk.intake.receiving import Source
from polydesk.intake.smtp_door import Door, conversation
from polydesk.kernel import logs
from polydesk.kernel.serving import until_told
from polydesk.kernel.settings import BadSetting, settings

AGAIN_S = 2.0

__all__ = ["jobs", "main", "serve"]


def main() -> None:
    """Runs until SIGTERM or SIGINT."""
    logs.configure()
    asyncio.run(until_told(serve))


async def serve(stop: asyncio.Event) -> None:
    """Listens until `stop`; conversations that have begun get a moment to end."""
    wanted = [(address, source) for address, source in _addresses() if address]
    if not wanted:
        raise BadSetting("Neither MAIL_IN_LISTEN nor MAIL_IN_LMTP says where to listen for mail; see deploy.md.")
    listening = [server for address, source in wanted if (server := await _patiently(address, source, stop))]
    await stop.wait()
    for server in listening:
        server.close()
    await asyncio.sleep(0.2)


def _addresses() -> tuple[tuple[str, Source], ...]:
    return (settings().mail_in_listen, "smtp"), (settings().mail_in_lmtp, "lmtp")


async def _patiently(address: str, source: Source, stop: asyncio.Event) -> asyncio.Server | None:
    """A former one may not have let go of its place yet, or another desk on this machine has it for now."""
    told = False
    while not stop.is_set():
        try:
            return await _listen(address, source)
        except OSError as error:
            if not told:
                logs.logger().warning("mail cannot be taken in there yet", address=address, error=str(error))
            told = True
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), AGAIN_S)
    return None


async def _listen(address: str, source: Source) -> asyncio.Server:
    door, loop, certificate = Door(source), asyncio.get_running_loop(), _certificate()

    def begin() -> asyncio.Protocol:
        return conversation(door, name=settings().inbox_domain, certificate=certificate)

    if address.startswith("/"):
        return await loop.create_unix_server(begin, address)
    host, _colon, port = address.rpartition(":")
    if not port.isdecimal():
        raise BadSetting(f"{address!r} is no place to listen at; write host:port, or the path of a socket.")
    return await loop.create_server(begin, host.strip("[]") or None, int(port))


def _certificate() -> ssl.SSLContext | None:
    """For STARTTLS; without one, mail still comes, in clear as it was sent."""
    certificate, key = settings().mail_in_certificate, settings().mail_in_key
    if not certificate:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(Path(certificate), Path(key) if key else None)
    return context
