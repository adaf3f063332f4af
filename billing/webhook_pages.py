"""`POST /stripe/events` on the platform's host: Stripe tells what happened. Signed, so it needs no session and no origin.

Answered with "thank you" only after the commit; with 4xx for what did not come from Stripe, whoever sent it.
"""

from typing import Any

import msgspec
from litestar import Controller, Request, Response, post

from billing import happened, incoming
from billing.signatures import is_signed, secrets_of
from i18n import lazy
from polydesk.kernel.clock import now
from polydesk.kernel.logs import logger
from polydesk.kernel.refusals import Refusal
from polydesk.kernel.settings import settings

PATH = "/stripe/events"
BODY_LIMIT = 512 * 1024


class NotFromStripe(Refusal):
    status = 400
    title = lazy("Not signed by Stripe")
    message = lazy("Only Stripe may send events here.")


class StripeEvents(Controller):
    path = PATH

    @post(status_code=200, request_max_body_size=BODY_LIMIT)
    async def take(self, request: Request[Any, Any, Any]) -> Response[str]:
        body = await request.body()
        header = request.headers.get("stripe-signature", "")
        secrets = secrets_of(settings().stripe_webhook_secret)
        if not is_signed(body, header, secrets=secrets, at=now().timestamp()):
            raise NotFromStripe()
        event = happened.read(_decoded(body))
        if event is None:
            logger().warning("Stripe signed what is no event", bytes=len(body))
            raise NotFromStripe()
        await incoming.receive(event)
        return Response("", media_type="text/plain")


def _decoded(body: bytes) -> object:
    """None for what is no JSON. PostgreSQL keeps no NUL in JSON, so such a letter is left out."""
    try:
        found = msgspec.json.decode(body)
    except (msgspec.DecodeError, RecursionError):
        return None
    return _without_nul(found) if b"\\u0000" in body else found


def _without_nul(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, list):
        return [_without_nul(one) for one in value]
    if isinstance(value, dict):
        return {_without_nul(name): _without_nul(one) for name, one in value.items()}
    return value
