"""Whole stories in a real browser against the real product: one product and one browser for all of them.

When a story fails, what its windows showed is kept in a folder whose name is printed.
"""

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page
from tests_browser import DESKTOP, Window
from tests_company import OWN, Company, found, publish, set_up
from tests_errands import CHROME, SPOKEN
from tests_running import Running, shared

# Processes that run side by side have one product.
RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:8]


@dataclass
class Stage:
    """Opens windows, each a browser of its own, and closes them all together."""

    browser: Browser
    polydesk: Running
    opened: list[Window] = field(default_factory=list)

    async def __call__(
        self, *, home: str = "", size: tuple[int, int] = DESKTOP, language: str = "en", zone: str = "Europe/Rome",
        scripts: bool = True,
    ) -> Window:  # fmt: skip
        context = await self.browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale=SPOKEN[language],
            user_agent=CHROME,
            reduced_motion="reduce",
            timezone_id=zone,
            java_script_enabled=scripts,
        )
        home = home or self.polydesk.base_url
        self.opened.append(await Window.open(context, home=home, language=language, has_scripts=scripts))
        return self.opened[-1]

    @property
    def pages(self) -> list[Page]:
        return [page for window in self.opened for page in window.context.pages]

    async def close(self) -> None:
        for window in self.opened:
            await window.context.close()


@pytest.fixture(scope="session")
def polydesk() -> Iterator[Running]:
    """The product, one for all; surveys follow a resolution within a second or two."""
    by_day_and_night = {"RATING_DELAY_S": "1", "RATING_WAKING_FROM": "0", "RATING_WAKING_UNTIL": "24"}
    with shared(RUN, **by_day_and_night, TICKETS_PER_IP="1000") as running:
        yield running


@pytest.fixture(scope="session")
async def stage(browser: Browser, polydesk: Running) -> AsyncIterator[Stage]:
    """For windows that stay open from scene to scene."""
    made = Stage(browser, polydesk)
    yield made
    await made.close()


@pytest.fixture(autouse=True)
async def window(browser: Browser, polydesk: Running, stage: Stage, request: Any) -> AsyncIterator[Stage]:
    """`await window()` opens a browser of one's own, which closes with the scene."""
    made = Stage(browser, polydesk)
    yield made
    if request.node.stash.get(FAILED, False):
        both = (made, stage)
        await _keep([page for each in both for page in each.pages], request.node.name)
    await made.close()


@pytest.fixture(scope="session")
async def acme(polydesk: Running, stage: Stage) -> Company:
    """A company that has set up everything: two languages, an article, olga who owns it and the agents alice and bob."""
    company = await found(polydesk, stage, f"acme{OWN}", zone="America/New_York")
    await set_up(company, name="Acme Bikes", colour="#0b7a5c")
    await publish(company, category="Brakes", title="Squealing brakes", text="Wipe the rims, then **brake**.")
    for name in ("alice", "bob"):
        await company.welcomes(name)
    return company


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, or everybody waits for it at the end."""
    items.sort(key=lambda item: item.path.name != "test_every_page.py")


async def _keep(pages: list[Page], name: str) -> None:
    folder = Path(tempfile.mkdtemp(prefix=f"polydesk-{name}-"))
    for number, page in enumerate(pages, 1):
        await page.screenshot(path=folder / f"{number}.png", full_page=True)
        (folder / f"{number}.html").write_text(f"<!-- {page.url} -->\n{await page.content()}")
    print(f"What the windows showed: {folder}")
