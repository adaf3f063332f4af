"""Finds out which classes, elements and icons the pages use, so that the browser gets no rule that it does not need.

A page belongs to the style sheet of the layout that it extends; what it includes belongs there too. Class names must
stand in full in a template, a script or a Python string: `"badge-" ~ kind` is not seen.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

LAYOUTS = {
    "portal": {"web/portal.html", "web/failure.html"},
    "preview": {"tenants/admin/preview.html", "surveys/form_preview.html"},
    "desk": {"web/desk.html"},
    "receipt": {"sla/shared.html"},
    "platform": {"web/platform.html"},
}
# Pages load `portal.js` unless their layout says otherwise.
SCRIPTS = {"desk": "desk.js"}
SKIPPED = {".venv", ".git", "build", "dist", "node_modules", "tests", "static", "migrations", "infra"}
SAFE_TAGS = (
    "html body main header footer nav section article aside h1 h2 h3 h4 h5 h6 p a ul ol li dl dt dd table thead tbody "
    "tfoot tr th td caption blockquote pre code kbd mark del em strong b i u s sub sup small hr img figure figcaption "
    "button input textarea select option optgroup label fieldset legend form details summary dialog time svg path "
    "progress meter output abbr address template"
)
# What htmx adds while it works, and what the root says about the theme.
SAFE_CLASSES = "htmx-request htmx-swapping htmx-settling htmx-added htmx-indicator"

_REFERENCE = re.compile(r"""(?:{%-?\s*(?:extends|include|import|from)\s+|\bpiece\()["']([^"']+)["']""")
_LIST_OF_REFERENCES = re.compile(r"""{%-?\s*(?:extends|include)\s+\[([^\]]+)\]""")
_TRANSLATED = re.compile(r"""\b(?:_|ngettext|pgettext)\(\s*("[^"]*"|'[^']*')(\s*,\s*("[^"]*"|'[^']*'))*""")
_MARKUP = re.compile(r"<[^>]*>|{{.*?}}|{%.*?%}", re.DOTALL)
_COMMENT = re.compile(r"{#.*?#}", re.DOTALL)
_WORD = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_:/-]*")
_STRING = re.compile(r'"((?:[^"\\\n]|\\.)*)"|' + r"'((?:[^'\\\n]|\\.)*)'")
_IMPORT = re.compile(r"""(?:import|from)\s+["']\./([\w.]+)["']""")
_ICON_WORD = re.compile(r"""["']([a-z0-9]+(?:-[a-z0-9]+)*)["']""")


def sources(root: Path) -> Iterator[Path]:
    """Every file that may name a class or an icon."""
    for path in root.rglob("*"):
        parts = path.relative_to(root).parts
        if SKIPPED.isdisjoint(parts) and not any(part.startswith(".") for part in parts):
            inside_templates = "templates" in parts and path.suffix in {".html", ".xml", ".txt"}
            if inside_templates or path.suffix == ".py" or (path.suffix == ".js" and "scripts" in parts):
                yield path


@dataclass
class Found:
    words: dict[str, set[str]] = field(default_factory=dict)
    icon_words: set[str] = field(default_factory=set)

    def words_for(self, sheet: str) -> dict[str, list[str]]:
        words = sorted(self.words[sheet] | set(SAFE_CLASSES.split()))
        return {"classes": words, "tags": sorted({*SAFE_TAGS.split(), "root"}), "attributes": words}


def scan(root: Path) -> Found:
    templates: dict[str, str] = {}
    python: list[str] = []
    scripts: dict[str, str] = {}
    for path in sources(root):
        text = path.read_text(encoding="utf-8", errors="replace")
        if path.suffix == ".py":
            python.append(text)
        elif path.suffix == ".js":
            scripts[path.name] = text
        else:
            templates[_name_of(path)] = _COMMENT.sub("", text)

    said_in_code = {word for text in python for word in _class_words_of_code(text)}
    found = Found(icon_words=set(_icon_words([*templates.values(), *python])))
    for sheet, names in _members(templates).items():
        said = {word for name in names for word in _template_words(templates[name])}
        found.words[sheet] = said | said_in_code | _said_in_scripts(SCRIPTS.get(sheet, "portal.js"), scripts)
    return found


def _name_of(path: Path) -> str:
    """`web/portal.html` for …/kernel/web/templates/web/portal.html."""
    parts = path.parts
    return "/".join(parts[len(parts) - parts[::-1].index("templates") :])


def _members(templates: dict[str, str]) -> dict[str, set[str]]:
    """The templates of each style sheet. A page with a sheet of its own is not one of the layout that it extends; a
    fragment that nobody includes goes where the rest of its folder goes."""
    own_sheets = set().union(*LAYOUTS.values())
    references = {name: _references(text) & templates.keys() for name, text in templates.items()}
    members: dict[str, set[str]] = {}
    for sheet, layouts in LAYOUTS.items():
        ours = templates.keys() - (own_sheets - layouts)
        pages = {name for name in ours if layouts & _closure(name, references, only_upwards=templates)}
        members[sheet] = {name for page in pages | (layouts & templates.keys()) for name in _closure(page, references)}

    homeless = templates.keys() - set().union(*members.values())
    for name in homeless:
        folder = name.rpartition("/")[0]
        homes = [sheet for sheet, names in members.items() if any(n.rpartition("/")[0] == folder for n in names)]
        for sheet in homes or LAYOUTS:
            members[sheet] |= _closure(name, references)
    return members


def _said_in_scripts(entry: str, scripts: dict[str, str]) -> set[str]:
    """The words of the script that a sheet's pages load, and of what it imports."""
    text = scripts.get(entry, "")
    said = {word for string in _strings(text) for word in _WORD.findall(string)}
    imported = [name for name in _IMPORT.findall(text) if name in scripts]
    return said.union(*(_said_in_scripts(name, scripts) for name in imported))


def _references(text: str) -> set[str]:
    lists = (string for listed in _LIST_OF_REFERENCES.findall(text) for string in _strings(listed))
    return {*_REFERENCE.findall(text), *lists}


def _closure(name: str, references: dict[str, set[str]], only_upwards: dict[str, str] | None = None) -> set[str]:
    reached, waiting = {name}, [name]
    while waiting:
        current = waiting.pop()
        nexts = references[current]
        if only_upwards is not None:
            nexts = {other for other in nexts if re.search(rf"extends\s.*?{re.escape(other)}", only_upwards[current])}
        waiting.extend(nexts - reached)
        reached |= nexts
    return reached


def _template_words(text: str) -> Iterator[str]:
    for piece in _MARKUP.findall(_TRANSLATED.sub("_(", text)):
        yield from _WORD.findall(piece)


def _class_words_of_code(text: str) -> Iterator[str]:
    """Words of class attributes, and whatever is hyphenated: `"bg-green-lt"` in a table of colours."""
    for string in _strings(text):
        for attribute in re.findall(r"""class=\\?["']?([^"'>]*)""", string):
            yield from _WORD.findall(attribute)
        if len(string) < 200:
            yield from (word for word in _WORD.findall(string) if "-" in word)


def _icon_words(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from _ICON_WORD.findall(text)


def _strings(text: str) -> Iterator[str]:
    for double, single in _STRING.findall(text):
        yield double or single
