"""An identity provider to practise with: OpenID Connect as providers speak it, with every fault that one can have.

It listens on this machine, keeps to the letter what is asked of it (redirect address, client secret, PKCE), and lets in at
once whoever `who` names. `faults` are names from the scenes; each spoils one thing.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from polydesk.kernel import clock
from polydesk.kernel.tokens import new_token

CLIENT, SECRET = "polydesk/desk", "s3cret: with + signs & more"


@dataclass(frozen=True)
class Somebody:
    sub: str
    email: str = ""
    name: str = ""
    email_verified: Any = True
    more: tuple[tuple[str, Any], ...] = ()

    def claims(self) -> dict[str, Any]:
        known = {"sub": self.sub, "name": self.name, "email_verified": self.email_verified, **dict(self.more)}
        return {name: value for name, value in (known | {"email": self.email}).items() if value not in ("", None)}


@cache
def key(kind: str, name: str) -> Any:
    """Made once: an RSA key takes a moment. The one called `foreign` is nobody's."""
    if kind == "EC":
        return ECKey.generate_key("P-256", {"kid": name, "use": "sig"})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the weak one is meant to be
        return RSAKey.generate_key(1024 if name == "weak" else 2048, {"kid": name, "use": "sig"})


@dataclass
class IdentityProvider:
    """`asked` counts the requests by path; `codes` are open until they are redeemed."""

    port: int = 0
    who: Somebody = Somebody("u-1")
    algorithm: str = "RS256"
    faults: set[str] = field(default_factory=set)
    codes: dict[str, tuple[dict[str, str], Somebody]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    ways: tuple[str, ...] = ("client_secret_basic",)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}/realms/main"

    def authorize(self, url: str, *, who: Somebody | None = None) -> str:
        """What the browser is redirected to, once somebody has signed in there."""
        asked = dict(parse_qsl(urlsplit(url).query, strict_parsing=True))
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert asked["client_id"] == CLIENT
        assert "openid" in asked["scope"].split()
        if "denied" in self.faults:
            said = {"error": "access_denied", "error_description": "The user said <no>", "state": asked["state"]}
            return f"{asked['redirect_uri']}?{urlencode(said)}"
        code = new_token()
        self.codes[code] = (asked, who or self.who)
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state'], 'iss': self.issuer})}"

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.strip().split("\r\n")
        headers = {name.lower(): value for name, _colon, value in (line.partition(": ") for line in lines)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        method, target, _version = first.split(" ")
        path = urlsplit(target).path.removeprefix("/realms/main")
        self.asked.append(f"{method} {path}")
        if "silent" in self.faults:
            await reader.read()
        elif f"another protocol {path}" in self.faults:
            writer.write(b"HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n")
        elif path == "/authorize":
            self._write(writer, 302, b"", f"location: {self.authorize(target)}\r\n")
        else:
            status, said = self._said(path, headers, body.decode())
            self._write(writer, status, said)
        writer.close()

    def _write(self, writer: asyncio.StreamWriter, status: int, said: bytes, more: str = "") -> None:
        """In pieces, as servers do that know no length beforehand."""
        halves = [said[: len(said) // 2], said[len(said) // 2 :]]
        pieces = b"".join(b"%x\r\n%b\r\n" % (len(half), half) for half in halves if half) + b"0\r\n\r\n"
        writer.write(f"HTTP/1.1 {status} So\r\ntransfer-encoding: chunked\r\n{more}\r\n".encode() + pieces)

    def _said(self, path: str, headers: dict[str, str], body: str) -> tuple[int, bytes]:
        if f"500 {path}" in self.faults:
            return 500, b"<h1>Sorry</h1>"
        if f"endless {path}" in self.faults:
            return 200, b" " * 600_000
        if f"nonsense {path}" in self.faults:
            return 200, b"[" * 100_000
        known = {
            "/.well-known/openid-configuration": self._configuration,
            "/keys": self._keys,
            "/token": lambda: self._token(headers, dict(parse_qsl(body, strict_parsing=True))),
            "/person": lambda: self._person(headers),
        }
        said = known[path]()
        return (400 if "error" in said else 200), json.dumps(said).encode()

    def _configuration(self) -> dict[str, Any]:
        places = {
            "authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys",
            "userinfo_endpoint": "/person",
        }  # fmt: skip
        said: dict[str, Any] = {name: f"{self.issuer}{path}" for name, path in places.items()}
        said |= {"issuer": self.issuer, "token_endpoint_auth_methods_supported": list(self.ways)}
        if "other issuer" in self.faults:
            said["issuer"] += "/"
        if "no keys" in self.faults:
            del said["jwks_uri"]
        if "private keys" in self.faults:
            said["jwks_uri"] = "https://10.0.0.1/keys"
        if "script" in self.faults:
            said["authorization_endpoint"] = "javascript:alert(1)"
        return said

    def _keys(self) -> dict[str, Any]:
        """Two of each kind, as while they are changed, and one of a kind that nobody knows yet."""
        names = ("former", "weak" if "weak key" in self.faults else "present")
        known = [key(kind, name).as_dict(private=False) for kind in ("RSA", "EC") for name in names]
        return {"keys": [{"kty": "XYZ", "kid": "later"}, *known]}

    def _token(self, headers: dict[str, str], asked: dict[str, str]) -> dict[str, Any]:
        if not self._is_client(headers, asked):
            return {"error": "invalid_client"}
        begun, who = self.codes.pop(asked["code"], ({}, self.who))
        challenge = _text(hashlib.sha256(asked["code_verifier"].encode()).digest())
        if begun.get("code_challenge") != challenge or begun["redirect_uri"] != asked["redirect_uri"]:
            return {"error": "invalid_grant", "error_description": "No such code"}
        said = {"access_token": f"of {who.sub}", "token_type": "Bearer", "expires_in": 300}
        return said if "no token" in self.faults else said | {"id_token": self._id_token(begun, who)}

    def _is_client(self, headers: dict[str, str], asked: dict[str, str]) -> bool:
        if "client_secret_basic" in self.ways:
            pair = base64.b64decode(headers.get("authorization", "").removeprefix("Basic ")).decode()
            return [unquote(part) for part in pair.split(":")] == [CLIENT, SECRET]
        return (asked.get("client_id"), asked.get("client_secret")) == (CLIENT, SECRET)

    def _id_token(self, begun: dict[str, str], who: Somebody) -> str:
        at = int(clock.now().timestamp())
        said = {"iss": self.issuer, "aud": CLIENT, "iat": at, "exp": at + 300, "nonce": begun["nonce"], **who.claims()}
        said |= SPOILT.get(next(iter(self.faults & SPOILT.keys()), ""), lambda _at: {})(at)
        if "thin" in self.faults:
            said = {name: value for name, value in said.items() if not name.startswith(("email", "name"))}
        return self._signed({name: value for name, value in said.items() if value is not None})

    def _signed(self, said: dict[str, Any]) -> str:
        kind = "EC" if self.algorithm == "ES256" else "RSA"
        head = {"alg": self.algorithm, "kid": "weak" if "weak key" in self.faults else "present"}
        if "no kid" in self.faults:
            del head["kid"]
        if "unsigned" in self.faults:
            return ".".join([*(_base64(part) for part in ({"alg": "none"}, said)), ""])
        if "signed with the public key" in self.faults:
            words = ".".join(_base64(part) for part in ({"alg": "HS256", "kid": "present"}, said))
            public = key("RSA", "present").as_pem(private=False)
            return f"{words}.{_text(hmac.digest(public, words.encode(), 'sha256'))}"
        signer = key(kind, "foreign" if "foreign key" in self.faults else head.get("kid", "present"))
        token = jwt.encode(head, said, signer, algorithms=[self.algorithm])
        if "changed after signing" in self.faults:
            first, _claims, last = token.split(".")
            token = f"{first}.{_base64(said | {'sub': 'u-admin'})}.{last}"
        return token

    def _person(self, headers: dict[str, str]) -> dict[str, Any]:
        who = next((said for said in [self.who] if headers["authorization"] == f"Bearer of {said.sub}"), None)
        assert who is not None
        return who.claims() | ({"sub": "u-other"} if "another person" in self.faults else {})


SPOILT: dict[str, Any] = {
    "other audience": lambda _at: {"aud": "another-program"},
    "several audiences": lambda _at: {"aud": [CLIENT, "another-program"]},
    "other party": lambda _at: {"aud": [CLIENT, "another-program"], "azp": "another-program"},
    "no audience": lambda _at: {"aud": None},
    "other issuer in the token": lambda _at: {"iss": "http://127.0.0.1:1/realms/main"},
    "over": lambda at: {"iat": at - 4_000, "exp": at - 400},
    "never over": lambda _at: {"exp": None},
    "from tomorrow": lambda at: {"iat": at + 86_400, "exp": at + 90_000},
    "over at no number": lambda _at: {"exp": 10**400},
    "swapped nonce": lambda _at: {"nonce": new_token()},
    "no nonce": lambda _at: {"nonce": None},
    "nobody": lambda _at: {"sub": None},
    "an endless name": lambda _at: {"sub": "u" * 256},
}


def _base64(said: dict[str, Any]) -> str:
    return _text(json.dumps(said).encode())


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@asynccontextmanager
async def identity_provider() -> AsyncIterator[IdentityProvider]:
    made = IdentityProvider()
    server = await asyncio.start_server(made.take, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    yield made
    server.close()
