"""Public pages as ready bytes: the first reader has a page rendered, the others get the same bytes, compressed already.

A handler says `keep(tenant)`; it counts only for visitors without a session. Answers to questions (`?q=…`) are kept by
`keep_answer`, and only those that somebody asks for again. Pages go when the tenant says that something has changed (the
live topics `faq` and `site`, or `drop` in this process), and after a minute in any case.
"""

import gzip
import hashlib
import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import brotli

from polydesk.kernel import metrics
from polydesk.kernel.actor import actor
from polydesk.kernel.clock import now
from polydesk.kernel.live import Event, hub
from polydesk.kernel.web.asgi import App, Message, Receive, Scope, Send
from polydesk.kernel.web.moment import moment
from polydesk.kernel.web.reader import remember_reader

FRESH_S = 60.0
MOST_BYTES = 16_000_000
SMALLEST_PACKED = 400
STALE_S = 600.0
HARMLESS_COOKIES = {"theme", "language"}
TOPICS = ("faq", "site")
LONGEST_QUESTION = 300
MOST_QUESTIONS = 5_000
AGAIN_S = 600.0

Key = tuple[bytes, str, bytes, str, bool]
Headers = list[tuple[bytes, bytes]]


@dataclass
class Wish:
    """What the handler of this request said about keeping its page; `is_question`: its address has a query."""

    is_question: bool = False
    tenant: UUID | None = None
    counts: list[Callable[[], None]] = field(default_factory=list)
    true_for: float = FRESH_S + STALE_S  # seconds


@dataclass
class Kept:
    """A page in memory: its headers and body for each coding, and what counts its readers."""

    tenant: UUID
    until: float
    route: str
    etag: bytes
    counts: tuple[Callable[[], None], ...]
    bodies: dict[bytes, tuple[Headers, bytes]]
    unchanged: Headers
    size: int = field(default=0)


_wish: ContextVar[Wish | None] = ContextVar("page wish", default=None)
_pages: OrderedDict[Key, Kept] = OrderedDict()
_keys: dict[UUID, set[Key]] = defaultdict(set)
_changed: dict[UUID | None, int] = {}
_moment = 0
_bytes = 0
# Questions that were answered lately, and until when: the next who asks the same has the answer kept. A hash is a
# quarter of a question, and where two share one an answer is kept that nobody asks for again.
_questions: OrderedDict[int, float] = OrderedDict()


def keep(tenant: UUID, *, counted: Callable[[], None] | None = None) -> None:
    """This page may be given to any visitor; `counted` is called for each who gets it, this one included."""
    if counted is not None:
        count_each(counted)
    if (wish := _wish.get()) is not None and not wish.is_question:
        _keep(wish, tenant)


def keep_answer(tenant: UUID) -> None:
    """The same for an answer to what stands in the query of the address."""
    if (wish := _wish.get()) is not None:
        _keep(wish, tenant)


def _keep(wish: Wish, tenant: UUID) -> None:
    if actor().kind == "visitor":
        wish.tenant = tenant


def count_each(counted: Callable[[], None]) -> None:
    """Called now, and for each reader who gets this page from memory; who asks by HEAD reads nothing."""
    if moment().method == "HEAD":
        return
    counted()
    if (wish := _wish.get()) is not None:
        wish.counts.append(counted)


def fresh_until(instant: datetime) -> None:
    """What this page says is true until then: no cache, here or on the way, gives it to anybody later."""
    if (wish := _wish.get()) is not None:
        wish.true_for = min(wish.true_for, max(0.0, (instant - now()).total_seconds()))


def drop(tenant: UUID | None = None) -> None:
    """Something of this tenant has changed; None is everything of everybody."""
    global _moment
    _moment += 1
    _changed[tenant] = _moment
    for known in list(_keys) if tenant is None else [tenant]:
        _forget_all(known)


class PageCache:
    """The outermost layer: answers what it knows before anything else is even set up."""

    def __init__(self, app: App) -> None:
        self.app = app
        for topic in TOPICS:
            hub().on(topic, _heard)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()
        remember_reader(scope)
        if scope["type"] != "http" or scope["method"] != "GET" or len(scope["query_string"]) > LONGEST_QUESTION:
            await self.app(scope, receive, send)
            return
        asked = _asked(scope)
        if asked is None:
            await self.app(scope, receive, send)
            return
        page = _fresh(asked.key)
        if page is None:
            await self._fill(asked, scope, receive, send)
            return
        for counted in page.counts:
            counted()
        status = await _answer(page, asked, send)
        metrics.observe_request("GET", page.route, status, time.perf_counter() - started)

    async def _fill(self, asked: "_Asked", scope: Scope, receive: Receive, send: Send) -> None:
        wish = Wish(is_question=bool(scope["query_string"]))
        token = _wish.set(wish)
        try:
            await self.app(scope, receive, _Keeps(send, scope, asked, wish))
        finally:
            _wish.reset(token)


@dataclass(frozen=True)
class _Asked:
    """The parts of a request that decide which page it gets, and how."""

    key: Key
    codings: bytes
    knows: bytes


