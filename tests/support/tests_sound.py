"""What makes a page sound or not, as a browser sees it, and what axe has found sound before, in whichever process."""

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests_depth import EVERYTHING

from polydesk.kernel import colour
from polydesk.kernel.web.assets import STATIC

HERE = Path(__file__)

# Which colours words have, and what lies behind them: all that contrast goes by. What is switched off is exempt from it.
TONES = """() => {
  const tones = new Set(), walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  const seen = new Set()
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement
    if (!walker.currentNode.textContent.trim() || seen.has(e)) continue
    seen.add(e)
    if (e.closest(":disabled, [aria-disabled=true], .disabled") || !e.checkVisibility({opacityProperty: true})) continue
    const own = getComputedStyle(e), behind = []
    for (let at = e; at; at = at.parentElement) {
      const style = getComputedStyle(at)
      if (style.opacity !== "1") behind.push(style.opacity)
      if (style.backgroundImage !== "none") behind.push(style.backgroundImage.slice(0, 80))
      if (!/^rgba\\(.*, 0\\)$/.test(style.backgroundColor)) behind.push(style.backgroundColor)
      if (/^rgb\\(/.test(style.backgroundColor)) break
    }
    const size = parseFloat(own.fontSize), isLarge = size >= 24 || (size >= 18.66 && own.fontWeight >= 700)
    tones.add([own.color, isLarge, own.textShadow, ...behind].join("|"))
  }
  return [...tones]
}"""

# All that axe goes by, but for colours: the elements that are there, what is said of each, around it and in it, though not
# in which words; how often the names are there that it calls others by; and of its styles whether it scrolls, is too small
# for a thumb, or is a link that only its colour tells.
PLACES = """() => {
  const SAYS = new Set(["type", "role", "scope", "autocomplete", "tabindex", "lang", "dir", "disabled"])
  const CALLS = new Set(["for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "aria-errormessage"])
  const HOLDS = "a, button, summary, label, ul, ol, dl, table, thead, tbody, tr, [role], [aria-hidden]"
  const PRESSED = "a, button, input, select, textarea, summary, [role]"
  const called = {}, places = new Set()
  for (const e of document.querySelectorAll("[id]")) called[e.id] = (called[e.id] ?? 0) + 1

  const said = ({name, value}) => {
    if (CALLS.has(name)) return `${name}=${value.split(/\\s+/).map(id => called[id] ?? 0)}`
    if (SAYS.has(name) || /^aria-(?!label|value|rolede)/.test(name)) return `${name}=${value}`
    return /^(aria|alt|title|placeholder|href|src|name|style|content)/.test(name) ? `${name}=${value.trim() && "x"}` : ""
  }
  const looks = e => {
    const is = [], style = getComputedStyle(e), {width, height} = e.getBoundingClientRect()
    if ((e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1) && /auto|scroll/.test(style.overflow)) is.push("scrolls")
    if (e.matches(PRESSED) && style.display !== "inline" && Math.min(width, height) < 24) is.push(`small at ${innerWidth}`)
    if (e.localName === "a" && style.display === "inline") is.push(style.textDecorationLine)
    return is
  }
  const look = (e, above) => {
    if (!e.checkVisibility({visibilityProperty: true})) return
    const parent = e.parentElement?.localName ?? "", own = `${e.localName}.${e.role ?? ""}.${e.ariaHidden ?? ""}`
    places.add([above, parent, own, ...[...e.attributes].map(said).filter(Boolean).sort(), e.textContent.trim() ? "says" : "",
      e.labels?.length ?? "", ...looks(e)].join(" "))
    if (!["svg", "select"].includes(e.localName))
      for (const child of e.children) look(child, e.matches(HOLDS) ? `${above}>${own}` : above)
  }
  look(document.body, "")
  const root = document.documentElement
  places.add(["page", root.lang, root.dir, !!document.title.trim(), document.querySelectorAll("main").length,
    document.querySelectorAll("h1").length, document.querySelector("meta[name=viewport]")?.content].join(" "))
  return [...places]
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


@dataclass
class Known:
    """What axe found nothing in, by a hash; processes that walk beside one another tell each other by files, and so do
    runs that follow one another.
    """

    folder: Path
    sound: set[str] = field(default_factory=set)

    def new(self, kind: str, seen: list[str]) -> list[str]:
        """What nobody has found sound yet."""
        self.sound.update(each for each in (_hash(kind, one) for one in seen) if self._has_heard_of(each))
        return [one for one in seen if _hash(kind, one) not in self.sound]

    def are_sound(self, kind: str, seen: list[str]) -> None:
        self.folder.mkdir(exist_ok=True)
        for one in self.new(kind, seen):
            self.sound.add(_hash(kind, one))
            (self.folder / _hash(kind, one)).touch()

    def _has_heard_of(self, each: str) -> bool:
        return each not in self.sound and (self.folder / each).exists()


# Text without a shade on one ground that nothing shines through: what most text is.
PLAIN = re.compile(r"rgb\((\d+), (\d+), (\d+)\)\|(true|false)\|none\|rgb\((\d+), (\d+), (\d+)\)")


def is_readable(tone: str) -> bool:
    """Whether two plain colours are far enough from each other, which needs no axe: it is asked about all that is left."""
    plain = PLAIN.fullmatch(tone)
    if plain is None:
        return False
    text, ground = ("#{:02x}{:02x}{:02x}".format(*map(int, plain.group(*at))) for at in ((1, 2, 3), (5, 6, 7)))
    return colour.contrast(text, ground) >= (colour.SHAPE if plain[4] == "true" else colour.TEXT)


def remember(config: pytest.Config, browser: str) -> None:
    """From run to run, for as long as axe, how it is asked, the browser, all styles and all scripts are the same; with
    EXAMPLES=all it is asked about everything anew.
    """
    cache = getattr(config, "cache", None)
    if cache is not None and not EVERYTHING:
        goes_by = [STATIC / "dev" / "axe.min.js", STATIC / "manifest.json", HERE, HERE.with_name("tests_browser.py")]
        about = hashlib.sha256(b"\n".join(path.read_bytes() for path in goes_by) + browser.encode())
        KNOWN.folder = cache.mkdir(f"sound-{about.hexdigest()[:16]}")


def _hash(kind: str, text: str) -> str:
    return hashlib.sha256(f"{kind}|{text}".encode("utf-8", "surrogatepass")).hexdigest()


KNOWN = Known(Path(tempfile.gettempdir()) / f"polydesk-sound-{os.environ.get('PYTEST_XDIST_TESTRUNUID', os.getpid())}")
