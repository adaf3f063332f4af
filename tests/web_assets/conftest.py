"""The gallery: every layout and macro, rendered with a made-up company, for axe, for screenshots, for the eye."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from playwright.async_api import Browser, BrowserContext, Page

from i18n.locales import endonym
from polydesk.kernel.colour import brand_css
from polydesk.kernel.web.assets import STATIC, asset, icon
from polydesk.kernel.web.faces import face

HERE = Path(__file__).parent
TEMPLATES = [HERE / "templates", HERE.parents[1] / "platform" / "polydesk" / "kernel" / "web" / "templates"]
BRAND = "#0b7a5c"
CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'"


class Everything:
    """A set of permissions that holds them all."""

    def __contains__(self, permission: str) -> bool:
        return True


EVERYTHING = Everything()


@dataclass(frozen=True)
class Person:
    kind: str = "member"
    name: str = "Olga Petrova"
    email: str = "olga@acme.example"
    role: str = "owner"
    permissions: Everything = EVERYTHING

    def may(self, permission: str) -> bool:
        return True


@dataclass
class TypedForm:
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        return self.typed.get(name, "")

    def error(self, name: str) -> str | None:
        return self.errors.get(name)


SITE = SimpleNamespace(
    name="Acme Bikes",
    slug="acme",
    language="en",
    brand_css_url="/brand.css",
    brand=SimpleNamespace(
        logo_url=None, logo_dark_url=None, favicon_url=None, mark_url="/brand/mark.svg", colour=BRAND, footer="Acme Bikes GmbH, Hamburg",
        legal_links=[SimpleNamespace(label="Imprint", url="/imprint"), SimpleNamespace(label="Privacy", url="/privacy")],
    ),
)  # fmt: skip

FORM = TypedForm(
    typed={"email": "carla@", "subject": "Wrong <b>address</b>", "message": "Hello\nthere"},
    errors={"email": "This address has no domain. It looks like name@example.com.", "plan": "Choose a plan."},
)


@cache
def environment() -> Environment:
    made = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True)
    made.globals.update(
        priority_name=str.capitalize,
        _=lambda text: text,
        pgettext=lambda _context, text: text,
        ngettext=lambda one, many, n: one if n == 1 else many,
        asset=asset,
        icon=icon,
        face=face,
        comes_from_desk=lambda: False,
        ui_languages=("en", "it"),
        piece=lambda template, **known: Markup(made.get_template(template).render(locale="en", **known)),
    )
    made.filters["endonym"] = endonym
    return made


def render(page: str, *, theme: str = "light", direction: str = "ltr", **more: Any) -> str:
    on_platform = page == "landing"
    people = {"desk": Person(), "port": Person(kind="requester", name="Carla Bianchi", email="carla@example.com")}
    context = {
        "site": None if on_platform else SITE,
        "me": people.get(page[:4], Person(kind="visitor", name="", email="")),
        "locale": "ar" if direction == "rtl" else "en",
        "dir": direction,
        "zone": "Europe/Rome",
        "theme": theme,
        "path": "/",
        "languages": [
            SimpleNamespace(code="en", name="English", url="/en/", current=True),
            SimpleNamespace(code="it", name="Italiano", url="/it/", current=False),
        ],
        "request_id": "0199f3c2",
        "form": FORM,
        "status": 404,
        "title": "This page does not exist",
        "message": "The address may be old or mistyped.",
        **more,
    }
    name = {"landing": "web/landing.html", "failure": "web/failure.html"}.get(page, f"gallery/{page}.html")
    return environment().get_template(name).render(context)


@pytest.fixture(scope="session")
def gallery() -> Iterator[str]:
    """The gallery on a port of its own, with the product's CSP; answers its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Gallery)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


class Gallery(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        where = urlsplit(self.path)
        asked = dict(parse_qsl(where.query))
        page = where.path.strip("/")
        if where.path.startswith("/assets/"):
            file = STATIC / where.path.removeprefix("/assets/")
            kind = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}[file.suffix]
            self._answer(file.read_bytes(), kind)
        elif page == "brand.css":
            self._answer(brand_css(BRAND).encode(), "text/css")
        elif page in {"landing", "failure"} or (HERE / "templates" / "gallery" / f"{page}.html").is_file():
            look = {"theme": asked.get("theme", "light"), "direction": asked.get("dir", "ltr")}
            self._answer(render(page, **look).encode())
        else:
            self._answer(b"<!doctype html><title>Somewhere</title>")

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.path == "/files":
            self._answer(b'{"id": "file-1"}', "application/json", 201)
        elif self.path == "/refused":
            self._answer(b"<p>Please check one thing.</p>", status=422)
        elif self.path == "/broken":
            self._answer(b"<section class=failure-card><h1>That did not work</h1></section>", status=500)
        else:
            self._answer(render("portal_chart").encode())

    def _answer(self, body: bytes, kind: str = "text/html; charset=utf-8", status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", CSP)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: object) -> None:
        """Silent."""


@pytest.fixture
def complaints() -> list[str]:
    """What the console says, of all pages of this test."""
    return []


@pytest.fixture
async def visit(browser: Browser, gallery: str, complaints: list[str]) -> AsyncIterator[Callable[..., Awaitable[Page]]]:
    contexts: list[BrowserContext] = []

    async def go(path: str, *, width: int = 1280, scripts: bool = True, clock: str | None = None) -> Page:
        context = await browser.new_context(
            viewport={"width": width, "height": 800}, java_script_enabled=scripts, reduced_motion="reduce"
        )
        contexts.append(context)
        page = await context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(f"Uncaught {error}"))
        if clock:
            await page.clock.install(time=clock)
        await page.goto(gallery + path)
        return page

    yield go
    for context in contexts:
        await context.close()
