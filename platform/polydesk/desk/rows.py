"""Rows: a list of tickets as the ready table that pages print. Fifty rows are one function's work, without a template."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, repeat

from markupsafe import Markup

from i18n import current_locale
from polydesk.desk import cells
from polydesk.desk.cells import COLUMNS, Column, Here
from polydesk.kernel.clock import now
from polydesk.kernel.web.assets import drawings
from polydesk.kernel.web.compiling import escaped
from polydesk.kernel.web.rendering import GAP
from polydesk.tickets.listing import QueueRow
from tenants.here import home_language


@dataclass(frozen=True)
class Table:
    """What `desk/_rows.html` prints; `drawings` are the icons that its cells refer to."""

    head: Markup
    body: Markup
    drawings: Markup
    may_change: bool


def shown(rows: Sequence[QueueRow], wanted: Container[str], *, may_change: bool = False) -> Table | None:
    """The table with the columns that are `wanted` besides those that every list has; None when there are no rows."""
    if not rows:
        return None
    columns = [column for column in COLUMNS if column.is_always or column.key in wanted]
    here = Here(current_locale(), now(), home_language())
    numbers = [str(row.number) for row in rows]
    ticks = (numbers, numbers) if may_change else ()
    line = _line(columns, cells.tick(here.locale) if may_change else "")
    body = _woven(line, (numbers, *ticks, *[column.cells(rows, here) for column in columns]))
    head = "".join(
        [f'<th class="{column.head_look}" scope="col">{escaped(str(column.name))}</th>' for column in columns]
    )
    return Table(Markup(head), Markup(body), drawings(cells.DRAWINGS), may_change)


def _line(columns: Iterable[Column], tick: str) -> str:
    """A row, with a `GAP` for its number, two for the box to tick and one for each of its cells."""
    places = "".join([f"<td{_look(column)}>{GAP}</td>" for column in columns])
    return f'<tr id="t{GAP}" data-row>{tick}{places}</tr>\n'


def _woven(line: str, columns: Iterable[Iterable[str]]) -> str:
    """The line once for each row, with its cells in their places: one join for the whole table."""
    first, *others = line.split(GAP)
    pieces: list[Iterable[str]] = [repeat(first)]
    for column, piece in zip(columns, others, strict=True):
        pieces += (column, repeat(piece))
    return "".join(chain.from_iterable(zip(*pieces, strict=False)))


def _look(column: Column) -> str:
    return f' class="{column.look}"' if column.look else ""
