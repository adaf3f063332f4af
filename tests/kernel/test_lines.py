"""One line: what people type is kept as they mean it, and nothing in it rewrites what stands around it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polydesk.kernel.lines import MOST_ACCENTS, one_line
from polydesk.tickets.tags import tidy_tag


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ada \t Lovelace\r\n", "Ada Lovelace"),
        ("two\u2028lines\x85three", "two lines three"),
        ("gpj\u202e.exe", "gpj.exe"),
        ("\u2067Ada\u2069 \u200fLovelace", "Ada Lovelace"),
        ("in\u200bvis\u2060ib\xadle\ufeff", "invisible"),
        ("Ada\U000e0041\U000e0042", "Ada"),
        ("lone\ud800", "lone"),
        ("Jose\u0301", "José"),
    ],
)
def test_it_takes_out_what_nobody_sees(typed, kept):
    assert one_line(typed) == kept


@pytest.mark.parametrize(
    "name",
    [
        "Straße", "İzmir ışık", "محمد علي", "עדה לאבלייס", "می\u200cخواهم", "क्षि\u200dत", "Nguyễn Thị", "田中 さくら", "ﬀ",
        "👩\u200d👩\u200d👧 family", "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f fans", "👍🏽", "בְּרֵאשִׁ֖ית",
    ],
)  # fmt: skip
def test_it_keeps_what_languages_and_emoji_need(name):
    assert one_line(name) == unicodedata.normalize("NFC", name)


def test_accents_do_not_pile_up_into_other_lines():
    piled = "Z" + "\u0335\u0354\u0317\u0308\u0301\u0321" * 20 + "algo"
    kept = one_line(piled)
    assert kept.startswith("Z")
    assert kept.endswith("algo")
    assert sum(unicodedata.combining(sign) > 0 for sign in kept) <= MOST_ACCENTS


@given(st.text(st.characters(), max_size=200))
def test_whatever_comes_it_stays_as_it_is_once_it_is_tidy(text):
    line = one_line(text)
    assert one_line(line) == line
    assert len(line.splitlines()) <= 1
    assert not any(
        unicodedata.bidirectional(sign) in ("LRO", "RLO", "LRE", "RLE", "PDF", "LRI", "RLI", "FSI", "PDI")
        for sign in line
    )


def test_a_tag_is_one_line_too():
    assert tidy_tag("#Ro\u202eof,  Tiles ") == "roof tiles"
