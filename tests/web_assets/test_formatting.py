"""The toolbar of a text of Markdown: marks are added and taken away, by the mouse and by keys, and every step can be undone."""

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import Locator, Page, expect

pytestmark = pytest.mark.browser

Visit = Callable[..., Awaitable[Page]]

MARKED = """e => {
  const {value, selectionStart, selectionEnd} = e
  return `${value.slice(0, selectionStart)}[${value.slice(selectionStart, selectionEnd)}]${value.slice(selectionEnd)}`
}"""


@pytest.mark.parametrize(
    ("tool", "chosen", "made"),
    [
        ("Bold", "[brake]", "**[brake]**"),
        ("Bold", "[brake ]hard", "**[brake]** hard"),
        ("Bold", "- [front]", "- **[front]**"),
        ("Bold", "[- front\n- back]", "[- **front**\n- **back**]"),
        ("Bold", "***[brake]***", "*[brake]*"),
        ("Italic", "**[brake]**", "***[brake]***"),
        ("Italic", "[]", "*[]*"),
        ("Heading", "First\nSec[on]d", "First\n## Second[]"),
        ("Bulleted list", "[front\nback]", "[- front\n- back]"),
        ("Bulleted list", "[1. front\n2. back]", "[- front\n- back]"),
        ("Numbered list", "[front\n\nback\n]rest", "[1. front\n\n2. back]\nrest"),
        ("Quote", "[front]", "> front[]"),
        ("Code", "[brake]", "`[brake]`"),
        ("Code", "[front\nback]", "[```\nfront\nback\n```]"),
        ("Link", "[our shop]", "[our shop]([https://])"),
        ("Link", "[https://acme.example/a]", "[[]](https://acme.example/a)"),
    ],
)
async def test_a_tool_marks_what_is_chosen(visit: Visit, tool: str, chosen: str, made: str) -> None:
    page = await visit("/desk_writing")
    text = await choose(page, chosen)
    await page.get_by_role("button", name=tool, exact=True).click()
    assert await looks(text) == made
    await expect(text).to_be_focused()
    await page.keyboard.press("Control+z")
    await expect(text).to_have_value(chosen.replace("[", "").replace("]", ""))


@pytest.mark.parametrize(
    ("tool", "chosen"),
    [
        ("Bold", "[brake]"), ("Bold", "[]"), ("Bold", "[- front\n- back]"), ("Italic", "**[brake]**"),
        ("Code", "[brake]"), ("Code", "[front\nback]"), ("Bulleted list", "[front\nback]"), ("Numbered list", "[front\nback]"),
        ("Quote", "[front\nback]"), ("Heading", "front[]"),
    ],
)  # fmt: skip
async def test_twice_is_as_before(visit: Visit, tool: str, chosen: str) -> None:
    page = await visit("/desk_writing")
    text = await choose(page, chosen)
    await page.get_by_role("button", name=tool, exact=True).click()
    assert await looks(text) != chosen
    await page.get_by_role("button", name=tool, exact=True).click()
    assert await looks(text) == chosen


async def test_a_link_is_its_text_again(visit: Visit) -> None:
    page = await visit("/desk_writing")
    text = await choose(page, "")
    await text.fill("[our shop](https://acme.example)")
    await text.evaluate("e => e.setSelectionRange(0, e.value.length)")
    await page.keyboard.press("Control+k")
    await expect(text).to_have_value("our shop")


async def test_keys_do_what_the_tools_do(visit: Visit) -> None:
    page = await visit("/desk_writing")
    text = await choose(page, "[brake]")
    for key, made in (("b", "**brake**"), ("i", "***brake***"), ("b", "*brake*"), ("k", "*[brake](https://)*")):
        await page.keyboard.press(f"Control+{key}")
        await expect(text).to_have_value(made)
    await page.keyboard.type("https://acme.example")
    await expect(text).to_have_value("*[brake](https://acme.example)*")
    await expect(page.get_by_role("button", name="Bold")).to_have_attribute("title", "Bold (Ctrl+B)")


@pytest.mark.parametrize(("direction", "onward"), [("ltr", "ArrowRight"), ("rtl", "ArrowLeft")])
async def test_the_bar_is_one_stop_and_arrows_lead_on(visit: Visit, direction: str, onward: str) -> None:
    page = await visit(f"/desk_writing?dir={direction}")
    text = await choose(page, "[brake]")
    await page.keyboard.press("Shift+Tab")
    await expect(page.get_by_role("button", name="Bold")).to_be_focused()
    await page.keyboard.press(onward)
    await expect(page.get_by_role("button", name="Italic")).to_be_focused()
    await page.keyboard.press("End")
    await page.keyboard.press(onward)
    await page.keyboard.press("Enter")
    await expect(text).to_have_value("**brake**")
    await expect(text).to_be_focused()


async def test_whoever_listens_to_the_text_hears_of_a_tool(visit: Visit) -> None:
    page = await visit("/desk_writing")
    text = await choose(page, "[brake]")
    await text.evaluate("e => e.addEventListener('input', () => { document.body.dataset.heard = e.value })")
    await page.keyboard.press("Control+b")
    await expect(page.locator("body")).to_have_attribute("data-heard", "**brake**")


async def test_a_picture_comes_where_the_caret_is(visit: Visit) -> None:
    page = await visit("/desk_writing")
    text = await choose(page, "above\n[]\nbelow")
    await page.route("**/pictures", lambda route: route.fulfill(json={"markdown": "![bell](/bell.png)"}))
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("button", name="Picture").click()
    picture = {"name": "bell.png", "mimeType": "image/png", "buffer": b"x"}
    await (await chooser.value).set_files([picture])
    await expect(text).to_have_value("above\n![bell](/bell.png)\n\nbelow")


async def test_the_bar_wraps_on_a_phone_and_is_not_there_without_scripts(visit: Visit) -> None:
    page = await visit("/desk_writing", width=360)
    assert await page.evaluate("document.documentElement.scrollWidth") <= 360
    for tool in await page.locator(".format-tool").all():
        box = await tool.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 360
        assert box["height"] >= 24
    bare = await visit("/desk_writing", scripts=False)
    await expect(bare.get_by_role("toolbar")).to_have_count(0)


async def choose(page: Page, marked: str) -> Locator:
    """The text with what stands between the brackets chosen."""
    text = page.get_by_label("Text", exact=True)
    await text.fill(marked.replace("[", "").replace("]", ""))
    start, end = (marked.index("["), marked.index("]") - 1) if marked else (0, 0)
    await text.evaluate("(e, [start, end]) => e.setSelectionRange(start, end)", [start, end])
    await text.focus()
    return text


async def looks(text: Locator) -> str:
    return str(await text.evaluate(MARKED))
