"""Who may enter a tenant's rooms: members by permission, requesters, and visitors who may be requesters.

Each guard loads the session that it needs, and no other, and makes the person the actor of this request.
In a desk that is read only members change nothing, by whatever door: what stays open to them says so here, or with
`@post(…, stays_open="why")` at its handler. Customers' doors have other guards.
"""

from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any
from urllib.parse import quote

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

from i18n import UI_LANGUAGES, current_locale, live_in, speak
from i18n.locales import best
from polydesk.kernel.actor import VISITOR, Actor, set_actor
from polydesk.kernel.refusals import Forbidden, SignInNeeded
from polydesk.kernel.web import declares, moment, typed
from tenants import sessions
from tenants.entitlements import demand_writable, is_read_only

Connection = ASGIConnection[Any, Any, Any, Any]
Guard = Callable[[Connection, BaseRouteHandler], Awaitable[None]]

READING = ("GET", "HEAD", "OPTIONS")
# Permissions whose doors stay open in a desk that is read only, and why.
STAYS_OPEN = {
    "desk.enter": "one's own account, sessions and notices",
    "billing.manage": "paying is what ends it",
    "tenant.close": "whoever wants to leave can",
}


@cache
def member(permission: str) -> Guard:
    """A signed-in member whose role has `permission`."""

    @declares(f"member: {permission}")
    async def guard(connection: Connection, handler: BaseRouteHandler) -> None:
        found = await sessions.member_now()
        if found is None:
            await typed.keep(Request(connection.scope, connection.receive), files_too=False)
            raise SignInNeeded(at=f"/signin?next={quote(moment().way_back)}")
        _welcome(found, own_language=True)
        if not found.may(permission):
            raise Forbidden()
        if moment().method not in READING and not stays_open(permission, handler) and is_read_only():
            await typed.keep(Request(connection.scope, connection.receive))
            await demand_writable()

    return guard


def stays_open(permission: str, handler: BaseRouteHandler) -> str:
    """Why members may still do this in a desk that is read only; empty: they may not."""
    return str(handler.opt.get("stays_open") or STAYS_OPEN.get(permission, ""))


@declares("requester")
async def requester(_connection: Connection, _handler: BaseRouteHandler) -> None:
    """A signed-in customer of this tenant."""
    found = await sessions.requester_now()
    if found is None:
        raise SignInNeeded(at=f"/{current_locale()}/signin?next={quote(moment().way_back)}")
    _welcome(found, own_language=False)


@declares("visitor")
async def visitor(_connection: Connection, _handler: BaseRouteHandler) -> None:
    """Everybody; a customer who is signed in is known. Without a cookie no session is read, so the page can be cached."""
    found = await sessions.requester_now()
    _welcome(found or VISITOR, own_language=False)


@declares("reader")
async def reader(_connection: Connection, _handler: BaseRouteHandler) -> None:
    """Everybody, known where possible: a signed-in customer, else a member; for pages that show members more."""
    found = await sessions.requester_now() or await sessions.member_now()
    _welcome(found or VISITOR, own_language=False)


@declares("beholder")
async def beholder(_connection: Connection, _handler: BaseRouteHandler) -> None:
    """Everybody, known where possible: a member before a customer, since the desk sees every file that the portal does."""
    found = await sessions.member_now() or await sessions.requester_now()
    set_actor(found or VISITOR)


def _welcome(found: Actor, *, own_language: bool) -> None:
    """Portal pages speak the language of their address; the desk speaks the member's own."""
    set_actor(found)
    if own_language and (language := best(found.language, UI_LANGUAGES)):
        speak(language)
    if found.zone:
        live_in(found.zone)
