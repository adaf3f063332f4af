"""Health: is the process alive, is it ready for requests, and what do the figures say. Answered on any host."""

import asyncio
import contextlib
import ipaddress

from litestar import Response, get

from polydesk.kernel import metrics, unit
from polydesk.kernel.outbox.trouble import DATABASE_AWAY
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.request_id import client_address
from polydesk.kernel.settings import settings
from polydesk.kernel.web.moment import moment

PATHS = frozenset({"/healthz", "/readyz", "/metrics"})

_leaving = False


def leave() -> None:
    """From now on `/readyz` says no, so that the proxy sends new requests elsewhere."""
    global _leaving
    _leaving = True


@get("/healthz", sync_to_thread=False)
def healthz() -> str:
    return "ok"


@get("/readyz")
async def readyz() -> Response[str]:
    """503 while the database does not answer within two seconds, or while this process is leaving."""
    if _leaving:
        return Response("leaving", status_code=503)
    try:
        async with asyncio.timeout(2), unit.platform():
            await unit.fetchval("SELECT 1")
    except Exception:  # noqa: BLE001 - whatever it is, this process is not ready
        return Response("the database does not answer", status_code=503)
    return Response("ready")


@get("/metrics")
async def figures() -> Response[bytes]:
    """For Prometheus beside us only: to the public there is no such page."""
    if not _is_neighbour(client_address() or "127.0.0.1") or _is_forwarded_by_a_stranger():
        raise NotFound()
    # Without a database the other figures still say something.
    with contextlib.suppress(*DATABASE_AWAY):
        await metrics.collect_all()
    return Response(metrics.text(), media_type=metrics.CONTENT_TYPE)


def _is_neighbour(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_private
    except ValueError:
        return False


def _is_forwarded_by_a_stranger() -> bool:
    """A proxy that nobody named in TRUSTED_PROXIES: behind it, every address looks like a neighbour's."""
    return "x-forwarded-for" in moment().headers and not settings().trusted_proxies
