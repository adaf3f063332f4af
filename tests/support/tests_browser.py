"""A window of a real browser, held by somebody: goes, looks, presses, types.

Every page that is looked at has to be sound: axe finds nothing, nothing is wider than the window, the console is silent,
nothing was blocked by the policy, and the page says its language and its direction.
"""

import asyncio
import os
import re
import shutil
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Response,
    async_playwright,
    expect,
)
from tests_sound import KNOWN, PLACES, TONES, WORDS, is_readable

from polydesk.kernel.web.assets import STATIC

# For whatever a page waits for, everywhere: on a machine that has a lot to do it takes long, and else it costs nothing.
PATIENCE_S = 60.0
expect.set_options(timeout=PATIENCE_S * 1000)
DESKTOP, PHONE = (1280, 900), (360, 740)
# The shell is the same browser without a window to draw, and takes a third of the time.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# A page is left long before it pays to compile its scripts well, and axe with them: without, and without threads for it, a
# page takes a fifth less processor time.
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"),
    "--js-flags=--no-opt --no-maglev --single-threaded --min-semi-space-size=16",
    # What it draws and what it fetches goes through no process of its own. (The other feature is Playwright's own wish:
    # the last list of features counts.)
    *("--in-process-gpu", "--enable-features=NetworkServiceInProcess2,CDPScreenshotNewSurface"),
]
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
AXE = (STATIC / "dev" / "axe.min.js").read_text()
CONTRAST = "color-contrast"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# A form that comes back, a conflict, a limit: the browser notes them as errors, and they are answers. A page that is not
# there is one, too; a part of a page that is not there is none.
ANSWERS = re.compile(r"the server responded with a status of (409|422|429)")
NOT_THERE = re.compile(r"the server responded with a status of (404|410)")
# Whoever leaves a page waits no more for what it has asked for, and htmx calls that an error; it says of others more.
LEFT = re.compile(r"htmx:(sendAbort|afterRequest), ")
# Axe asks the frames of a page, too, and some are shut to everybody; the product itself posts no messages.
AXE_ASKED = "Failed to execute 'postMessage' on 'DOMWindow'"
RTL = {"ar", "he", "fa", "ur"}

# What a page says in its corner goes after six seconds, twelve if it failed, and to look at a page may take longer.
READS_SLOWLY = """const later = setTimeout
window.setTimeout = (does, after, ...given) => later(does, [6000, 12000].includes(after) ? 5 * after : after, ...given)"""

AUDIT = """async ([rules, without]) => {
  const rest = Object.fromEntries(without.map(rule => [rule, {enabled: false}]))
  const found = await axe.run(document, {runOnly: rules, rules: rest, resultTypes: ["violations"]})
  return found.violations.map(v => [v.id, v.nodes.map(n => n.html.slice(0, 200))])
}"""

# What can be measured at once.
LOOK = """async ([hasPlaces, hasTones]) => {
  await Promise.all(document.getAnimations().filter(a => a.effect.getComputedTiming().endTime < 2000).map(a => a.finished.catch(() => {})))
  const root = document.documentElement
  const wide = [...document.querySelectorAll("body *")]
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1).slice(-3).map(e => e.outerHTML.slice(0, 160))
  return {over: root.scrollWidth - innerWidth, wide, speaks: [root.lang, root.dir],
    places: hasPlaces && !document.querySelector("iframe") ? (PLACES)() : [], tones: hasTones ? (TONES)() : []}
}""".replace("PLACES", PLACES).replace("TONES", TONES)


def installed_browser() -> str | None:
    """The one that TEST_BROWSER names, else the first that is here."""
    wanted = (os.environ.get("TEST_BROWSER", ""), *BROWSERS, MAC)
    return next((path for name in wanted if name and (path := shutil.which(name))), None)


@asynccontextmanager
async def launched(base_url: str, port: int) -> AsyncIterator[Browser]:
    """A browser for which whatever has the port of this address lies at another one of this machine."""
    mapped = f"--host-resolver-rules=MAP *:{urlsplit(base_url).port} 127.0.0.1:{port}"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=installed_browser(), args=[*ARGUMENTS, mapped])
        yield browser
        await browser.close()


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
        context.set_default_timeout(PATIENCE_S * 1000)
        await context.add_init_script(f"(() => {{{READS_SLOWLY}}})()")
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

    async def looks(self, *, recoloured: bool = False, at: str = "") -> None:
        """The page that is open now has to be sound; `recoloured` since it was looked at a moment ago, or called `at`."""
        await self.page.wait_for_load_state("load")
        where = at or self.path
        # Languages differ in words and widths, and axe, which is a script, goes by neither.
        is_audited = self.has_scripts and self.language == "en"
        found = await self.page.evaluate(LOOK, [is_audited and not recoloured, is_audited])
        assert found["over"] <= 0, f"{where} is {found['over']} px too wide: {found['wide']}"
        assert found["speaks"] == [self.language, "rtl" if self.language in RTL else "ltr"], f"the language of {where}"
        if is_audited:
            await self._audit(found["places"], found["tones"], [] if recoloured else RULES)
        # Told once: later scenes with this window have done nothing wrong.
        complaints, self.complaints = self.complaints, []
        assert complaints == [], f"the console on {where}: {complaints}"

    async def _audit(self, places: list[str], tones: list[str], rules: list[str]) -> None:
        """Axe looks where something is that it has not seen: elements in their places, and words in colours that do not
        speak for themselves. A page with others inside has no places of its own, and is looked at each time."""
        if places and not KNOWN.new("place", places):
            rules = []
        tones = [tone for tone in tones if not is_readable(tone)]
        is_contrast_new = bool(KNOWN.new("tone", tones))
        asked = rules or [CONTRAST] * is_contrast_new
        if asked:
            # Axe asks the frames of a page, too. Half a megabyte: only pages that are audited load it.
            for frame in self.page.frames:
                await frame.evaluate(AXE)
            violations = await self.page.evaluate(AUDIT, [asked, [] if is_contrast_new else [CONTRAST]])
            assert violations == [], f"axe on {self.page.url}: {violations}"
            KNOWN.are_sound("tone", tones)
            KNOWN.are_sound("place", places if rules else [])

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
        """Nobody answers a survey within a second of reading it, and the product knows, however long its page took."""
        await self.waits_until("performance.now() - performance.getEntriesByType('navigation')[0].responseStart > 1000")

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
        is_usual = is_answer or LEFT.match(message.text) or message.text.startswith(AXE_ASKED)
        if message.type in ("error", "warning") and not is_usual:
            self.complaints.append(f"{message.text} ({about})")

    def _note(self, error: Error) -> None:
        self.complaints.append(f"Uncaught {error}")


async def _see(place: Locator, words: tuple[str, ...]) -> None:
    for text in words:
        await expect(place).to_contain_text(text)
