"""Who may enter the platform's own rooms: everybody (known when signed in), somebody signed in, an operator."""

from typing import Any
from urllib.parse import quote

from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler

from i18n import UI_LANGUAGES, live_in, speak
from i18n.locales import best
from polydesk.kernel.actor import VISITOR, Actor, set_actor
from polydesk.kernel.refusals import NotFound, SignInNeeded
from polydesk.kernel.web import declares, moment
from tenants import platform_sessions
from tenants.choosing_language import offer_languages

Connection = ASGIConnection[Any, Any, Any, Any]


@declares("passer-by")
async def passer_by(_connection: Connection, _handler: BaseRouteHandler) -> None:
    """Everybody; who is signed in to the platform is known."""
    _welcome(await platform_sessions.identity_now() or VISITOR)


@declares("identity")
async def identity(_connection: Connection, _handler: BaseRouteHandler) -> None:
    """Somebody who is signed in to the platform."""
    found = await platform_sessions.identity_now()
    if found is None:
        raise SignInNeeded(at=f"/signin?next={quote(moment().way_back)}")
    _welcome(found)


@declares("operator")
async def operator(_connection: Connection, _handler: BaseRouteHandler) -> None:
    """Those who run the platform; to everybody else there is nothing here."""
    found = await platform_sessions.identity_now()
    if found is None:
        raise SignInNeeded(at=f"/signin?next={quote(moment().way_back)}")
    if found.kind != "operator":
        raise NotFound()
    _welcome(found)


def _welcome(found: Actor) -> None:
    """What the browser chose here wins over what the account says."""
    set_actor(found)
    if not moment().cookies.get("language") and (language := best(found.language, UI_LANGUAGES)):
        speak(language)
    if found.zone:
        live_in(found.zone)
    offer_languages()
