"""Every layout and macro in a real browser: sound for screen readers, inside the window, within the strict CSP.

A page that axe found nothing in is not asked about again while it is the same, to the last character.
"""

from collections.abc import Awaitable, Callable, Iterator

import pytest
from playwright.async_api import Page
from tests_sound import KNOWN

from polydesk.kernel.web.assets import STATIC

pytestmark = pytest.mark.browser

PAGES = ["portal_home", "portal_form", "desk_queue", "desk_ticket", "landing", "failure"]
LOOKS = [(1280, "light", "ltr"), (360, "dark", "rtl")]
AXE = STATIC / "dev" / "axe.min.js"

Visit = Callable[..., Awaitable[Page]]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0]}-{look[1]}-{look[2]}")
@pytest.mark.parametrize("name", PAGES)
async def test_axe_finds_nothing(visit: Visit, name: str, look: tuple[int, str, str]) -> None:
    width, theme, direction = look
    page = await visit(f"/{name}?theme={theme}&dir={direction}", width=width)
    assert await violations(page) == []
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize(
    ("name", "opener"),
    [
        ("desk_queue", ".desk-person"),
        ("desk_ticket", ".confirm > summary"),
        ("portal_home", ".portal-nav .menu > summary"),
    ],
)
async def test_axe_finds_nothing_in_open_menus(visit: Visit, name: str, opener: str) -> None:
    page = await visit(f"/{name}")
    await page.click(opener)
    assert await violations(page) == []


async def test_auto_follows_the_system(visit: Visit) -> None:
    page = await visit("/portal_home?theme=auto")
    backgrounds = []
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        backgrounds.append(await page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert backgrounds[0] != backgrounds[1]


async def test_the_brand_colours_the_page(visit: Visit) -> None:
    page = await visit("/portal_home")
    assert (
        await page.evaluate("getComputedStyle(document.querySelector('.hero')).backgroundColor") == "rgb(11, 122, 92)"
    )


async def violations(page: Page) -> list[tuple[str, list[str]]]:
    brand = await page.evaluate("fetch('/brand.css').then(answer => answer.text())")
    seen = [f"{page.viewport_size} {brand} {await page.content()}"]
    if not KNOWN.new("page", seen):
        return []
    # What is right need not be described, which takes longer than to find it right.
    found = (await page.evaluate(f"{AXE.read_text()};axe.run({{resultTypes: ['violations']}})"))["violations"]
    KNOWN.are_sound("page", [] if found else seen)
    return [(each["id"], [node["html"][:160] for node in each["nodes"]]) for each in found]


@pytest.fixture(autouse=True)
def _nothing_is_blocked(complaints: list[str]) -> Iterator[None]:
    yield
    assert [line for line in complaints if "Content Security Policy" in line or "Uncaught" in line] == []
