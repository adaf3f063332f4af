"""Claims: what the provider vouches for, once its code is redeemed and its token proven.

A token counts when a key of the provider has signed it by RS256, PS256 or ES256, when it says exactly this issuer, this
client and this trip, and when it is not over. Everything else is a ProviderFault that says which of these is wrong.
"""

import base64
from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from i18n import _
from polydesk.kernel.clock import now
from polydesk.kernel.lines import one_line
from polydesk.kernel.mail import BadAddress, address_key
from tenants.sso.discovery import as_json, asked, asked_for_json, other_issuer
from tenants.sso.providers import Provider
from tenants.sso.refusals import ProviderFault
from tenants.sso.trips import Trip, redirect_address

if TYPE_CHECKING:
    from joserfc.jwk import ECKey, RSAKey

KINDS = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC"}
SKEW_S = 60
LONGEST_TOKEN = 32 * 1024
WEAKEST_RSA = 2048

GOOGLE = "https://accounts.google.com"
ENTRA = "https://login.microsoftonline.com/"


@dataclass(frozen=True)
class Claims:
    """`email` as the provider says it; `proven_key` is its key where the provider vouches that it is theirs."""

    issuer: str
    subject: str
    email: str
    proven_key: str
    name: str
    language: str

    @property
    def domain(self) -> str:
        return self.proven_key.rpartition("@")[2]


async def redeem(code: str, held: Provider, trip: Trip, *, secret: str) -> Claims:
    """Raises ProviderFault. Nobody may hold a transaction."""
    answer = await _tokens(code, held, trip, secret=secret)
    token = answer.get("id_token")
    if not isinstance(token, str) or len(token) > LONGEST_TOKEN:
        raise ProviderFault(_("The provider sent no token that says who somebody is."))
    known = await _proven(token, trip)
    _demand_meant_for(known, trip)
    if "email" not in known and trip.endpoints.person and isinstance(answer.get("access_token"), str):
        known = await _with_more(known, trip.endpoints.person, answer["access_token"])
    return _claims(known)


async def _tokens(code: str, held: Provider, trip: Trip, *, secret: str) -> dict[str, Any]:
    wanted = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": redirect_address(),
        "code_verifier": trip.verifier,
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    if trip.endpoints.posts_secret:
        wanted |= {"client_id": held.client_id, "client_secret": secret}
    else:
        pair = f"{quote(held.client_id, safe='')}:{quote(secret, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    found = await asked(trip.endpoints.token, body=urlencode(wanted).encode(), headers=headers)
    answer = as_json(found)
    if found.status != 200:
        reason = str(answer.get("error", found.status))
        if reason in ("invalid_client", "unauthorized_client"):
            raise ProviderFault(_("The provider does not accept the client ID with this client secret."))
        raise refused(reason, str(answer.get("error_description", "")))
    return answer


def refused(reason: str, more: str) -> ProviderFault:
    """What the provider itself says, shown as its words."""
    words = one_line(f"{reason} {more}")[:300]
    return ProviderFault(_("The provider refused the sign-in. It says: “%(words)s”") % {"words": words})


async def _proven(token: str, trip: Trip) -> dict[str, Any]:
    from joserfc import jws, jwt
    from joserfc.errors import JoseError

    keys = (await asked_for_json(trip.endpoints.keys)).get("keys")
    try:
        head = jws.extract_compact(token.encode()).headers()
        key = _key_for(head, keys if isinstance(keys, list) else [])
        return dict(jwt.decode(token, key, algorithms=[head["alg"]]).claims)
    except (JoseError, ValueError, KeyError, TypeError, RecursionError):
        raise ProviderFault(_("What the provider sent is not signed by it as it should be.")) from None


