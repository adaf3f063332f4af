"""Walking over: the last step from one of our hosts to another, when a token in the address becomes a session.

The address acts on a GET, so nobody may be lured onto it and sit at a stranger's desk without noticing. A browser tells
which host sent it on, and no site can make it tell another's: whoever comes straight from the host where the way was
opened walks through. Everybody else is asked with a button, by the address that will be signed in (decision 0010).
"""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from litestar import Response

from polydesk.kernel import unit
from polydesk.kernel.web import moment
from tenants import identities, identity_tokens
from tenants.doors.answers import go
from tenants.identities import Identity
from tenants.identity_tokens import Token

# Elsewhere no host hears from us where a reader comes from; the one that these answers lead to must.
TELLS = "strict-origin"

Walker = tuple[Identity, Token]


def lead(to: str, *cookies: str) -> Response[Any]:
    """On to another host of ours, which hears from which."""
    answer = go(to, *cookies)
    answer.headers["Referrer-Policy"] = TELLS
    return answer


def came_straight(token: Token) -> bool:
    return token.origin is not None and _referer() == token.origin


async def look_at(secret: str, *, tenant_id: UUID | None) -> Walker | None:
    """Who would walk in; they have a few minutes to say yes. None for a way that is over or leads elsewhere."""
    async with unit.platform():
        token = await identity_tokens.look_at("handover", secret)
        if token is None or token.tenant_id != tenant_id:
            return None
        found = await identities.by_id(token.identity_id)
        if not came_straight(token):
            await identity_tokens.wait_for_a_yes(secret)
    return (found, token) if found else None


async def use(secret: str, *, tenant_id: UUID | None) -> Walker | None:
    """Once. The way to another host stays open for who may use it."""
    async with unit.platform():
        token = await identity_tokens.look_at("handover", secret)
        if token is None or token.tenant_id != tenant_id or await identity_tokens.use("handover", secret) is None:
            return None
        found = await identities.by_id(token.identity_id)
    return (found, token) if found else None


def _referer() -> str:
    """The origin of the page or the redirect that led here, as the browser says."""
    try:
        said = urlsplit(moment().headers.get("referer", ""))
    except ValueError:
        return ""
    return f"{said.scheme}://{said.netloc}".lower()
