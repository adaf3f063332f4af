"""Negotiation: who is heard first, what is near enough, and that no header can do harm."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from i18n.catalog import UI_LANGUAGES
from i18n.locales import UnknownTag, accepted, best, direction, endonym, endonym_by_cldr, is_tag, negotiate, parse_tag

OFFERED = ("en", "it", "pt", "zh-Hans", "pt-PT")


@pytest.mark.parametrize(
    ("voices", "spoken"),
    [
        ({}, "en"),
        ({"default": "it"}, "it"),
        ({"accept": "it", "default": "en"}, "it"),
        ({"url": "en", "accept": "it"}, "en"),
        ({"account": "it", "url": "en"}, "it"),
        ({"explicit": "en", "account": "it"}, "en"),
        ({"explicit": "xx", "account": "it"}, "it"),
        ({"explicit": "", "account": None, "url": "it"}, "it"),
        ({"accept": "fr, de;q=0.9", "default": "it"}, "it"),
        ({"accept": "en;q=0.5, it;q=0.8"}, "it"),
        ({"accept": "it;q=0, en"}, "en"),
        ({"accept": "it;q=0", "default": "en"}, "en"),
        ({"accept": "it-CH"}, "it"),
        ({"accept": "IT-ch;Q=0.7"}, "it"),
        ({"accept": "pt-BR"}, "pt"),
        ({"accept": "pt-PT"}, "pt-PT"),
        ({"accept": "fr, pt-BR;q=0.9, en;q=0.1"}, "pt"),
        ({"accept": "zh-Hans-CN"}, "zh-Hans"),
        ({"accept": "zh-Hant-TW"}, "en"),
        ({"accept": "zh"}, "zh-Hans"),
        ({"accept": "*", "default": "it"}, "it"),
        ({"accept": "*;q=0.1, it"}, "it"),
        ({"accept": "it;q=2, en"}, "en"),
        ({"accept": ";;;,,,=,q=1, ,it"}, "it"),
    ],
)
def test_it_hears_the_voices_in_their_order(voices, spoken):
    assert negotiate(OFFERED, **voices) == spoken


def test_it_falls_back_from_region_to_language_to_sister():
    assert best("pt-BR", ["pt", "pt-PT"]) == "pt"
    assert best("pt-BR", ["en", "pt-PT"]) == "pt-PT"
    assert best("pt-BR", ["en"]) is None


@given(st.text())
def test_it_survives_any_header(header):
    assert negotiate(OFFERED, accept=header) in OFFERED


@given(st.lists(st.from_regex(r"[a-zA-Z*-]{0,9}(;\s*q\s*=\s*[0-9.eE+-]{0,9})?", fullmatch=True), max_size=50))
def test_it_survives_nearly_right_headers(ranges):
    assert negotiate(OFFERED, accept=", ".join(ranges)) in OFFERED


def test_it_reads_only_the_beginning_of_a_huge_header():
    assert list(accepted("it," * 1_000_000)) == ["it"] * 30
    assert list(accepted("x" * 999_999 + ",it")) == []


def test_it_remembers_no_more_of_a_header_than_it_reads():
    beginning = "it, " + "en;q=0.5, " * 200
    assert accepted(beginning + "x" * 50_000) is accepted(beginning + "y" * 50_000)


@given(st.text(max_size=30))
def test_it_never_takes_rubbish_for_a_tag(text):
    assert not is_tag(text) or parse_tag(parse_tag(text)) == parse_tag(text)


@pytest.mark.parametrize(
    ("typed", "tag"), [("IT", "it"), ("it-ch", "it-CH"), ("ZH-hant-tw", "zh-Hant-TW"), ("es-419", "es-419")]
)
def test_it_spells_a_tag_canonically(typed, tag):
    assert parse_tag(typed) == tag


@pytest.mark.parametrize(
    "typed", ["", "it_IT", "xx", "und", "mul", "../../etc", "en-US-POSIX", "it\0", "іt", " it", "i-klingon", None, 7]
)
def test_it_refuses_what_is_no_tag(typed):
    with pytest.raises(UnknownTag):
        parse_tag(typed)


def test_it_names_each_language_in_itself():
    names = [endonym("it"), endonym("en"), endonym("ja"), endonym("pt-BR")]
    assert names == ["Italiano", "English", "日本語", "Português (Brasil)"]


def test_it_names_its_own_languages_as_cldr_does_without_reading_it():
    assert {tag: endonym(tag) for tag in UI_LANGUAGES} == {tag: endonym_by_cldr(tag) for tag in UI_LANGUAGES}
    reads = "from babel import localedata; from i18n import catalog, locales"
    names = "[locales.endonym(tag) for tag in catalog.UI_LANGUAGES]"
    done = subprocess.run(
        [sys.executable, "-c", f"{reads}; {names}; print(len(localedata._cache))"], capture_output=True, check=True
    )
    assert done.stdout == b"0\n"


def test_it_knows_which_way_a_language_runs():
    assert [direction(tag) for tag in ("en", "it", "ar", "he", "fa-IR")] == ["ltr", "ltr", "rtl", "rtl", "rtl"]
