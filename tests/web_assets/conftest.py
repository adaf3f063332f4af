"""The gallery: every layout and macro, rendered with a made-up company, for axe, for screenshots, for the eye."""

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Undefined

from polydesk.kernel.colour import brand_css
from polydesk.kernel.web.assets import asset, icon

HERE = Path(__file__).parent
TEMPLATES = [HERE / "templates", HERE.parents[1] / "platform" / "polydesk" / "kernel" / "web" / "templates"]
BRAND = "#0b7a5c"


@dataclass(frozen=True)
class Person:
    kind: str = "member"
    name: str = "Olga Petrova"
    email: str = "olga@acme.example"
    role: str = "owner"

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
        logo_url=None, logo_dark_url=None, favicon_url=None, colour=BRAND, footer="Acme Bikes GmbH, Hamburg",
        legal_links=[SimpleNamespace(label="Imprint", url="/imprint"), SimpleNamespace(label="Privacy", url="/privacy")],
    ),
)  # fmt: skip

FORM = TypedForm(
    typed={"email": "carla@", "subject": "Wrong <b>address</b>", "message": "Hello\nthere"},
    errors={"email": "This address has no domain. It looks like name@example.com.", "plan": "Choose a plan."},
)

PAGES = ["portal_home", "portal_form", "desk_queue", "desk_ticket", "landing", "failure"]


def environment() -> Environment:
    made = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=Undefined)
    made.globals.update(
        _=lambda text: text,
        pgettext=lambda _context, text: text,
        ngettext=lambda one, many, n: one if n == 1 else many,
        asset=asset,
        icon=icon,
    )
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


@pytest.fixture
def rendered() -> Any:
    return render


@pytest.fixture
def brand_sheet() -> str:
    return brand_css(BRAND)


__all__ = ["PAGES", "StrictUndefined", "environment", "render"]
