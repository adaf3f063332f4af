"""The one door to Stripe: the client, what its errors mean to us, and keys by which nothing happens twice.

    await unit.let_go()
    async with asking():
        customer = await stripe().v1.customers.create_async({…}, key(row_id, "customer"))

The SDK is heavy, and most processes never bill anybody: it is loaded by the first call.
"""

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID
from weakref import WeakKeyDictionary

from billing import refused_key
from billing.away import StillAway, line, trying
from billing.refusals import CardRefused, StripeAway, StripeRefused
from polydesk.kernel.actor import SYSTEM, actor
from polydesk.kernel.logs import logger
from polydesk.kernel.outbox import Retry
from polydesk.kernel.settings import settings

if TYPE_CHECKING:
    from stripe import RequestOptions, StripeClient, StripeError

API_VERSION = "2026-10-28.endive"
"""Of what we read and write; a test holds it against the SDK's own, so that both move at once."""

NETWORK_RETRIES = 2
PAUSE_S = 30
# While Stripe refuses our key, until somebody has put that right.
KEY_PAUSE_S = 420

_clients: "WeakKeyDictionary[asyncio.AbstractEventLoop, StripeClient]" = WeakKeyDictionary()


def stripe() -> "StripeClient":
    """The client of this event loop; its methods are those that end in `_async`."""
    loop = asyncio.get_running_loop()
    found = _clients.get(loop)
    if found is None:
        found = _clients[loop] = _client()
    return found


async def read(path: str, **asked: Any) -> dict[str, Any]:
    """What Stripe says at a path, as it says it: the SDK would make objects of all that is in it, and we dicts of those."""
    found: Any = (await stripe().raw_request_async("get", f"/v1/{path}", **asked)).data
    return dict(found)


@asynccontextmanager
async def asking() -> AsyncIterator[None]:
    """Around calls: what Stripe's errors mean to a person in a request, or `Retry` in a job when it is away."""
    from stripe import StripeError

    from billing.stripe_http import calls, demand_no_transaction

    demand_no_transaction()
    made: list[str] = []
    calls.set(made)
    is_job = actor() == SYSTEM
    try:
        with trying() if is_job else nullcontext():
            yield
    except StillAway as still:
        raise _again() from still
    except StripeError as error:
        is_key = error.http_status in refused_key.REFUSALS
        if is_key and made:
            await refused_key.refused(made[-1], error.http_status or 0, error.user_message or "")
        meant = _meaning(error)
        line.is_away = isinstance(meant, StripeAway) and not is_key
        if is_job and isinstance(meant, StripeAway):
            raise _again(is_key=is_key) from error
        raise meant from error
    else:
        line.is_away = False
        await refused_key.taken(made)


def _again(*, is_key: bool = False) -> Retry:
    why, pause = ("Stripe refuses our key", KEY_PAUSE_S) if is_key else ("Stripe is away", PAUSE_S)
    return Retry(why, after=timedelta(seconds=pause * random.uniform(1, 2)))


def key(of: UUID | str, part: str = "") -> "RequestOptions":
    """Options of a call that happens once, however often it is made: the id of an outbox row, or a page's own key.

    Several calls for one row name their `part`.
    """
    return {"idempotency_key": f"polydesk-{of}-{part}" if part else f"polydesk-{of}"}


def _client() -> "StripeClient":
    from stripe import DEFAULT_API_BASE, StripeClient

    from billing.stripe_http import OutsideOfTransactions

    base = settings().stripe_api_base.rstrip("/") or DEFAULT_API_BASE
    return StripeClient(
        settings().stripe_secret_key,
        stripe_version=API_VERSION,
        base_addresses={"api": base},
        max_network_retries=NETWORK_RETRIES,
        http_client=OutsideOfTransactions(),
    )


def _meaning(error: "StripeError") -> StripeAway | CardRefused | StripeRefused:
    from stripe import CardError, IdempotencyError, InvalidRequestError

    if isinstance(error, CardError):
        decline = error.error.decline_code if error.error else None
        return CardRefused(decline if decline and decline != "generic_decline" else error.code or "")
    if isinstance(error, InvalidRequestError | IdempotencyError):
        param = getattr(error, "param", None)
        logger().warning("Stripe refused", reason=error.user_message, code=error.code, request=error.request_id)
        return StripeRefused(error.user_message or "", code=error.code or "", param=param or "")
    # Also a key that is not accepted: nothing that whoever asks could mend.
    if error.http_status not in refused_key.REFUSALS:
        logger().error("Stripe is away", kind=type(error).__name__, status=error.http_status, request=error.request_id)
    return StripeAway()
