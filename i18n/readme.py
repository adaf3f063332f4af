"""The README's table of languages: how complete each is, counted from the catalogues and never written by hand."""

from collections.abc import Mapping
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog

from i18n import po
from i18n.check import Fault
from i18n.locales import SOURCE, direction, endonym
from i18n.sources import ROOT

BEGIN, END = "<!-- languages: counted by `make i18n` -->", "<!-- end of languages -->"


def completeness(catalogue: Catalog) -> tuple[int, int]:
    """How many sentences are translated in every form, and how many there are."""
    messages = [message for message in catalogue if message.id]
    return sum(1 for message in messages if all(po.forms(message)) and not message.fuzzy), len(messages)


def table(catalogues: Mapping[str, Catalog]) -> str:
    total = sum(1 for message in po.read_template() if message.id)
    rows = [_row(SOURCE, total, total, forms=2)]
    rows += [
        _row(language, *completeness(catalogue), po.plural_count(language))
        for language, catalogue in catalogues.items()
    ]
    head = ["| Language | | Sentences | Complete | Plural forms | Written |", "|---|---|---|---|---|---|"]
    return "\n".join(head + rows)


def write(catalogues: Mapping[str, Catalog], root: Path = ROOT) -> None:
    path = root / "README.md"
    text = path.read_text("utf-8")
    wanted = _with_table(text, table(catalogues))
    if wanted != text:
        path.write_text(wanted, "utf-8")


def faults(catalogues: Mapping[str, Catalog], root: Path = ROOT) -> list[Fault]:
    text = (root / "README.md").read_text("utf-8")
    if BEGIN not in text or END not in text:
        return [Fault("README.md", "has no place for the table of languages")]
    return (
        []
        if _with_table(text, table(catalogues)) == text
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
