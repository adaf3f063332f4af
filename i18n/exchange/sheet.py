"""CSV files of tenants' texts, for a spreadsheet: a line for each text, a column for each language.

The column of the source is there to be read. A cell that a spreadsheet would compute is written behind an apostrophe,
which goes on the way in.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from i18n import _
from i18n.exchange.entry import Entry, Unreadable
from i18n.locales import is_tag, parse_tag

BEFORE = ("id", "text", "limit", "source")
COMPUTED = "=+-@\t\r"


@dataclass(frozen=True)
class Line:
    """One text in all languages; `source` names the language that the others are translated from."""

    place: str
    note: str
    limit: int
    source: str
    texts: dict[str, str]


def write(lines: Sequence[Line], languages: Sequence[str]) -> bytes:
    target = io.StringIO()
    table = csv.writer(target, lineterminator="\r\n")
    table.writerow([*BEFORE, *languages])
    for line in lines:
        cells = [line.place, line.note, line.limit or "", line.source]
        table.writerow([_harmless(str(cell)) for cell in (*cells, *(line.texts.get(code, "") for code in languages))])
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def read(content: bytes) -> list[Entry]:
    """Raises Unreadable. A column is an entry in each line, but for the one that the line says is its source."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Unreadable(_("The file is not written in UTF-8. Save it as “CSV UTF-8”."), line) from None
    table = csv.reader(io.StringIO(text, newline=""), _dialect(text), strict=True)
    entries: list[Entry] = []
    try:
        head = [cell.strip() for cell in next(table, [])]
        languages = _languages(head)
        began = table.line_num + 1
        for row in table:
            entries += _of_row(dict(zip(head, row, strict=False)), languages, began)
            began = table.line_num + 1
    except csv.Error:
        raise Unreadable(_("This is no CSV file that could be read."), table.line_num) from None
    return entries


def _dialect(text: str) -> type[csv.Dialect]:
    """Spreadsheets write semicolons where the comma is for decimals."""

    class Separated(csv.excel):
        first = text.partition("\n")[0]
        delimiter = max(",;\t", key=first.count)

    return Separated


def _languages(head: list[str]) -> dict[str, str]:
    """column → tag."""
    if "id" not in head:
        raise Unreadable(_("The first line must name the columns: id, source, and the languages."), 1)
    found = {name: parse_tag(name) for name in head if name not in BEFORE and is_tag(name)}
    if not found:
        raise Unreadable(_("The first line must name the columns: id, source, and the languages."), 1)
    return found


def _of_row(row: dict[str, str], languages: dict[str, str], line: int) -> list[Entry]:
    place, source = _plain(row.get("id", "")).strip(), _plain(row.get("source", "")).strip()
    if not any(row.values()):
        return []
    said = next((_plain(row.get(column, "")) for column, tag in languages.items() if tag == source), "")
    return [
        Entry(place, said, _plain(row.get(column, "")), tag, line=line)
        for column, tag in languages.items()
        if tag != source
    ]


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell[:1] and cell[0] in COMPUTED + "'" else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell[1:2] and cell[1] in COMPUTED + "'" else cell