def _key_for(head: dict[str, Any], keys: list[Any]) -> "RSAKey | ECKey":
    """The key that the token names; without a name the only one that fits. Raises KeyError, ValueError."""
    from joserfc.jwk import ECKey, RSAKey

    kind = KINDS[head["alg"]]
    fitting = [
        one
        for one in keys
        if isinstance(one, dict)
        and one.get("kty") == kind
        and one.get("use", "sig") == "sig"
        and one.get("alg", head["alg"]) == head["alg"]
        and (one.get("crv") == "P-256" if kind == "EC" else _bits(one.get("n")) >= WEAKEST_RSA)
        and ("kid" not in head or one.get("kid") == head["kid"])
    ]
    if len(fitting) != 1:
        raise ValueError("no key, or several")
    return ECKey.import_key(fitting[0]) if kind == "EC" else RSAKey.import_key(fitting[0])


def _bits(modulus: Any) -> int:
    raw = base64.urlsafe_b64decode(f"{modulus}==") if isinstance(modulus, str) else b""
    return int.from_bytes(raw).bit_length()


def _demand_meant_for(known: dict[str, Any], trip: Trip) -> None:
    """Issuer, audience, time and trip. Raises ProviderFault."""
    if known.get("iss") != trip.issuer:
        raise other_issuer(known.get("iss"), trip.issuer)
    audience = known.get("aud")
    meant = audience if isinstance(audience, list) else [audience]
    party = known.get("azp", trip.client_id if len(meant) == 1 else None)
    if trip.client_id not in meant or party != trip.client_id:
        raise ProviderFault(_("What the provider sent is meant for another program."))
    at = now().timestamp()
    begins, ends = _instant(known.get("iat")), _instant(known.get("exp"))
    if not begins - SKEW_S <= at <= ends + SKEW_S:
        raise ProviderFault(_("What the provider sent is over or not yet valid. Its clock or ours may be wrong."))
    if known.get("nonce") != trip.nonce:
        raise ProviderFault(_("What the provider sent belongs to another sign-in."))
    subject = known.get("sub")
    if not isinstance(subject, str) or not 1 <= len(subject) <= 255 or not subject.isprintable():
        raise ProviderFault(_("The provider sent no token that says who somebody is."))


async def _with_more(known: dict[str, Any], url: str, access_token: str) -> dict[str, Any]:
    """Some providers sign little, and tell the rest to whoever shows the access token; only of the same person."""
    if not access_token.isascii() or not access_token.isprintable():
        raise ProviderFault
    more = await asked_for_json(url, headers={"Authorization": f"Bearer {access_token}"})
    if more.get("sub") != known["sub"]:
        raise ProviderFault(_("What the provider sent belongs to another sign-in."))
    return {**more, **known}


def _claims(known: dict[str, Any]) -> Claims:
    email = one_line(_text(known, "email"))[:254]
    return Claims(
        issuer=known["iss"],
        subject=known["sub"],
        email=email,
        proven_key=_proven_key(known, email),
        name=one_line(_text(known, "name"))[:120],
        language=_text(known, "locale")[:35],
    )


def _proven_key(known: dict[str, Any], email: str) -> str:
    """The key of an address that the provider vouches for; else nothing.

    Google vouches for addresses that it hosts (`hd`); others it saw once. Microsoft lets people type addresses, and vouches
    by `xms_edov` alone. Everybody else says `email_verified`.
    """
    try:
        key = address_key(email)
    except BadAddress:
        return ""
    if known["iss"].startswith(ENTRA):
        is_proven = known.get("xms_edov") in (True, 1, "1", "true")
    else:
        is_proven = known.get("email_verified") in (True, "true")
    if known["iss"] == GOOGLE:
        is_proven = is_proven and _text(known, "hd").lower() == key.rpartition("@")[2]
    return key if is_proven else ""


def _text(known: dict[str, Any], name: str) -> str:
    value = known.get(name)
    return value if isinstance(value, str) else ""


def _instant(value: Any) -> float:
    """What is no number is never, and so is what no clock can reach."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and abs(value) < 1e15 else nan