class _Keeps:
    """Passes an answer on, and keeps it when the handler wished so. What changed meanwhile is not kept."""

    def __init__(self, send: Send, scope: Scope, asked: _Asked, wish: Wish) -> None:
        self._send = send
        self._scope = scope
        self._asked = asked
        self._wish = wish
        self._began = _moment
        self._start: Message | None = None
        self._pieces: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200 and self._is_wanted():
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            self._pieces.append(message.get("body", b""))
            if not message.get("more_body", False):
                await self._finish(self._start)

    def _is_wanted(self) -> bool:
        if self._wish.tenant is None:
            return False
        return not self._wish.is_question or _comes_again(self._asked.key)

    async def _finish(self, start: Message) -> None:
        assert self._wish.tenant is not None
        body = b"".join(self._pieces)
        if not self._may_be_shared(start["headers"], self._wish.tenant):
            await self._send(start)
            await self._send({"type": "http.response.body", "body": body})
            return
        page = _packed(start["headers"], body, self._wish, self._scope.get("path_template") or "-")
        _store(self._asked.key, page)
        await _answer(page, self._asked, self._send)

    def _may_be_shared(self, headers: Headers, tenant: UUID) -> bool:
        """A cookie is for one reader; what changed while it was written may be out of date. They pass as they came."""
        last_change = max(_changed.get(tenant, 0), _changed.get(None, 0))
        return last_change <= self._began and not any(name.lower() == b"set-cookie" for name, _value in headers)


def _asked(scope: Scope) -> _Asked | None:
    """None for requests that no kept page may answer: a session, htmx, a cookie that nobody knows here."""
    host = codings = knows = b""
    theme, secure = "", scope.get("scheme") == "https"
    for name, value in scope["headers"]:
        if name == b"host":
            host = value.lower()
        elif name == b"cookie":
            cookies = _cookies(value)
            if cookies is None:
                return None
            theme = cookies.get("theme", "")[:8]
        elif name == b"accept-encoding":
            codings = value
        elif name == b"if-none-match":
            knows = value
        elif name == b"x-forwarded-proto":
            secure = value == b"https"
        elif name == b"hx-request" or (name == b"accept" and b"json" in value and b"html" not in value):
            return None
    return _Asked((host, scope["path"], scope["query_string"], theme, secure), codings, knows)


def _comes_again(key: Key) -> bool:
    """Most questions are asked once: they would only push out the pages that many read, and be packed for nobody."""
    question = hash(key)
    known = _questions.pop(question, 0.0)
    _questions[question] = time.monotonic() + AGAIN_S
    if len(_questions) > MOST_QUESTIONS:
        _questions.popitem(last=False)
    return known > time.monotonic()


def _cookies(value: bytes) -> dict[str, str] | None:
    found: dict[str, str] = {}
    for part in value.decode("latin-1").split(";"):
        name, _equals, content = part.strip().partition("=")
        if name and name not in HARMLESS_COOKIES:
            return None
        found[name] = content
    return found


def _fresh(key: Key) -> Kept | None:
    page = _pages.get(key)
    if page is None:
        return None
    if page.until < time.monotonic():
        _forget(key)
        return None
    _pages.move_to_end(key)
    return page


async def _answer(page: Kept, asked: _Asked, send: Send) -> int:
    if asked.knows and page.etag in asked.knows:
        await send({"type": "http.response.start", "status": 304, "headers": list(page.unchanged)})
        await send({"type": "http.response.body", "body": b""})
        return 304
    coding = next((name for name in (b"br", b"gzip") if name in asked.codings and name in page.bodies), b"")
    headers, body = page.bodies[coding]
    await send({"type": "http.response.start", "status": 200, "headers": list(headers)})
    await send({"type": "http.response.body", "body": body})
    return 200


def _packed(headers: Headers, body: bytes, wish: Wish, route: str) -> Kept:
    assert wish.tenant is not None
    etag = b'W/"' + hashlib.blake2b(body, digest_size=12).hexdigest().encode() + b'"'
    replaced = (b"content-length", b"cache-control", b"vary", b"etag")
    vary = b", ".join([b"Cookie, Accept-Encoding", *(value for name, value in headers if name.lower() == b"vary")])
    shared: Headers = [
        *((name, value) for name, value in headers if name.lower() not in replaced),
        *((b"cache-control", _control(wish.true_for)), (b"vary", vary), (b"etag", etag)),
    ]
    packed = {b"": body}
    if len(body) >= SMALLEST_PACKED:
        packed |= {b"br": brotli.compress(body, quality=6), b"gzip": gzip.compress(body, 6)}
    bodies = {coding: (_with_length(shared, coding, content), content) for coding, content in packed.items()}
    size = sum(len(content) for content in packed.values()) + 2_000
    until = time.monotonic() + min(FRESH_S, wish.true_for)
    return Kept(wish.tenant, until, route, etag, tuple(wish.counts), bodies, shared, size)


def _control(true_for: float) -> bytes:
    """For 60 seconds as it is, for ten minutes more while a fresh one is fetched, unless it stops being true before."""
    fresh = int(min(FRESH_S, true_for))
    stale = int(min(STALE_S, true_for - fresh))
    return b"public, max-age=%d, stale-while-revalidate=%d" % (fresh, stale)


def _with_length(shared: Headers, coding: bytes, content: bytes) -> Headers:
    length = (b"content-length", str(len(content)).encode())
    return [*shared, length, (b"content-encoding", coding)] if coding else [*shared, length]


def _store(key: Key, page: Kept) -> None:
    global _bytes
    _forget(key)
    _pages[key] = page
    _keys[page.tenant].add(key)
    _bytes += page.size
    while _bytes > MOST_BYTES and len(_pages) > 1:
        _forget(next(iter(_pages)))


def _forget(key: Key) -> None:
    global _bytes
    page = _pages.pop(key, None)
    if page is not None:
        _bytes -= page.size
        _keys[page.tenant].discard(key)


def _forget_all(tenant: UUID) -> None:
    for key in list(_keys.pop(tenant, ())):
        _forget(key)


def _heard(event: Event) -> None:
    drop(event.tenant_id)
