"""The README's table of languages: how complete each is, counted from the catalogues and never written by hand."""

from functools import lru_cache
from pathlib import Path

from babel import Locale

from i18n import po
from i18n.catalog import LOCALES, translated_languages
from i18n.check import Fault
from i18n.locales import SOURCE, direction, endonym
from i18n.sources import ROOT

BEGIN, END = "<!-- languages: counted by `make i18n` -->", "<!-- end of languages -->"


def completeness(language: str, locales: Path = LOCALES) -> tuple[int, int]:
    """How many sentences are translated in every form, and how many there are."""
    return _counted(language, locales, po.source_of(language, locales).stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _counted(language: str, locales: Path, _changed: int) -> tuple[int, int]:
    """Reading a catalogue takes half a second; one that has not changed is read once."""
    messages = [message for message in po.read(language, locales) if message.id]
    return sum(1 for message in messages if all(po.forms(message)) and not message.fuzzy), len(messages)


def table(locales: Path = LOCALES) -> str:
    total = sum(1 for message in po.read_template(locales) if message.id)
    rows = [_row(SOURCE, total, total, forms=2)]
    rows += [
        _row(language, *completeness(language, locales), po.plural_count(language))
        for language in translated_languages(locales)
    ]
    head = ["| Language | | Sentences | Complete | Plural forms | Written |", "|---|---|---|---|---|---|"]
    return "\n".join(head + rows)


def write(root: Path = ROOT) -> None:
    path = root / "README.md"
    text = path.read_text("utf-8")
    wanted = _with_table(text, table())
    if wanted != text:
        path.write_text(wanted, "utf-8")


def faults(root: Path = ROOT) -> list[Fault]:
    text = (root / "README.md").read_text("utf-8")
    if BEGIN not in text or END not in text:
        return [Fault("README.md", "has no place for the table of languages")]
    return (
        []
        if _with_table(text, table()) == text
        else [Fault("README.md", "table of languages is not of today (make i18n)")]
    )


def _row(language: str, done: int, total: int, forms: int) -> str:
    share = f"{100 * done // total} %" if total else "100 %"  # notext, rounded down: 100 % means all of them
    written = "right to left" if direction(language) == "rtl" else "left to right"
    english = Locale.parse(language, sep="-").get_display_name("en")
    return f"| {endonym(language)} | {english} `{language}` | {done:,} of {total:,} | {share} | {forms} | {written} |"


def _with_table(text: str, counted: str) -> str:
    before, found, rest = text.partition(BEGIN)
    _old, ended, after = rest.partition(END)
    return f"{before}{found}\n{counted}\n{ended}{after}" if found and ended else text
