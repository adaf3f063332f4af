"""The layout: what a letter looks like, in either direction, and that words stay words."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from timeit import repeat

import pytest
from markupsafe import Markup

from polydesk.kernel.mail import Brand, Button, Letter
from polydesk.kernel.mail.layout import render
from polydesk.kernel.mail.plain import text_of

ACME = Brand(
    name="Acme & Söhne",
    colour="#0b7a3b",
    logo_url="https://acme.example/files/1",
    footer="Acme S.p.A.\nVia Roma 1",
    links=[("Privacy", "https://acme.example/privacy")],
)


def test_it_says_everything_in_both_parts(letter: Letter) -> None:
    made = render(letter, brand=ACME, language="en")
    for words in ("Alice answered", "here is our answer.", "#1042", "Open the ticket", "Via Roma 1", "Privacy"):
        assert words in made.html
        assert words in made.text
    assert "https://acme.example/t/abc?x=1&y=2" in made.text
    assert "> Have you tried water?" in made.text
    assert 'href="https://acme.example/t/abc?x=1&amp;y=2"' in made.html


def test_it_shows_the_brand(letter: Letter) -> None:
    html = render(letter, brand=ACME, language="en").html
    assert 'src="https://acme.example/files/1"' in html
    assert "#0b7a3b" in html
    assert "Acme &amp; Söhne" in html


@pytest.mark.parametrize(("language", "writing", "start"), [("en", "ltr", "left"), ("ar", "rtl", "right")])
def test_it_reads_from_the_right_side(letter: Letter, language: str, writing: str, start: str) -> None:
    html = render(letter, brand=ACME, language=language).html
    assert f'<html lang="{language}" dir="{writing}"' in html
    assert f"direction:{writing}" in html
    assert f"text-align:{start}" in html


def test_it_lets_no_word_become_markup_or_template(letter: Letter) -> None:
    nasty = '<script>alert("x")</script>{{ 7*7 }}</td><mj-raw>'
    said = replace(letter, subject=nasty, heading=nasty, paragraphs=[nasty], facts=[(nasty, nasty)], footnote=nasty)
    html = render(said, brand=replace(ACME, name=nasty, footer=nasty), language="en").html
    assert "<script>" not in html
    assert "<mj-raw>" not in html
    assert "{{ 7*7 }}" in html


def test_it_fetches_nothing_but_the_logo(letter: Letter) -> None:
    html = render(letter, brand=ACME, language="en").html
    assert set(re.findall(r'(?:src="|@import url\(|<link[^>]+href=")([^")]+)', html)) == {
        "https://acme.example/files/1"
    }
    assert "fonts" not in html


def test_it_closes_what_it_opens(letter: Letter) -> None:
    steps = [Button(str(step), f"https://acme.example/rate/{step}") for step in range(1, 6)]
    page = render(replace(letter, buttons=steps), brand=ACME, language="en").html
    assert _Balance.of(page) == {}
    assert all(f"/rate/{step}" in page for step in range(1, 6))


def test_it_costs_less_than_15_milliseconds(letter: Letter) -> None:
    render(letter, brand=ACME, language="en")
    assert min(repeat(lambda: render(letter, brand=ACME, language="en"), number=1, repeat=20)) < 0.015


@pytest.mark.parametrize("colour", ["red", "#fff", "#ffffff;}", "", "url(x)"])
def test_it_takes_no_colour_that_is_more_than_a_colour(colour: str) -> None:
    with pytest.raises(ValueError, match="colour"):
        Brand(name="Acme", colour=colour)


@pytest.mark.parametrize("url", ["/t/1", "javascript:alert(1)", "//evil.example", "", "https:evil"])
def test_a_button_leads_to_an_absolute_address(url: str) -> None:
    with pytest.raises(ValueError, match="absolute"):
        Button("Open", url)


def test_it_tells_html_in_plain_words() -> None:
    said = Markup(
        '<p>See <a href="https://a.example">this</a>.</p><ul><li>one<li>two</ul><pre>a\n  b</pre><img alt="Logo">'
    )
    assert text_of(said).splitlines() == [
        "See this (https://a.example).", "", "- one", "- two", "", "a", "  b", "", "Logo",
    ]  # fmt: skip


class _Balance(HTMLParser):
    """Counts open elements; what stays above or below zero is not balanced."""

    VOID = frozenset({"br", "img", "meta", "hr", "link", "input"})

    @classmethod
    def of(cls, page: str) -> dict[str, int]:
        counting = cls()
        counting.feed(page)
        return {tag: count for tag, count in counting.open.items() if count}

    def __init__(self) -> None:
        super().__init__()
        self.open: dict[str, int] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open[tag] = self.open.get(tag, 0) + 1

    def handle_endtag(self, tag: str) -> None:
        self.open[tag] = self.open.get(tag, 0) - 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass
