"""Resolving: texts that somebody published in the DNS, asked of the resolver that the installation names.

Only texts are read, and only that resolver is spoken to: whatever a name leads to, nobody here goes there. An answer is
cut where it is longer than anything that we look for. The library is imported by the first who asks: most never do.
"""

import asyncio
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from polydesk.kernel.settings import settings

if TYPE_CHECKING:
    import dns.asyncresolver

LIBRARY = "dns.asyncresolver"

PATIENCE_S = 5.0
MOST_TEXTS = 20
LONGEST_TEXT = 4_096


class Unanswered(OSError):
    """Nobody could be asked, or the answer makes no sense: it says nothing of what is published."""


async def texts_at(name: str) -> list[str]:
    """Each TXT record in one piece; empty where none is published. Raises Unanswered."""
    await asyncio.to_thread(import_module, LIBRARY)
    import dns.exception
    import dns.resolver

    try:
        answer = await _resolver(settings().mail_dns).resolve(
            name, "TXT", search=False, raise_on_no_answer=False, lifetime=PATIENCE_S
        )
    except dns.resolver.NXDOMAIN:
        return []
    except (dns.exception.DNSException, OSError, ValueError) as error:
        raise Unanswered(type(error).__name__) from error
    records = list(answer.rrset or [])[:MOST_TEXTS]
    return [b"".join(record.strings)[:LONGEST_TEXT].decode("utf-8", "replace") for record in records]


@cache
def _resolver(at: str) -> "dns.asyncresolver.Resolver":
    """Without the setting, the one of this machine."""
    import dns.asyncresolver

    resolver = dns.asyncresolver.Resolver(configure=not at)
    if at:
        host, _colon, port = at.rpartition(":")
        resolver.nameservers, resolver.port = [host.strip("[]")], int(port)
    resolver.timeout = PATIENCE_S / 2
    return resolver
