"""Bare text in templates.

Jinja's own lexer takes the template apart. Its expressions are searched for English handed to macros and filters; the
data between them, with every Jinja piece replaced by a mark of the same number of lines, is read as HTML and searched
for text nodes and for the attributes that people see or hear.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from i18n.check import Fault
from i18n.lint_files import Template, Token

TRANSLATING = frozenset({"_", "gettext", "ngettext", "pgettext", "npgettext"})
SHOWN_ATTRIBUTES = frozenset(
    {
        "alt",
        "title",
        "aria-label",
        "aria-description",
        "aria-placeholder",
        "aria-roledescription",
        "aria-valuetext",
        "placeholder",
        "label",
        "summary",
        "hx-confirm",
        "hx-prompt",
    }
)
SHOWN_ARGUMENTS = frozenset(
    {"label", "title", "hint", "help", "placeholder", "heading", "message", "text", "alt", "caption", "confirm", "note"}
)
BUTTONS = frozenset({"submit", "button", "reset"})
SILENT = frozenset({"script", "style", "code", "pre", "kbd", "samp", "var", "mj-style", "mj-raw", "mj-font"})
NAMES = ("Polydesk",)
MARK = "\ufffc"

_ADDRESS = re.compile(r"\S*(://|@|\.[a-z]{2,}/|^/|\w+\.(com|org|net|test|example|localhost))\S*", re.IGNORECASE)
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)+|.*[a-z-]=\".*")  # one class name, or attributes that a macro writes
_WORD = re.compile(r"[^\W\d_]{2}")
_SENTENCE = re.compile(r"[A-Z][a-z’']+([ .!?…,:].*)?", re.DOTALL)
_COMPARING = frozenset({"==", "!=", "in", "<", ">"})


def template_faults(template: Template) -> list[Fault]:
    tokens, name = template.tokens, template.name
    excused = template.excused | _lines_of_tags_that_begin_in(template.excused, tokens)
    found = {*_expression_faults(tokens), *_data_faults(_skeleton(tokens), plain=name.endswith(".txt"))}
    return [Fault(f"{name}:{line}", why, text) for line, why, text in sorted(found) if line not in excused]


def _lines_of_tags_that_begin_in(lines: set[int], tokens: list[Token]) -> set[int]:
    """No comment fits inside a Jinja tag of several lines: the one before it excuses all of them."""
    inside, more = False, set[int]()
    for line, kind, _value in tokens:
        if kind in ("block_begin", "variable_begin"):
            inside = line in lines
        elif kind in ("block_end", "variable_end"):
            inside = False
        elif inside:
            more.add(line)
    return more


def _expression_faults(tokens: list[Token]) -> Iterator[tuple[int, str, str]]:
    words = [token for token in tokens if token[1] != "whitespace"]
    depth, spoken = 0, []  # the depths at which a translating call was opened
    for place, (line, kind, value) in enumerate(words):
        before = words[place - 1] if place else (0, "", "")
        if kind == "operator" and value in "([{":
            depth += 1
            if value == "(" and before[1] == "name" and before[2] in TRANSLATING:
                spoken.append(depth)
                if place + 1 < len(words) and words[place + 1][1] != "string":
                    yield line, f"{before[2]}() of something that is no literal: nothing can extract it", ""
        elif kind == "operator" and value in ")]}":
            spoken = [opened for opened in spoken if opened < depth]
            depth -= 1
        elif kind == "string" and not spoken and (why := _bare_string(words, place)):
            yield line, why, value[1:-1]


def _bare_string(words: list[Token], place: int) -> str:
    text = words[place][2][1:-1]
    before, named = words[place - 1], words[place - 2]
    if before[1] == "operator" and before[2] == "=" and named[2] in SHOWN_ARGUMENTS and is_text(text):
        return f"bare text for {named[2]}="
    if before[2] in _COMPARING or not _SENTENCE.fullmatch(text):
        return ""
    return "bare text in an expression" if is_text(text) else ""


def _skeleton(tokens: list[Token]) -> str:
    """The data alone; each expression is a mark, each statement nothing, both with the line breaks they had."""
    parts: list[str] = []
    silent_until = ""
    for place, (_line, kind, value) in enumerate(tokens):
        if kind == "block_begin":
            keyword, name = _statement(tokens, place)
            if keyword == silent_until:
                silent_until = ""
            elif keyword == "trans":
                silent_until = "endtrans"
            elif keyword == "block" and "class" in name:
                silent_until = "endblock"
        elif kind == "variable_begin":
            parts.append(MARK)
        shown = kind == "data" and not silent_until
        parts.append(value if shown else "\n" * value.count("\n"))
    return "".join(parts)


def _statement(tokens: list[Token], place: int) -> tuple[str, str]:
    names = (token[2] for token in tokens[place + 1 : place + 8] if token[1] == "name")
    return next(names, ""), next(names, "")


def _data_faults(skeleton: str, plain: bool) -> Iterator[tuple[int, str, str]]:
    if plain:
        yield from _lines_with_text(skeleton, 1)
        return
    reader = _Reader()
    reader.feed(skeleton)
    reader.close()
    yield from reader.found


class _Reader(HTMLParser):
    """Text nodes and shown attributes, with the line each stands in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str, str]] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._look_at(tag, dict(attributes))
        if tag in SILENT:
            self._silent.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self._look_at(tag, dict(attributes))

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            del self._silent[self._silent.index(tag) :]

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found += _lines_with_text(data, self.getpos()[0])

    def _look_at(self, tag: str, attributes: dict[str, str | None]) -> None:
        first = self.getpos()[0]
        raw = self.get_starttag_text() or ""
        for name, value in attributes.items():
            shown = _is_shown(tag, name, attributes) or (name.startswith("data-") and _SENTENCE.fullmatch(value or ""))
            if value and shown and is_text(value):
                line = first + raw[: max(raw.find(f"{name}="), 0)].count("\n")
                self.found.append((line, f"bare text in {name}", value))


def _is_shown(tag: str, name: str, attributes: dict[str, str | None]) -> bool:
    if name == "value":
        return tag == "input" and attributes.get("type") in BUTTONS
    if name == "content":
        return tag == "meta" and (attributes.get("name") or attributes.get("property") or "").endswith("description")
    return name in SHOWN_ATTRIBUTES


def _lines_with_text(text: str, first: int) -> Iterator[tuple[int, str, str]]:
    for offset, line in enumerate(text.split("\n")):
        if is_text(line) and not _CODE.fullmatch(line.strip()):
            yield first + offset, "bare text", line.strip().replace(MARK, "…")


def is_text(text: str) -> bool:
    """Whether somebody would have to translate it: two letters in a row that are no address and no proper name."""
    words = [word for word in text.replace(MARK, " ").split() if not _ADDRESS.fullmatch(word)]
    return bool(_WORD.search(re.sub("|".join(NAMES), "", " ".join(words))))
