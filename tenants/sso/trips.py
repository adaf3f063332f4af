"""Trips: one way of one browser to the provider and back, for one purpose, once and within ten minutes.

What travels over the provider (`state`) is worth nothing without what stays in the browser's cookie, so nobody can be
signed in as somebody else by following a link. The nonce ties the answer to the trip, the verifier (PKCE) the code to us.
"""

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal
from urllib.parse import urlencode
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.tokens import digest, new_token
from polydesk.kernel.web import moment
from tenants.here import site
from tenants.sso.discovery import Endpoints
from tenants.sso.providers import Provider
from tenants.sso.refusals import TripOver

Purpose = Literal["sign_in", "connect", "trial"]

COOKIE = "__Host-sso"
LIFETIME = timedelta(minutes=10)
CALLBACK = "/signin/sso/callback"
GONE = f"{COOKIE}=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax"
_SECRET = re.compile(r"[\w-]{43}", re.ASCII)


@dataclass(frozen=True)
class Trip:
    purpose: Purpose
    member_id: UUID | None
    next: str
    nonce: str
    verifier: str
    issuer: str
    client_id: str
    endpoints: Endpoints


@dataclass(frozen=True)
class Begun:
    """Where the browser goes, and the cookie that it takes along."""

    url: str
    cookie: str


def redirect_address() -> str:
    """What the provider has to know of us: where it sends people back to."""
    return f"{site().base_url}{CALLBACK}"


async def begin(
    held: Provider, at: Endpoints, *, purpose: Purpose, member_id: UUID | None = None, then: str = ""
) -> Begun:
    """A browser that is on another trip keeps its cookie, so that two tabs do not spoil each other's."""
    state, nonce, verifier = new_token(), new_token(), new_token()
    present = moment().cookies.get(COOKIE, "")
    browser = present if _SECRET.fullmatch(present) else new_token()
    await unit.execute("DELETE FROM sso_trip WHERE expires_at < $1", now())
    await unit.execute(
        """INSERT INTO sso_trip (state, browser, purpose, member_id, next, nonce, verifier, issuer, client_id, endpoints,
                                 expires_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)""",
        *(digest(state), digest(browser), purpose, member_id, then, nonce, verifier, held.issuer, held.client_id),
        *(at.as_dict(), now() + LIFETIME),
    )
    asked = {
        "response_type": "code",
        "scope": "openid email profile",
        "client_id": held.client_id,
        "redirect_uri": redirect_address(),
        "state": state,
        "nonce": nonce,
        "code_challenge": _challenge(verifier),
        "code_challenge_method": "S256",
    }
    joint = "&" if "?" in at.authorization else "?"
    seconds = int(LIFETIME.total_seconds())
    cookie = f"{COOKIE}={browser}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax"
    return Begun(f"{at.authorization}{joint}{urlencode(asked)}", cookie)


async def come_back(state: str) -> Trip:
    """The trip that this browser set out on, over with this very call. Raises TripOver."""
    browser = moment().cookies.get(COOKIE, "")
    if not (_SECRET.fullmatch(state) and _SECRET.fullmatch(browser)):
        raise TripOver
    row = await unit.fetchrow(
        """DELETE FROM sso_trip WHERE state = $1 AND browser = $2 AND expires_at > $3
           RETURNING purpose, member_id, next, nonce, verifier, issuer, client_id, endpoints""",
        *(digest(state), digest(browser), now()),
    )
    if row is None:
        raise TripOver
    known: dict[str, Any] = dict(row)
    return Trip(**known | {"endpoints": Endpoints(**known["endpoints"])})


def _challenge(verifier: str) -> str:
    hashed = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()
