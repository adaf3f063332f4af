"""Suspicion: tells robots from people without asking people anything.

A page that creates something carries a signed moment; who sends it within a second, or without it, counts double
against the limit of their address. A field that people never see refuses whoever fills it.
"""

import time
from datetime import timedelta

from polydesk.kernel.refusals import TooMany
from polydesk.kernel.request_id import client_address
from polydesk.kernel.throttle import allow
from polydesk.kernel.tokens import sign, signed

SHORTEST_S, LONGEST_S = 1.0, 86_400.0
HOUR = timedelta(hours=1)


def begun_now(purpose: str) -> str:
    moment = str(int(time.time() * 1000))
    return f"{moment}.{sign('begun', purpose, moment)}"


def is_hasty(begun: str, purpose: str) -> bool:
    moment, _dot, signature = begun.partition(".")
    if (
        not moment.isascii()
        or not moment.isdecimal()
        or len(moment) > 16
        or not signed(signature, "begun", purpose, moment)
    ):
        return True
    return not SHORTEST_S <= time.time() - int(moment) / 1000 <= LONGEST_S


async def admit(purpose: str, *, begun: str, limit: int) -> None:
    """Counts one more from this address; raises TooMany. A hasty one counts twice."""
    cost = 2 if is_hasty(begun, purpose) else 1
    if not await allow(purpose, client_address(), limit=limit, per=HOUR, cost=cost):
        raise TooMany()
