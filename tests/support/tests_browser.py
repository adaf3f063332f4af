"""A window of a real browser, held by somebody: goes, looks, presses, types.

Every page that is looked at has to be sound: axe finds nothing, nothing is wider than the window, the console is silent,
nothing was blocked by the policy, and the page says its language and its direction.
"""

import asyncio
import hashlib
import os
import re
import shutil
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, ConsoleMessage, Error, Locator, Page, Response, expect

from polydesk.kernel.web.assets import STATIC

PATIENCE_S = 10.0
DESKTOP, PHONE = (1280, 900), (360, 740)
# The shell is the same browser without a window to draw, and takes a third of the time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
AXE = (STATIC / "dev" / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# A form that comes back, a conflict, a limit: the browser notes them as errors, and they are answers. A page that is not
# there is one, too; a part of a page that is not there is none.
ANSWERS = re.compile(r"the server responded with a status of (409|422|429)")
NOT_THERE = re.compile(r"the server responded with a status of (404|410)")
# Axe asks the frames of a page, too, and some are shut to everybody; the product itself posts no messages.
AXE_ASKED = "Failed to execute 'postMessage' on 'DOMWindow'"
RTL = {"ar", "he", "fa", "ur"}

# What axe found nothing in, by a hash; processes that walk beside one another tell each other.
SOUND = Path(tempfile.gettempdir()) / f"polydesk-sound-{os.environ.get('PYTEST_XDIST_TESTRUNUID', os.getpid())}"

AUDIT = """async rules => {
  const found = await axe.run(document, {runOnly: rules, resultTypes: ["violations"]})
  return found.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 200))])
}"""

# What can be measured at once; and what axe goes by: elements, classes, which names there are, but not the words.
LOOK = """async () => {
  await Promise.all(document.getAnimations().filter(a => a.effect.getComputedTiming().endTime < 2000).map(a => a.finished.catch(() => {})))
  const root = document.documentElement
  const wide = [...document.querySelectorAll("body *")]
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1).slice(-3).map(e => e.outerHTML.slice(0, 160))
  const gist = html => html.replace(/>[^<]*[^<\\s][^<]*/g, ">x")
    .replace(/( (?:action|datetime|title|value|alt|(?:data|hx)-[a-z-]+|href)=")(?!\\/(?:assets|brand))[^"]+/g, "$1x")
    .replace(/ (?:id|for|aria-[a-z-]+)="[^"]*"/g, names => names.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\\d+/g, "0"))
  const known = [innerWidth, innerHeight, scrollY, matchMedia("(prefers-color-scheme: dark)").matches,
    gist(document.activeElement?.outerHTML ?? ""), gist(root.outerHTML)].join("|")
  return {over: root.scrollWidth - innerWidth, wide, known: document.querySelector("iframe") ? null : known}
}"""

# What a reader gets to see or hear in the page's own language: texts, names, hints; what is marked as foreign is not.
WORDS = """() => {
  const lang = document.documentElement.lang, said = []
  // Names of places, and what people have written.
  const OTHERS = "[dir=auto], bdi, .message-body, [name=zone], [name=category], [name=parent], script, style"
  const foreign = e => e.closest("[lang]").lang !== lang || e.closest(OTHERS)
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim()
    if (text && !foreign(walker.currentNode.parentElement)) said.push(text)
  }
  for (const name of ["aria-label", "title", "placeholder", "alt"])
    for (const e of document.querySelectorAll(`[${name}]`)) if (!foreign(e)) said.push(e.getAttribute(name))
  return [document.title, ...said]
}"""


def installed_browser() -> str | None:
    """The one that TEST_BROWSER names, else the first that is here."""
    wanted = (os.environ.get("TEST_BROWSER", ""), *BROWSERS, MAC)
    return next((path for name in wanted if name and (path := shutil.which(name))), None)


@dataclass
class Window:
    """`home` is the address that paths are of. `language` is what pages must say they are in."""

    context: BrowserContext
    page: Page
    home: str
    language: str = "en"
    has_scripts: bool = True
    complaints: list[str] = field(default_factory=list)

    @classmethod
    async def open(cls, context: BrowserContext, *, home: str, **named: Any) -> "Window":
        window = cls(context, await context.new_page(), home, **named)
        window._listen(window.page)
        return window

    async def other_tab(self) -> "Window":
        """Another tab of the same browser."""
        return await Window.open(self.context, home=self.home, language=self.language, has_scripts=self.has_scripts)

    async def goes(self, where: str) -> Response | None:
        """To a path here or a whole address, and looks at the page."""
        answer = await self.page.goto(where if "://" in where else self.home + where)
        await self.looks()
        return answer

    async def looks(self, *, only: list[str] | None = None) -> None:
        """The page that is open now has to be sound; `only` names the few rules of axe that can tell something new."""
        await self.page.wait_for_load_state("load")
        where = urlsplit(self.page.url).path
        if self.has_scripts:
            found = await self.page.evaluate(LOOK)
            assert found["over"] <= 0, f"{where} is {found['over']} px too wide: {found['wide']}"
            # Languages differ in words and widths, and axe goes by neither.
            if self.language == "en":
                await self._audit(found["known"], only or RULES)
        root = self.page.locator("html")
        assert await root.get_attribute("lang") == self.language, f"the language of {where}"
        assert await root.get_attribute("dir") == ("rtl" if self.language in RTL else "ltr")
        assert self.complaints == [], f"the console on {where}: {self.complaints}"

    async def _audit(self, known: str | None, rules: list[str]) -> None:
        """Axe looks at each page once: what differs from a sound one by its words alone is sound."""
        mark = SOUND / hashlib.sha256("|".join([known or "", *rules]).encode("utf-8", "surrogatepass")).hexdigest()
        if known is None or not mark.exists():
            # Axe asks the frames of a page, too. Half a megabyte: only pages that are audited load it.
            for frame in self.page.frames:
                await frame.evaluate(AXE)
            violations = await self.page.evaluate(AUDIT, rules)
            assert violations == [], f"axe on {self.page.url}: {violations}"
            SOUND.mkdir(exist_ok=True)
            mark.touch()

    async def says(self) -> list[str]:
        """Everything that the product, and no person, says on this page."""
        return list(await self.page.evaluate(WORDS))

    def sees(self, *words: str, within: str = "body") -> Any:
        """Waits until these words can be read; await it."""
        return _see(self.page.locator(within), words)

    async def types(self, **fields: str) -> None:
        """Into fields, by their names."""
        for name, text in fields.items():
            await self.page.locator(f"[name={name}]:visible").fill(text)

    async def attaches(self, name: str, content: bytes, kind: str = "text/plain") -> None:
        files: Any = {"name": name, "mimeType": kind, "buffer": content}
        await self.page.locator("input[type=file]:visible").set_input_files(files)

    async def presses(self, what: str | Locator, *, within: str = "main") -> None:
        """A button or a link, by its name."""
        await self._control(what, within).click()

    async def submits(self, what: str | Locator, *, within: str = "main") -> None:
        """Presses what leads to another page, and looks at that page."""
        async with self.page.expect_navigation(wait_until="load"):
            await self.presses(what, within=within)
        await self.looks()

    def _control(self, what: str | Locator, within: str) -> Locator:
        if not isinstance(what, str):
            return what
        place = self.page.locator(within)
        button, link = (
            place.get_by_role("button", name=what, exact=True),
            place.get_by_role("link", name=what, exact=True),
        )
        return button.or_(link).first

    async def waits_until(self, expression: str) -> None:
        """Until it is true in the page. (Playwright's own way of waiting is forbidden by the pages' policy.)"""
        deadline = time.monotonic() + PATIENCE_S
        while not await self.page.evaluate(expression):
            assert time.monotonic() < deadline, f"it never became true: {expression}"
            await asyncio.sleep(0.05)

    async def reads_on(self) -> None:
        """Nobody answers a survey within a second of opening it, and the product knows."""
        await self.waits_until("performance.now() > 1000")

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    @property
    def host(self) -> str:
        return urlsplit(self.page.url).netloc

    def _listen(self, page: Page) -> None:
        page.on("console", self._hear)
        page.on("pageerror", self._note)

    def _hear(self, message: ConsoleMessage) -> None:
        about = message.location.get("url", "")
        is_answer = ANSWERS.search(message.text) or (NOT_THERE.search(message.text) and about == self.page.url)
        if message.type in ("error", "warning") and not is_answer and not message.text.startswith(AXE_ASKED):
            self.complaints.append(f"{message.text} ({about})")

    def _note(self, error: Error) -> None:
        self.complaints.append(f"Uncaught {error}")


async def _see(place: Locator, words: tuple[str, ...]) -> None:
    for text in words:
        await expect(place).to_contain_text(text)
