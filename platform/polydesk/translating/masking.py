"""Masking: a text as a machine may translate it, with all that must stay as it is behind numbered tags.

Placeholders, addresses, code and the marks of Markdown become `<x id="1"/>` and `<g id="2">…</g>`, lines of code and
rules of tables do not travel at all. What comes back is put together again; a tag that is lost or doubled, or a text
whose Markdown is built differently than before, is no draft.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape, unescape

from markdown_it import MarkdownIt

# A line is searched for marks that belong together, which takes its time for very long ones.
LONGEST_LINE = 10_000

_PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_UNTRANSLATED = ("fence", "code_block", "html_block")

_ATOM = r"\{\{[^{}]*\}\}|https?://[^\s<>()\[\]\"]*[^\s<>()\[\]\".,;:!?]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
_PLAIN = re.compile(f"(?P<atom>{_ATOM})")
# What a label holds is read in one way only (`*+`): a bracket that never closes would be tried in two to the n ways.
_MARKED = re.compile(
    r"(?P<code>(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))"
    r"|(?P<open>!?\[)(?P<label>(?:[^\[\]\\]|\\.|!?\[[^\[\]]*\](?:\([^()]*\))?+)*+)"
    r"(?P<close>\](?:\([^()]*(?:\([^()]*\)[^()]*)*\)|\[[^\]]*\]))"
    rf"|(?P<atom>\\[!-/:-@\[-`{{-~]|<[^<>]+>|{_ATOM})"
    r"|(?P<mark>\*\*|~~|\*|(?<!\w)__|(?<!\w)_)(?=\S)(?P<held>.+?)(?<=\S)(?P=mark)(?!\w)"
)
_BEGINNING = re.compile(r"\s*(?:(?:>|(?:[-*+]|\d{1,9}[.)])(?=\s)|#{1,6}(?=\s)|\[[ xX]\](?=\s))\s*)*")
_DEFINITION = re.compile(r"\s{0,3}\[[^\]]+\]:\s")
_RULE = re.compile(r"[\s|:+-]*")
_CELL = re.compile(r"((?<!\\)\|)")
_TAG = re.compile(r'<x id="(\d+)"\s*/>|<x id="(\d+)"\s*></x>|<g id="(\d+)"\s*>|(</g>)|(<)')


class Lost(ValueError):
    """The machine did not give back what must stay."""


@dataclass
class Segment:
    """A piece that travels; `marks` are what stands behind its tags, before and after what they hold."""

    xml: str = ""
    marks: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Masked:
    pieces: tuple[str | Segment, ...]
    is_markdown: bool
    whole: str

    @property
    def segments(self) -> list[Segment]:
        return [piece for piece in self.pieces if isinstance(piece, Segment)]

    def put_together(self, translated: Sequence[str]) -> str:
        """The text with its translated segments, in their order. Raises Lost."""
        rest = iter(translated)
        text = "".join(_unmasked(next(rest), one.marks) if isinstance(one, Segment) else one for one in self.pieces)
        if self.is_markdown and _build(text) != _build(self.whole):
            raise Lost("the Markdown is built differently")
        return text


def masked(text: str, *, is_markdown: bool) -> Masked:
    """Raises Lost for a text that no machine should get: one line of it is too long."""
    if any(len(line) > LONGEST_LINE for line in text.split("\n")):
        raise Lost("a line is too long")
    return Masked(tuple(_pieces(text, is_markdown)), is_markdown, text)


def _pieces(text: str, is_markdown: bool) -> Iterator[str | Segment]:
    stays, tables = _lines_of(text) if is_markdown else (set(), set())
    for number, line in enumerate(text.split("\n")):
        if number:
            yield "\n"
        if number in stays or (is_markdown and _DEFINITION.match(line)):
            yield line
        elif number in tables:
            for cell in _CELL.split(line):
                yield from _of_line(cell, is_markdown)
        else:
            yield from _of_line(line, is_markdown)


def _of_line(line: str, is_markdown: bool) -> Iterator[str | Segment]:
    """What begins and ends the line stays; the rest travels if it has words."""
    begins = _BEGINNING.match(line) if is_markdown else re.match(r"\s*", line)
    left = begins.end() if begins else 0
    words = line[left:].rstrip(" \t\\" if is_markdown else None)
    segment = Segment()
    segment.xml = _xml(words, segment.marks, is_markdown)
    if not re.search(r"[^\W\d_]", re.sub(r"<[^>]*>", "", segment.xml)):
        yield line
        return
    yield line[:left]
    yield segment
    yield line[left + len(words) :]


def _xml(text: str, marks: list[tuple[str, str]], is_markdown: bool) -> str:
    parts, at = [], 0
    for found in (_MARKED if is_markdown else _PLAIN).finditer(text):
        parts += [escape(text[at : found.start()], quote=False), _tagged(found, marks)]
        at = found.end()
    return "".join([*parts, escape(text[at:], quote=False)])


def _tagged(found: re.Match[str], marks: list[tuple[str, str]]) -> str:
    groups = found.groupdict()
    number = len(marks)
    if groups.get("open"):
        marks.append((groups["open"], groups["close"]))
        return f'<g id="{number}">{_xml(groups["label"], marks, True)}</g>'
    if groups.get("mark"):
        marks.append((groups["mark"], groups["mark"]))
        return f'<g id="{number}">{_xml(groups["held"], marks, True)}</g>'
    marks.append((found[0], ""))
    return f'<x id="{number}"/>'


def _unmasked(xml: str, marks: Sequence[tuple[str, str]]) -> str:
    """Spaces that slipped inside of a pair of marks go out again."""
    xml = re.sub(r'(<g id="\d+"\s*>)(\s+)', r"\2\1", re.sub(r"(\s+)(</g>)", r"\2\1", xml))
    parts, at, held, seen = [], 0, list[int](), Counter[int]()
    for found in _TAG.finditer(xml):
        parts.append(unescape(xml[at : found.start()]))
        at = found.end()
        number = next((int(text) for text in found.groups()[:3] if text), -1)
        if found[5] or number >= len(marks) or (found[4] and not held):
            raise Lost("a tag that nobody sent")
        if found[4]:
            parts.append(marks[held.pop()][1])
            continue
        seen[number] += 1
        parts.append(marks[number][0])
        if found[3]:
            held.append(number)
    if held or seen != Counter(range(len(marks))):
        raise Lost("a tag is missing")
    return "".join([*parts, unescape(xml[at:])]).replace("\n", " ")


def _lines_of(text: str) -> tuple[set[int], set[int]]:
    """Numbers of the lines that stay as they are, and of those that are rows of tables."""
    stays, tables = set[int](), set[int]()
    for token in _PARSER.parse(text):
        if token.map and token.type in _UNTRANSLATED:
            stays.update(range(*token.map))
        elif token.map and token.type == "table_open":
            tables.update(range(*token.map))
    stays.update(number for number, line in enumerate(text.split("\n")) if _RULE.fullmatch(line))
    return stays, tables


def _build(text: str) -> Counter[tuple[str, ...]]:
    """What a text consists of besides its words: kinds of blocks, addresses, code."""
    found = Counter[tuple[str, ...]]()
    for token in _PARSER.parse(text):
        found[token.type, token.markup, token.content if token.type in _UNTRANSLATED else ""] += 1
        for one in token.children or ():
            if one.type not in ("text", "text_special"):
                address = str(one.attrs.get("href") or one.attrs.get("src") or "")
                found[one.type, address, one.content if one.type in ("code_inline", "html_inline") else ""] += 1
    return found
