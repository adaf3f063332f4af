"""Discovery: what a provider says of itself at `<issuer>/.well-known/openid-configuration`.

It is asked anew for each sign-in, so that nothing of it grows old here; so are its keys. Nobody may hold a transaction.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from i18n import _
from polydesk.kernel.egress import BadAddress, NotPublic, Unreachable
from polydesk.kernel.fetching import Fetched, askable, fetch
from tenants.sso.refusals import ProviderFault

PATH = "/.well-known/openid-configuration"
LONGEST_ISSUER = 500


@dataclass(frozen=True)
class Endpoints:
    """`person` is where a provider tells more of somebody than it signs; `posts_secret` how it wants the client secret."""

    authorization: str
    token: str
    keys: str
    person: str
    posts_secret: bool

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


async def discover(issuer: str) -> Endpoints:
    """Raises ProviderFault, in words for whoever sets it up."""
    said = await asked_for_json(f"{issuer.rstrip('/')}{PATH}")
    if said.get("issuer") != issuer:
        raise other_issuer(said.get("issuer"), issuer)
    ways = said.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    try:
        return Endpoints(
            authorization=_address(said["authorization_endpoint"]),
            token=_address(said["token_endpoint"]),
            keys=_address(said["jwks_uri"]),
            person=_address(said["userinfo_endpoint"]) if said.get("userinfo_endpoint") else "",
            posts_secret="client_secret_basic" not in ways and "client_secret_post" in ways,
        )
    except (KeyError, BadAddress, TypeError):
        raise ProviderFault(_("What this issuer says of itself is not complete.")) from None


def is_issuer(text: str) -> bool:
    """An address without query, as OpenID Connect wants it."""
    try:
        askable(text)
        parts = urlsplit(text)
    except (BadAddress, ValueError):
        return False
    return len(text) <= LONGEST_ISSUER and not parts.query and not parts.fragment and "?" not in text


async def asked(url: str, *, body: bytes | None = None, headers: dict[str, str] | None = None) -> Fetched:
    """The answer, whatever its status. Raises ProviderFault."""
    try:
        target = askable(url)
        return await fetch(target, body=body, headers=headers)
    except BadAddress:
        raise ProviderFault(_("“%(url)s” is no address that can be asked.") % {"url": url[:200]}) from None
    except NotPublic:
        sentence = _("%(host)s leads into a private network, where nobody is asked.")
        raise ProviderFault(sentence % {"host": urlsplit(url).hostname}) from None
    except Unreachable:
        raise ProviderFault(_("%(host)s does not answer.") % {"host": urlsplit(url).hostname}) from None


async def asked_for_json(url: str, *, headers: dict[str, str] | None = None) -> dict[str, Any]:
    found = await asked(url, headers=headers)
    if found.status != 200:
        facts = {"url": url[:200], "status": found.status}
        raise ProviderFault(_("%(url)s answers with an error (%(status)s).") % facts)
    return as_json(found)


def as_json(found: Fetched) -> dict[str, Any]:
    try:
        said = json.loads(found.body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise ProviderFault
    return said


def other_issuer(said: object, wanted: str) -> ProviderFault:
    sentence = _("The provider calls itself “%(said)s”, not “%(issuer)s”. Both must be the same, letter by letter.")
    return ProviderFault(sentence % {"said": str(said)[:200], "issuer": wanted})


def _address(url: object) -> str:
    """Raises BadAddress."""
    if not isinstance(url, str) or any(sign in url for sign in "'\"<>\\"):
        raise BadAddress(str(url)[:80])
    askable(url)
    return url
