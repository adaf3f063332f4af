"""Which rule goes into which style sheet: a small made-up house of templates."""

from pathlib import Path

import pytest

from polydesk.kernel.web.scan_assets import scan, sources


@pytest.fixture
def house(tmp_path: Path) -> Path:
    pages = {
        "web/portal.html": '{% include "web/_foot.html" %}<div class="p-shell">',
        "web/desk.html": '<div class="d-shell">',
        "web/platform.html": '<div class="l-shell">',
        "web/failure.html": '<div class="f-shell">',
        "web/_foot.html": '<p class="foot">',
        "faq/home.html": '{% extends "web/portal.html" %}{% from "faq/_card.html" import card %}<b class="on-portal">',
        "faq/_card.html": '{# <i class="commented"> #}<i class="card-{{ "x" }} {{ "badge-blue" if a > b else "" }}">',
        "faq/_later.swap.html": '<u class="orphan">',
        "faq/edit.html": '{% extends "web/desk.html" %}<s class="on-desk">{{ _("some-words here") }}{{ icon("send") }}</s>',
    }
    for name, text in pages.items():
        file = tmp_path / "slice" / "templates" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (tmp_path / "slice" / "rows.py").write_text("""LOOK = {"new": "bg-green-lt"}\nROW = '<td class="cell"></td>'\n""")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_x.py").write_text('"never-seen"')
    return tmp_path


def test_a_page_counts_for_the_sheet_of_its_layout(house: Path) -> None:
    words = scan(house).words
    assert "on-portal" in words["portal"]
    assert "on-portal" not in words["desk"]
    assert "on-desk" in words["desk"]
    assert "on-desk" not in words["portal"]


def test_what_a_page_includes_counts_too(house: Path) -> None:
    words = scan(house).words
    assert {"foot", "badge-blue"} <= words["portal"]
    assert "foot" not in words["platform"]


def test_a_fragment_of_its_own_goes_where_its_neighbours_go(house: Path) -> None:
    words = scan(house).words
    assert "orphan" in words["portal"]
    assert "orphan" in words["desk"]
    assert "orphan" not in words["platform"]


def test_it_reads_classes_of_python_strings(house: Path) -> None:
    assert {"bg-green-lt", "cell"} <= scan(house).words["desk"]


def test_sentences_and_comments_are_no_classes(house: Path) -> None:
    words = scan(house).words
    assert "some-words" not in words["desk"]
    assert "commented" not in words["portal"]


def test_it_finds_icons_and_leaves_tests_out(house: Path) -> None:
    assert "send" in scan(house).icon_words
    assert not any(path.name == "test_x.py" for path in sources(house))
