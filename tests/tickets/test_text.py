"""What people type, made safe to show."""

import time
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from tests_depth import EVERYTHING

from polydesk.tickets.refusals import TextTooLong
from polydesk.tickets.text import html_of_markdown, html_of_plain, sanitised

LONG = 100_000 if EVERYTHING else 30_000  # what takes as long as the square of it would be noticed at either

ATTACKS = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    '<a href="javascript:alert(1)">x</a>',
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](https://spy.example/pixel.gif)",
    '<div hx-get="/desk" class="modal" id="main" style="position:fixed">x</div>',
    "<svg><script>alert(1)</script></svg>",
    '<iframe src="https://x.example">',
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
]


class _Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("show", [html_of_plain, html_of_markdown, sanitised])
def test_it_lets_nothing_run(attack: str, show: Callable[[str], str]) -> None:
    for tag, attributes in _Tags(show(attack)).found:
        assert tag in {"p", "a", "br", "table"}
        assert attributes.keys() <= {"href", "rel", "dir", "title"}
        assert (attributes.get("href") or "https:").startswith(("https:", "http:", "mailto:"))


def test_it_shows_plain_text_as_it_was_typed() -> None:
    html = html_of_plain("Dear all,\nline **two**\n\n  indented <b>\nwww https://x.example/a?b=1&c=2.")
    assert html.count("<p") == 2
    assert "<br>" in html
    assert "**two**" in html
    assert "&nbsp;&nbsp;indented &lt;b&gt;" in html
    assert 'href="https://x.example/a?b=1&amp;c=2"' in html


def test_it_finds_the_direction_of_each_paragraph() -> None:
    assert html_of_plain("مرحبا\n\nHello").count('dir="auto"') == 2
    assert html_of_markdown("مرحبا\n\n- Hello").count('dir="auto"') >= 2


def test_it_understands_markdown() -> None:
    html = html_of_markdown(
        "**Hi**\nthere\n\n1. one\n2. two\n\n> quoted\n\n`code` https://x.example\n\n|a|b|\n|-|-|\n|1|2|"
    )
    for part in ("<strong>Hi</strong><br>", "<ol>", "<blockquote", "<code>code</code>", 'rel="noopener', "<table>"):
        assert part in html


def test_it_refuses_what_is_too_long() -> None:
    with pytest.raises(TextTooLong):
        html_of_markdown("x" * 100_001)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "*a " * 33_000,
        "> " * 50_000,
        "- " * 50_000,
        "`" * 100_000,
        "|" * 100_000,
        "a@" * 50_000,
        "<a" * 50_000,
        "http://" * 14_000,
        "[a](" * 25_000,
        "\n" * 100_000,
        "x" * 100_000,
        "**" * 50_000,
        "&#1;" * 25_000,
        "![[]()" * 16_000,
    ],
    ids=lambda text: text[:5],
)
def test_it_is_quick_with_whatever_is_typed(text: str) -> None:
    started = time.process_time()  # the processor's time: what else the machine does meanwhile is not measured
    html_of_plain(text[:LONG])
    html_of_markdown(text[:LONG])
    assert time.process_time() - started < 5 * LONG / 30_000


def test_it_shows_what_is_too_deep_as_text() -> None:
    assert sanitised("<blockquote>" * 100_000).startswith("<pre>&lt;blockquote")


@pytest.mark.parametrize("show", [html_of_plain, html_of_markdown])
def test_it_is_not_held_up_by_a_wall_of_addresses(show: Callable[[str], str]) -> None:
    started = time.process_time()
    show("http://a" * 12_500)
    assert time.process_time() - started < 8


def test_it_links_an_address_that_comes_late_in_a_paragraph() -> None:
    assert 'href="https://x.example/a_b_c"' in html_of_markdown("word " * 300 + "https://x.example/a_b_c")
