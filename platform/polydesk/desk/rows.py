"""Rows: a list of tickets as the ready table that pages print. Fifty rows are one function's work, without a template."""

from collections.abc import Container, Iterable
from dataclasses import dataclass

from markupsafe import Markup

from i18n import current_locale
from polydesk.desk import cells
from polydesk.desk.cells import COLUMNS, Cell, Column, Here
from polydesk.kernel.clock import now
from polydesk.kernel.web.assets import drawings
from polydesk.kernel.web.compiling import escaped
from polydesk.tickets.listing import QueueRow
from tenants.here import home_language


@dataclass(frozen=True)
class Table:
    """What `desk/_rows.html` prints; `drawings` are the icons that its cells refer to."""

    head: Markup
    body: Markup
    drawings: Markup
    may_change: bool


def shown(rows: Iterable[QueueRow], wanted: Container[str], *, may_change: bool = False) -> Table | None:
    """The table with the columns that are `wanted` besides those that every list has; None when there are no rows."""
    columns = [column for column in COLUMNS if column.is_always or column.key in wanted]
    here = Here(current_locale(), now(), home_language())
    ways = [(f"<td{_look(column)}>", column.cell) for column in columns]
    tick = cells.tick(here.locale) if may_change else None
    body = "".join([_row(row, ways, here, tick) for row in rows])
    if not body:
        return None
    head = "".join([f'<th{_look(column)} scope="col">{escaped(str(column.name))}</th>' for column in columns])
    return Table(Markup(head), Markup(body), drawings(cells.DRAWINGS), may_change)


def _row(row: QueueRow, ways: list[tuple[str, Cell]], here: Here, tick: tuple[str, ...] | None) -> str:
    number = row.number
    box = f"{tick[0]}{number}{tick[1]}{number}{tick[2]}" if tick else ""
    rest = "".join([f"{begin}{draw(row, here)}</td>" for begin, draw in ways])
    return f'<tr id="t{number}" data-row>{box}{rest}</tr>\n'


def _look(column: Column) -> str:
    return f' class="{column.look}"' if column.look else ""
