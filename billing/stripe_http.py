"""How bytes travel to Stripe: asynchronously, within seconds, and never while a transaction of ours is open.

Whoever waits for somebody else's network with locks in hand makes everybody else wait for it too; so that is refused
here, below every call, however it is made. Imported by the gateway alone, since it loads the SDK.

Who did not answer in time is not asked again at once: a person is told, a job comes again. What Stripe did all the same
is found then.
"""

import asyncio
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

import stripe

from billing.refused_key import named
from polydesk.kernel import unit
from polydesk.kernel.actor import SYSTEM, actor

# For a person at a page: what is only read or computed, and what Stripe does, which may ask a bank. For a job: anything.
READS_S, ACTS_S, JOB_S = 5.0, 8.0, 10.0
COMPUTED = "/create_preview"

# What was asked within this `asking()`, by name.
calls: ContextVar[list[str] | None] = ContextVar("calls", default=None)

stripe.enable_telemetry = False


class OutsideOfTransactions(stripe.HTTPXClient):
    """Stripe's own client on httpx, that demands `unit.let_go()` before it asks."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        demand_no_transaction()
        if (made := calls.get()) is not None:
            made.append(named(method, url))
        try:
            async with asyncio.timeout(_patience(method, url)):
                return await super().request_async(method, url, headers, post_data)
        except TimeoutError as late:
            raise stripe.APIConnectionError("no answer in time", should_retry=False) from late  # type: ignore[no-untyped-call]

    def _get_request_args_kwargs(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any
    ) -> tuple[list[str], dict[str, Any]]:
        """A form that is encoded already: httpx wants it as `content`, and warns of `data`."""
        return [method, url], {"headers": headers, "content": post_data or b"", "timeout": None}


def _patience(method: str, url: str) -> float:
    if actor() == SYSTEM:
        return JOB_S
    return READS_S if method.upper() == "GET" or url.endswith(COMPUTED) else ACTS_S


def demand_no_transaction() -> None:
    if unit.in_transaction():
        raise RuntimeError("Stripe is asked while a transaction is open: call unit.let_go() first, or leave the unit")
