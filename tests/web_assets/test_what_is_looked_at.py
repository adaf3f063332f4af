"""Axe is asked about what it has not seen; here is what it must not take for seen: each defect makes a place that is new."""

from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from playwright.async_api import Browser, Page
from tests_depth import EVERYTHING
from tests_sound import KNOWN, PLACES, TONES, is_readable, remember

pytestmark = pytest.mark.browser

SOUND = """<html lang="en"><head><title>Sound</title><style>
button, input { min-width: 30px; min-height: 30px }
.plain { text-decoration: none }
.tiny { min-width: 0; min-height: 0; width: 9px; height: 9px; padding: 0; border: 0 }
</style></head><body><main><h1>Bells</h1><p id="hint">Loud ones</p>
<form><label for="name">Name</label><input id="name" name="name" aria-describedby="hint"><button aria-label="Send"></button></form>
<p>Read <a href="/all">all of them</a>.</p><ul><li><a href="/1">One</a></li></ul>
<img src="/bell.png" alt="A bell"><div hidden><button></button></div></main></body></html>"""
DEFECTS = {
    "a field without a label": ('<label for="name">', '<label for="another">'),
    "a label without words": ("Name</label>", "</label>"),
    "a button without a name": ('aria-label="Send"', 'aria-label=""'),
    "a link without words": (">One</a>", "></a>"),
    "a picture without words for it": ('alt="A bell"', ""),
    "a hint that is not there": ('id="hint"', ""),
    "a hint that is there twice": ("<ul>", '<p id="hint">Loud ones</p><ul>'),
    "an entry outside of a list": ("<ul>", "<section>"),
    "a role that does not exist": ("<h1>", '<h1 role="bell">'),
    "a page without a title": ("<title>Sound</title>", ""),
    "a page without a language": ('lang="en"', ""),
    "a link inside of a button": (">One</a>", "><button>One</button></a>"),
    "a link that only its colour tells": ('<a href="/all">', '<a href="/all" class="plain">'),
    "a button that is hidden from readers": ("<li>", '<li aria-hidden="true">'),
    "something that comes to light": ("<div hidden>", "<div>"),
    "a button too small for a thumb": ("<button ", '<button class="tiny" '),
}


@pytest.fixture(scope="module")
async def page(browser: Browser) -> AsyncIterator[Page]:
    page = await browser.new_page()
    yield page
    await page.close()


@pytest.mark.parametrize("defect", DEFECTS)
async def test_a_defect_is_new(page: Page, defect: str) -> None:
    there, instead = DEFECTS[defect]
    assert there in SOUND
    seen = await places(page, SOUND)
    assert set(await places(page, SOUND.replace(there, instead))) - set(seen)


async def test_other_words_are_not(page: Page) -> None:
    other = SOUND.replace("Bells", "Horns").replace("One", "Two").replace("/1", "/2").replace("A bell", "A horn")
    assert set(await places(page, other)) == set(await places(page, SOUND))


@pytest.mark.parametrize(
    ("style", "is_plain"),
    [
        ("color: #6b6b6b", True),
        ("color: #8a8a8a", False),
        ("color: #8a8a8a; font-size: 24px", True),
        ("color: #9a9a9a; font-size: 24px", False),
        ("color: #6b6b6b; background: #ccc", False),
        ("color: rgb(0 0 0 / 60%)", False),
        ("color: #000; opacity: .9", False),
        ("color: #000; background: linear-gradient(#fff, #eee)", False),
        ("color: #000; text-shadow: 1px 1px #fff", False),
    ],
)
async def test_axe_is_asked_about_colours_that_do_not_speak_for_themselves(
    page: Page, style: str, is_plain: bool
) -> None:
    await page.set_content(f'<html style="background: #fff"><body><p style="{style}">A bell</p></body></html>')
    assert [is_readable(tone) for tone in await page.evaluate(TONES)] == [is_plain]


@pytest.mark.skipif(EVERYTHING, reason="axe is asked about everything")
def test_what_was_sound_is_known_in_the_next_run_but_not_with_another_browser(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config: Any = SimpleNamespace(cache=SimpleNamespace(mkdir=tmp_path.joinpath))
    monkeypatch.setattr(KNOWN, "folder", tmp_path)
    monkeypatch.setattr(KNOWN, "sound", set())
    remember(config, "a browser")
    KNOWN.are_sound("place", ["a bell"])
    KNOWN.sound.clear()  # as in another process
    assert KNOWN.new("place", ["a bell", "a horn"]) == ["a horn"]
    KNOWN.sound.clear()
    remember(config, "another browser")
    assert KNOWN.new("place", ["a bell"]) == ["a bell"]


async def places(page: Page, html: str) -> list[str]:
    await page.set_content(html)
    return list(await page.evaluate(PLACES))
