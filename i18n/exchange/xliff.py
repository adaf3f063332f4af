"""XLIFF 2.0 files of tenants' texts: a `<file>` for each kind, a `<unit>` for each text.

What a translation tool has not finished (`state="initial"`) is left alone on the way in. Letters that XML cannot hold
travel as `<cp hex="…"/>`. No file brings definitions of its own (`<!DOCTYPE`): nothing in it is looked up or unfolded.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from i18n import _
from i18n.exchange.entry import Entry, Unreadable
from i18n.locales import UnknownTag, parse_tag

SPACE = "urn:oasis:names:tc:xliff:document:2.0"

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def write(entries: Sequence[Entry], language: str, *, source_language: str) -> bytes:
    head = f'<xliff xmlns="{SPACE}" version="2.0" srcLang={quoteattr(source_language)} trgLang={quoteattr(language)}>'
    body = "".join(
        f"  <file id={quoteattr(kind)}>\n{''.join(map(_unit, units))}  </file>\n"
        for kind, units in groupby(entries, key=lambda entry: entry.place.partition("/")[0])
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}\n{body}</xliff>\n'.encode()


def read(content: bytes) -> list[Entry]:
    """Raises Unreadable."""
    reader = _Reader()
    try:
        reader.parser.Parse(content, True)
    except expat.ExpatError as error:
        raise Unreadable(_("This is no XLIFF file that could be read."), error.lineno) from None
    except (ValueError, LookupError):  # an encoding that nobody knows
        raise Unreadable(_("This is no XLIFF file that could be read.")) from None
    if not reader.language:
        raise Unreadable(_("This is no XLIFF file that could be read."))
    return reader.entries


def _unit(entry: Entry) -> str:
    state = "initial" if entry.is_unsure or not entry.target else "final"
    target = f"<target>{_text(entry.target)}</target>" if entry.target else ""
    notes = "".join(f"<note{category}>{_text(text)}</note>" for category, text in _notes(entry))
    return (
        f'    <unit id={quoteattr(entry.place.partition("/")[2])} xml:space="preserve">\n'
        + (f"      <notes>{notes}</notes>\n" if notes else "")
        + f'      <segment state="{state}"><source>{_text(entry.source)}</source>{target}</segment>\n    </unit>\n'
    )


def _notes(entry: Entry) -> Iterator[tuple[str, str]]:
    if entry.note:
        yield "", entry.note
    if entry.limit:
        yield ' category="limit"', str(entry.limit)


def _text(text: str) -> str:
    return _UNFIT.sub(lambda found: f'<cp hex="{ord(found[0]):04X}"/>', escape(text))


class _Reader:
    """Walks through the elements; knows nothing but the ones above, and passes over what other tools add."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._say
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.language, self.entries = "", list[Entry]()
        self._file, self._unit, self._line, self._is_unsure = "", "", 0, False
        self._texts: dict[str, list[str]] = {}
        self._inside = ""

    def _start(self, name: str, given: dict[str, str]) -> None:
        tag = self._tag(name)
        if tag == "xliff":
            self.language = self._spoken(given)
        elif not self.language:
            raise Unreadable(_("This is no XLIFF file that could be read."), self.parser.CurrentLineNumber)
        elif tag == "file":
            self._file = given.get("id", "")
        elif tag == "unit":
            self._unit, self._line = given.get("id", ""), self.parser.CurrentLineNumber
            self._texts, self._is_unsure = {}, False
        elif tag == "segment":
            self._is_unsure = self._is_unsure or given.get("state") == "initial"
        elif tag in ("source", "target"):
            self._inside = tag
        elif tag == "cp":
            self._say(self._letter(given.get("hex", "")))

    def _end(self, name: str) -> None:
        tag = self._tag(name)
        if tag == self._inside:
            self._inside = ""
        elif tag == "unit":
            self.entries.append(self._read())

    def _read(self) -> Entry:
        source, target = ("".join(self._texts.get(part, ())) for part in ("source", "target"))
        return Entry(
            place=f"{self._file}/{self._unit}",
            source=source,
            target=target,
            language=self.language,
            is_unsure=self._is_unsure,
            confirms=not self._is_unsure,
            line=self._line,
        )

    def _say(self, text: str) -> None:
        if self._inside:
            self._texts.setdefault(self._inside, []).append(text)

    def _refuse(self, *_declared: Any) -> None:
        raise Unreadable(_("The file declares things of its own (DOCTYPE), which no translation needs."), self._here())

    def _spoken(self, given: dict[str, str]) -> str:
        try:
            return parse_tag(given.get("trgLang", ""))
        except UnknownTag:
            raise Unreadable(_("The file does not say for which language it is."), self._here()) from None

    def _letter(self, hexadecimal: str) -> str:
        try:
            return chr(int(hexadecimal, 16))
        except (ValueError, OverflowError):
            raise Unreadable(_("This is no XLIFF file that could be read."), self._here()) from None

    def _here(self) -> int:
        return self.parser.CurrentLineNumber

    @staticmethod
    def _tag(name: str) -> str:
        space, _gap, tag = name.rpartition(" ")
        return tag if space == SPACE else ""
