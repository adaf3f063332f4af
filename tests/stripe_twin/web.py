"""As much of the web as the twin needs: a request that was read, an answer, and a table of places. Plain ASGI."""

import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import parse_qsl

import msgspec

from .forms import nested

Json = dict[str, Any]
BODY_LIMIT = 2_000_000


@dataclass
class Request:
    method: str
    path: str
    headers: dict[str, str]
    query: list[tuple[str, str]]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        """Flat, as pages send it."""
        return dict(parse_qsl(self.body.decode(errors="replace"), keep_blank_values=True))

    @property
    def params(self) -> Json:
        """Nested, as Stripe's clients send them: in the address when they read, in the body when they write."""
        words = self.body.decode(errors="replace")
        return nested([*self.query, *parse_qsl(words, keep_blank_values=True)])

    @property
    def said(self) -> Json:
        """What a control was told, as JSON."""
        found: Json = json.loads(self.body) if self.body else {}
        return found


def printed(said: object, *, order: Literal["sorted"] | None = None) -> bytes:
    """As Stripe prints it: each value in a line of its own."""
    return msgspec.json.format(msgspec.json.encode(said, order=order), indent=2)


@dataclass
class Answer:
    status: int = 200
    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)
    broken: bool = False
    """The line goes dead in the middle of it."""

    @classmethod
    def of(cls, said: object, status: int = 200, **headers: str) -> "Answer":
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return cls(status, printed(said), "application/json", named)

    @classmethod
    def leading(cls, to: str) -> "Answer":
        return cls(303, headers={"Location": to})


Verb = Callable[..., Awaitable[Answer]]


class Places:
    """`@places.get("/i/{name}")` above who answers there; what is in braces is handed over as words."""

    def __init__(self) -> None:
        self._places: list[tuple[str, re.Pattern[str], Verb]] = []

    def get(self, path: str) -> Callable[[Verb], Verb]:
        return self._at("GET", path)

    def post(self, path: str) -> Callable[[Verb], Verb]:
        return self._at("POST", path)

    def find(self, method: str, path: str) -> tuple[Verb, list[str]] | None:
        for at, pattern, verb in self._places:
            if at == method and (found := pattern.fullmatch(path)):
                return verb, list(found.groups())
        return None

    def _at(self, method: str, path: str) -> Callable[[Verb], Verb]:
        pattern = re.compile(re.sub(r"\{\w+\}", "([^/]+)", path))

        def note(verb: Verb) -> Verb:
            self._places.append((method, pattern, verb))
            return verb

        return note


async def read(scope: Any, receive: Any) -> Request:
    body = b""
    while len(body) < BODY_LIMIT:
        message = await receive()
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    return Request(scope["method"], scope["path"], headers, query, body)


async def write(answer: Answer, send: Any) -> None:
    # Whoever is promised more bytes than come sees the connection break.
    length = len(answer.body) + (1000 if answer.broken else 0)
    headers = {
        "Content-Type": answer.kind,
        "Content-Length": str(length),
        "Cache-Control": "no-store",
        **answer.headers,
    }
    listed = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": listed})
    await send({"type": "http.response.body", "body": answer.body[:20] if answer.broken else answer.body})
