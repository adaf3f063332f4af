"""PO, XLIFF 2 and CSV: whatever a text holds comes back equal; what is none of them is refused with its line."""

import string
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from i18n.exchange import Entry, Unreadable, po, sheet, xliff

# Whatever a form takes: no NUL, no lone surrogates, one kind of line end, nothing but space at no edge.
LETTERS = st.characters(blacklist_characters="\x00\r", blacklist_categories=("Cs",))
TEXT = st.text(LETTERS, min_size=1, max_size=60).map(str.strip).filter(bool)
PLACE = st.text(string.ascii_letters + string.digits + "._-", min_size=1, max_size=30)
AWKWARD = (
    "=1+1",
    "'tis",
    "'=x",
    '"quoted", with; signs',
    "two\nlines",
    "&amp; <b>x</b> ]]>",
    "{{customer.name}} 100 %",
    "مرحبا \u202eabc",
    "é Ｗ 👩‍👩‍👧 ß İ",
    "back\\slash \\n tab\there",
    "\x0bodd\x1f \x85  end",
    "-5",
    "@home",
)


def entries(texts: list[tuple[str, str, str]]) -> list[Entry]:
    places = {f"kind/{place}": (source, target) for place, source, target in texts}
    return [Entry(place, source, target, "it", note="Where", limit=40) for place, (source, target) in places.items()]


def said(found: list[Entry]) -> list[tuple[str, str, str, str]]:
    return sorted((one.place, one.source, one.target, one.language) for one in found)


@given(st.lists(st.tuples(PLACE, TEXT, TEXT | st.just("")), min_size=1, max_size=8))
def test_every_text_comes_back_equal(texts: list[tuple[str, str, str]]) -> None:
    before = entries(texts)
    assert said(po.read(po.write(before, "it"))) == said(before)
    assert said(xliff.read(xliff.write(before, "it", source_language="en"))) == said(before)


@given(st.dictionaries(PLACE, st.tuples(TEXT, TEXT | st.just("")), min_size=1, max_size=8))
def test_every_line_of_a_sheet_comes_back_equal(texts: dict[str, tuple[str, str]]) -> None:
    lines = [
        sheet.Line(f"kind/{place}", "Where", 40, "en", {"en": source, "it": target})
        for place, (source, target) in texts.items()
    ]
    found = sheet.read(sheet.write(lines, ["en", "it"]))
    assert said(found) == sorted((one.place, one.texts["en"], one.texts["it"], "it") for one in lines)


@pytest.mark.parametrize("text", AWKWARD)
def test_awkward_texts_come_back_equal(text: str) -> None:
    before = entries([("a", text, text), ("b", "x", text)])
    assert said(po.read(po.write(before, "it"))) == said(before)
    assert said(xliff.read(xliff.write(before, "it", source_language="en"))) == said(before)
    line = sheet.Line("kind/a", text, 40, "en", {"en": text, "it": text})
    assert said(sheet.read(sheet.write([line], ["en", "it"]))) == [("kind/a", text, text, "it")]


def test_what_is_outdated_is_marked_and_comes_back_unsure() -> None:
    before = [Entry("k/a", "Hello", "Ciao", "it", is_unsure=True), Entry("k/b", "Bye", "Addio", "it")]
    for read, content in (
        (po.read, po.write(before, "it")),
        (xliff.read, xliff.write(before, "it", source_language="en")),
    ):
        assert {one.place: (one.is_unsure, one.confirms) for one in read(content)} == {
            "k/a": (True, False),
            "k/b": (False, True),
        }


def test_a_sheet_computes_nothing() -> None:
    line = sheet.Line("k/a", "=cmd|' /C calc'!A0", 0, "en", {"en": "@SUM(A1)", "it": "+39 06"})
    cells = sheet.write([line], ["en", "it"]).decode("utf-8-sig").splitlines()[1]
    assert cells == "k/a,'=cmd|' /C calc'!A0,,en,'@SUM(A1),'+39 06"


