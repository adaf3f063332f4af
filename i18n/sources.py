"""Which files speak to people, and the sentences in them.

Python is read by Babel, templates by Jinja's own parser, so that what is extracted is what runs.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from tokenize import TokenError

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from jinja2.exceptions import TemplateSyntaxError

ROOT = Path(__file__).parent.parent
FOLDERS = ("platform", "tenants", "portal", "surveys", "billing", "i18n")
TEMPLATE_SUFFIXES = frozenset({".html", ".mjml", ".j2", ".xml"})
NOT_OURS = frozenset({"node_modules", "static", "migrations", "__pycache__"})

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "lazy": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_in": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
JINJA = {"trimmed": "true", "silent": "false", "extensions": "jinja2.ext.do,jinja2.ext.loopcontrols"}
FOR_TRANSLATORS = ("Translators:",)

_ASKS = re.compile(rf"\b(?:{'|'.join(KEYWORDS)})[\s\\]*\(")


class Unreadable(Exception):
    """A source that does not parse: its sentences are unknown, so nothing is extracted at all."""


def python_files(root: Path = ROOT) -> list[Path]:
    return [path for path in _files(root) if path.suffix == ".py"]


def template_files(root: Path = ROOT) -> list[Path]:
    return [path for path in _files(root) if _is_template(path)]


def fresh_template(root: Path = ROOT) -> Catalog:
    """Every sentence of the product with the places it stands at, as the sources are now."""
    catalog = Catalog(domain="messages")
    for path in python_files(root):
        if _ASKS.search(path.read_text("utf-8")):  # taking a file apart takes long, and two of three ask for nothing
            _collect(catalog, path, root, "python", {"encoding": "utf-8"})
    for path in template_files(root):
        _collect(catalog, path, root, "jinja2.ext:babel_extract", JINJA)
    return catalog


def _collect(catalog: Catalog, path: Path, root: Path, method: str, options: dict[str, str]) -> None:
    name = path.relative_to(root).as_posix()
    try:
        with path.open("rb") as file:
            for line, message, comments, context in extract(method, file, KEYWORDS, FOR_TRANSLATORS, options):
                catalog.add(message, locations=[(name, line)], auto_comments=comments, context=context)
    except (TemplateSyntaxError, SyntaxError, TokenError, UnicodeDecodeError) as error:
        raise Unreadable(f"{name}:{getattr(error, 'lineno', 1)}: {error}") from error


def _files(root: Path) -> Iterator[Path]:
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and NOT_OURS.isdisjoint(path.relative_to(root).parts):
                yield path


def _is_template(path: Path) -> bool:
    return path.suffix in TEMPLATE_SUFFIXES or (path.suffix == ".txt" and "templates" in path.parts)
