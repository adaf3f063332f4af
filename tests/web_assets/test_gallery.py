"""Every layout and macro in a real browser: sound for screen readers, inside the window, within the strict CSP."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page

from polydesk.kernel.web.assets import STATIC

pytestmark = pytest.mark.browser

PAGES = ["portal_home", "portal_form", "desk_queue", "desk_ticket", "landing", "failure"]
LOOKS = [(1280, "light", "ltr"), (360, "dark", "rtl")]
AXE = STATIC / "dev" / "axe.min.js"

Visit = Callable[..., Page]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[1]}-{look[2]}")
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(visit: Visit, name: str, look: tuple[int, str, str]) -> None:
    width, theme, direction = look
    page = visit(f"/{name}?theme={theme}&dir={direction}", width=width)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize(
    ("name", "opener"),
    [
        ("desk_queue", ".desk-person"),
        ("desk_ticket", ".confirm > summary"),
        ("portal_home", ".portal-nav .menu > summary"),
    ],
)
def test_axe_finds_nothing_in_open_menus(visit: Visit, name: str, opener: str) -> None:
    page = visit(f"/{name}")
    page.click(opener)
    assert violations(page) == []


def test_auto_follows_the_system(visit: Visit) -> None:
    page = visit("/portal_home?theme=auto")
    backgrounds = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        backgrounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert backgrounds[0] != backgrounds[1]


def test_the_brand_colours_the_page(visit: Visit) -> None:
    page = visit("/portal_home")
    assert page.evaluate("getComputedStyle(document.querySelector('.hero')).backgroundColor") == "rgb(11, 122, 92)"


def violations(page: Page) -> list[tuple[str, list[str]]]:
    found = page.evaluate(f"{AXE.read_text()};axe.run()")["violations"]
    return [(each["id"], [node["html"][:160] for node in each["nodes"]]) for each in found]


@pytest.fixture(autouse=True)
def _nothing_is_blocked(complaints: list[str]) -> Iterator[None]:
    yield
    assert [line for line in complaints if "Content Security Policy" in line or "Uncaught" in line] == []