def test_a_sheet_that_a_spreadsheet_has_saved_is_read() -> None:
    saved = "id;text;limit;source;en;it\r\nk/a;;40;en;Hello;Ciao\r\n;;;;;\r\n".encode("utf-8-sig")
    assert said(sheet.read(saved)) == [("k/a", "Hello", "Ciao", "it")]


def test_lines_are_those_of_the_file() -> None:
    assert [one.line for one in sheet.read(b'id,source,it\nk/a,,"x\ny"\nk/b,,z\n')] == [2, 4]
    content = po.write(entries([("a", "x", "y"), ("b", "z", "w")]), "it")
    lines = content.decode().splitlines()
    assert [lines[one.line - 2] for one in po.read(content)] == ['msgctxt "kind/a"', 'msgctxt "kind/b"']
    content = xliff.write(entries([("a", "x", "y"), ("b", "z", "w")]), "it", source_language="en")
    lines = content.decode().splitlines()
    assert ['<unit id="a"' in lines[one.line - 1] for one in xliff.read(content)] == [True, False]


BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xliff>&a;</xliff>'


@pytest.mark.parametrize(
    ("read", "content"),
    [
        (po.read, b""),
        (po.read, b'msgid "a\nmsgstr "b"'),
        (po.read, b'msgid "a"\nmsgstr "b"'),
        (po.read, b'\xff\xfe\x00msgid "a"'),
        (po.read, b'msgid ""\nmsgstr "Language: xx-yy-zz\\n"\n\nmsgid "a"\nmsgstr "b"\n'),
        (po.read, b'msgid ""\nmsgstr "Content-Type: text/plain; charset=rot13-x\\n"\n'),
        (po.read, b'msgid_plural "a"\nmsgstr[7] "b"\n'),
        (xliff.read, b""),
        (xliff.read, b"<xliff"),
        (xliff.read, b"<html><body>no</body></html>"),
        (xliff.read, b'<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"/>'),
        (xliff.read, b'<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en"/>'),
        (xliff.read, BOMB),
        (xliff.read, OUTSIDE),
        (xliff.read, b'<?xml version="1.0" encoding="klingon"?><xliff/>'),
        (sheet.read, b""),
        (sheet.read, b"a,b,c\n1,2,3\n"),
        (sheet.read, b"id,source\nk/a,en\n"),
        (sheet.read, b"id,it\nk/a,\xe9\n"),
        (sheet.read, b'id,it\nk/a,"open\n'),
        (sheet.read, b"\x89PNG\r\n\x1a\n"),
    ],
)
def test_what_is_none_of_them_is_refused(read: Any, content: bytes) -> None:
    with pytest.raises(Unreadable) as refusal:
        read(content)
    assert refusal.value.reason


def test_a_file_with_definitions_of_its_own_is_refused_at_once() -> None:
    with pytest.raises(Unreadable, match="DOCTYPE"):
        xliff.read(BOMB)
    with pytest.raises(Unreadable, match="DOCTYPE"):
        xliff.read(OUTSIDE)


def test_a_file_that_claims_millions_of_plural_forms_takes_no_room_for_them() -> None:
    head = b'msgid ""\nmsgstr ""\n"Language: it\\n"\n"Plural-Forms: nplurals=2000000; plural=0;\\n"\n'
    tracemalloc.start()
    try:
        assert po.read(head + b'\nmsgctxt "k/a"\nmsgid "x"\nmsgid_plural "y"\nmsgstr[0] "z"\n') == []
        assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()


def test_a_text_in_very_many_pieces_is_read_in_one_go() -> None:
    """Each piece added to all before it would be a copy of them: here of some gigabytes."""
    pieces = '<cp hex="0007"/>' * 100_000
    content = xliff.write(entries([("a", "x", "y")]), "it", source_language="en").decode().replace(">y<", f">{pieces}<")
    reader = xliff._Reader()
    reader.parser.Parse(content.encode(), True)
    assert reader.entries[0].target == "\x07" * 100_000
    assert all(isinstance(piece, list) for piece in reader._texts.values())
