"""Who may come in at `/api/…`: whoever brings an access token of this company, with the scope that the address wants.

Cookies are not looked at, so no other site can send anybody's browser here. What a token may ask for is limited by the
minute, and so is guessing.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import cache
from types import MappingProxyType
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

from i18n import lazy
from polydesk.api.access_tokens import token_behind
from polydesk.kernel.actor import Actor, set_actor
from polydesk.kernel.refusals import Forbidden, Refusal, TooMany
from polydesk.kernel.request_id import client_address
from polydesk.kernel.throttle import Limit, allow, allow_all
from polydesk.kernel.web import declares, moment
from tenants.entitlements import demand_writable

Connection = ASGIConnection[Any, Any, Any, Any]
Guard = Callable[[Connection, BaseRouteHandler], Awaitable[None]]

MINUTE = timedelta(minutes=1)
OF_TOKEN, OF_TENANT, GUESSES = 120, 600, 20


class TokenNeeded(Refusal):
    status = 401
    kind = "urn:polydesk:token-needed"
    title = lazy("An access token is needed")
    message = lazy("Send an access token that holds, as “Authorization: Bearer …”. Admins make one in the settings.")
    headers = MappingProxyType({"WWW-Authenticate": 'Bearer realm="polydesk"'})


class ScopeNeeded(Forbidden):
    kind = "urn:polydesk:scope-needed"
    message = lazy("This access token may not do this.")


@cache
def token_for(scope: str) -> Guard:
    """A program whose token has this scope."""

    @declares(f"token: {scope}")
    async def guard(_connection: Connection, _handler: BaseRouteHandler) -> None:
        scheme, _space, token = moment().headers.get("authorization", "").partition(" ")
        held = await token_behind(token.strip()) if scheme.lower() == "bearer" else None
        if held is None:
            await _ration_guessing(has_guessed=bool(token))
            raise TokenNeeded
        if not await allow_all(
            Limit("api token", str(held.id), OF_TOKEN, MINUTE), Limit("api", "all", OF_TENANT, MINUTE)
        ):
            raise TooMany
        if scope not in held.scopes:
            raise ScopeNeeded
        set_actor(Actor("system", held.id, held.name))
        if moment().method not in ("GET", "HEAD"):
            await demand_writable()

    return guard


async def _ration_guessing(*, has_guessed: bool) -> None:
    if has_guessed and not await allow("api guess", client_address(), limit=GUESSES, per=MINUTE):
        raise TooMany
