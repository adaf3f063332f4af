"""The outermost middleware: request id, client's address, security headers, patience with slow bodies, figures and logs.

Whatever nobody caught becomes a page without details here.
"""

import asyncio
import time
from collections.abc import Mapping
from functools import cache
from typing import Any

from i18n import speaking
from i18n.catalog import UI_LANGUAGES
from i18n.locales import negotiate
from polydesk.kernel import metrics
from polydesk.kernel.ids import new_id
from polydesk.kernel.logs import logger
from polydesk.kernel.request_id import remember_request
from polydesk.kernel.settings import settings
from polydesk.kernel.web import failures
from polydesk.kernel.web.asgi import App, Message, Receive, Scope, Send
from polydesk.kernel.web.content_policy import policy
from polydesk.kernel.web.moment import Moment, enter
from polydesk.kernel.web.reader import client_of, is_trusted

SLOW_S = 1.0
BODY_DEADLINE_S = 15.0
UPLOAD_DEADLINE_S = 600.0


class Envelope:
    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        here = _moment(scope)
        enter(here)
        remember_request(new_id().hex, client_of(scope, here.headers.get("x-forwarded-for", "")))
        with speaking(
            negotiate(UI_LANGUAGES, explicit=here.cookies.get("language"), accept=here.headers.get("accept-language"))
        ):
            await self._answer(scope, _Patience(receive, here.headers), send, here)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, here: Moment) -> None:
        started = time.perf_counter()
        outgoing = _Outgoing(send, here)
        try:
            await self.app(scope, receive, outgoing)
        except Exception as error:
            if outgoing.status:
                raise
            await failures.send(error, scope, receive, outgoing)
        finally:
            _note(scope, outgoing.status, time.perf_counter() - started)


class _Outgoing:
    """Sends on, with the headers that every answer carries."""

    def __init__(self, send: Send, here: Moment) -> None:
        self._send = send
        self._here = here
        self.status = 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = _with_security(list(message["headers"]), self._here)
        await self._send(message)


class _Patience:
    """Waits for the body, but not for ever: the whole of it must come within the deadline."""

    def __init__(self, receive: Receive, headers: Mapping[str, str]) -> None:
        self._receive = receive
        is_upload = headers.get("content-type", "").startswith("multipart/form-data")
        self._deadline = UPLOAD_DEADLINE_S if is_upload else BODY_DEADLINE_S
        self._started = time.monotonic()
        self._complete = False

    async def __call__(self) -> Any:
        if self._complete:
            return await self._receive()
        left = self._deadline - (time.monotonic() - self._started)
        try:
            message = await asyncio.wait_for(self._receive(), timeout=max(left, 0.01))
        except TimeoutError:
            raise failures.BodyTooSlow from None
        self._complete = not message.get("more_body", False)
        return message


def _moment(scope: Scope) -> Moment:
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    trusted = is_trusted((scope.get("client") or ("", 0))[0])
    scheme = headers.get("x-forwarded-proto", "") if trusted else ""
    return Moment(
        method=scope["method"],
        path=scope["path"],
        query=scope["query_string"].decode("latin-1"),
        host=headers.get("host", ""),
        scheme=scheme if scheme in ("http", "https") else settings().scheme,
        headers=headers,
        cookies=_cookies(headers.get("cookie", "")),
    )


def _cookies(header: str) -> dict[str, str]:
    if not header:
        return {}
    found: dict[str, str] = {}
    for part in header[:8192].split(";"):
        name, _, value = part.strip().partition("=")
        found.setdefault(name, value)
    return found


def _with_security(headers: list[tuple[bytes, bytes]], here: Moment) -> list[tuple[bytes, bytes]]:
    present = {name.lower() for name, _ in headers}
    for name, value in _security(here.scheme == "https", _is_platform(here.host)):
        if name not in present:
            headers.append((name, value))
    return headers


@cache
def _security(is_https: bool, is_platform: bool) -> tuple[tuple[bytes, bytes], ...]:
    always = [
        # Signing up and entering a desk are forms whose answer leads to the tenant's own host.
        (b"content-security-policy", policy(leads_on=is_platform).encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"same-origin"),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"permissions-policy", b"geolocation=(), microphone=(), payment=()"),
        (b"cache-control", b"no-store"),
    ]
    return (*always, (b"strict-transport-security", b"max-age=31536000")) if is_https else tuple(always)


def _is_platform(host: str) -> bool:
    return host.lower() == settings().base_host


def _note(scope: Scope, status: int, seconds: float) -> None:
    template = scope.get("path_template") or "-"
    metrics.observe_request(scope["method"], template, status, seconds)
    if seconds > SLOW_S and "stream" not in template:
        logger().warning(
            "slow request", method=scope["method"], route=template, status=status, seconds=round(seconds, 2)
        )
