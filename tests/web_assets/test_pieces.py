"""Pieces of pages that are drawn once: for everybody who gets the same words, and for nobody else."""

from collections.abc import Iterator

import pytest
from jinja2 import DictLoader

import i18n.jinja
from i18n import speaking
from polydesk.kernel.web import rendering
from polydesk.kernel.web.compiling import PageEnvironment


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The names that were drawn anew, as in production, where templates never change."""
    drawn: list[str] = []
    pages = {
        "piece.html": "{{ noted(name) }}{{ _('Sign in') }} {{ me }}",
        "page.html": "{{ piece('piece.html', name=name) }}",
        "open.html": "{{ noted(name) }}/desk/tickets/{{ gap }}",
    }
    made = PageEnvironment(loader=DictLoader(pages), autoescape=True, auto_reload=False)
    i18n.jinja.install(made)
    made.globals.update(piece=rendering.piece, noted=lambda name: drawn.append(name) or name)
    monkeypatch.setattr(rendering, "environment", lambda: made)
    rendering._piece.cache_clear()
    yield drawn
    rendering._piece.cache_clear()


def _page(name: str) -> str:
    return rendering.environment().get_template("page.html").render(name=name, me="a secret")


def test_it_is_drawn_once_for_the_same_words(drawn: list[str]) -> None:
    assert _page("Ada") == _page("Ada")
    assert drawn == ["Ada"]


def test_it_is_another_for_other_words_and_languages(drawn: list[str]) -> None:
    with speaking("it"):
        italian = _page("Ada")
    assert len({italian, _page("Ada"), _page("Bob")}) == 3
    assert drawn == ["Ada", "Ada", "Bob"]


def test_it_knows_nothing_of_the_page_around_it(drawn: list[str]) -> None:
    assert "secret" not in _page("Ada")


def test_it_escapes_what_it_is_given(drawn: list[str]) -> None:
    assert "<b>" not in _page("<b>")


def test_it_leaves_a_gap_for_what_differs_from_page_to_page(drawn: list[str]) -> None:
    gaps = (7, 8, "<b>")
    assert [rendering.piece("open.html", gap=gap, name="Ada") for gap in gaps] == [
        "Ada/desk/tickets/7",
        "Ada/desk/tickets/8",
        "Ada/desk/tickets/&lt;b&gt;",
    ]
    assert drawn == ["Ada"]
