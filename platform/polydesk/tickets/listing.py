"""The queue: lists of tickets as tuples that are ready to print, one statement a page, keyset-paged, counts capped."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.tickets.conditions import DUE, Conditions, Sort, Where, where

PAGE = 50
COUNTED = 1_001


class QueueRow(NamedTuple):
    """One line: what lists print and nothing else, since each field is read for each row of each page.

    `own_status` are the tenant's names for the status, by language, if it has one of its own; `category` likewise.
    """

    number: int
    subject: str
    status: str
    own_status: dict[str, str] | None
    priority: str
    who: str
    assignee: str
    waiting_since: datetime | None
    updated_at: datetime
    created_at: datetime
    messages: int
    is_spam: bool
    channel: str
    due_at: datetime | None = None
    due_metric: str | None = None
    due_paused: str | None = None
    due_left_s: int | None = None
    tags: Sequence[str] = ()
    category: dict[str, str] | None = None


# A row that has every column, without a look at each.
_row: Callable[[unit.Record], QueueRow] = partial(tuple.__new__, QueueRow)


class QueuePage(NamedTuple):
    """`older` is the cursor of what comes after the last row; empty at the end."""

    rows: list[QueueRow]
    older: str


# People and names are looked up for the rows of the page only.
ROWS = """
SELECT t.number, t.subject, t.status, s.names, t.priority,
       COALESCE(NULLIF(p.name, ''), (SELECT a.address FROM person_address a WHERE a.tenant_id = t.tenant_id
         AND a.person_id = t.person_id ORDER BY a.is_primary DESC, a.created_at LIMIT 1), '') AS who,
       COALESCE(m.name, ''), t.waiting_since, t.updated_at, t.created_at, t.message_count, t.spam_at IS NOT NULL, t.channel,
       t.due_at, t.due_metric, t.due_paused, t.due_left_s, t.tags, c.names
  FROM ({chosen}) t
  LEFT JOIN person p ON p.tenant_id = t.tenant_id AND p.id = t.person_id
  LEFT JOIN member m ON m.tenant_id = t.tenant_id AND m.id = t.assignee_id
  LEFT JOIN ticket_status s ON s.tenant_id = t.tenant_id AND s.id = t.status_id
  LEFT JOIN ticket_category c ON c.tenant_id = t.tenant_id AND c.id = t.category_id
 ORDER BY {order}
"""
WAITING = "COALESCE(t.waiting_since, 'infinity'::timestamptz)"
ORDERS: dict[Sort, str] = {
    "due": f"{DUE}, t.number",
    "waiting": f"{WAITING}, t.number",
    "newest": "t.number DESC",
    "oldest": "t.number",
}
# The orders by an instant that not every ticket has: those without come last.
INSTANTS: dict[Sort, str] = {"due": DUE, "waiting": WAITING}


async def queue(wanted: Conditions, *, by: Actor, after: str = "", sort: Sort = "due", most: int = PAGE) -> QueuePage:
    """The page behind the cursor `after`; a cursor that nobody gave out begins from the start."""
    made = where(wanted, by=by)
    _begin_after(made, after, sort)
    # The length stands in the text: as a parameter it would make PostgreSQL plan the statement anew each time.
    chosen = f"SELECT * FROM ticket t WHERE {made} ORDER BY {ORDERS[sort]} LIMIT {int(most) + 1}"  # noqa: S608
    rows = list(map(_row, await unit.fetch(ROWS.format(chosen=chosen, order=ORDERS[sort]), *made.args)))
    return QueuePage(rows[:most], _cursor(rows[most - 1], sort) if len(rows) > most else "")


async def count(wanted: Conditions, *, by: Actor) -> int:
    """How many, up to 1,001: beyond a thousand nobody needs the figure, and the database would count for long."""
    return (await counts({"": wanted}, by=by))[""]


async def counts(views: Mapping[str, Conditions], *, by: Actor) -> dict[str, int]:
    """The capped counts of several views in one statement."""
    args: list[Any] = []
    parts = [
        f"(SELECT count(*) FROM (SELECT FROM ticket t WHERE {where(wanted, by=by, args=args)} LIMIT {COUNTED}) c)"  # noqa: S608
        for wanted in views.values()
    ]
    row = await unit.fetchrow("SELECT " + ", ".join(parts), *args) if parts else None
    return dict(zip(views, row or (), strict=True))


def _begin_after(made: Where, cursor: str, sort: Sort) -> None:
    since, _dot, number = cursor.rpartition("_")
    if not number.isascii() or not number.isdigit() or len(number) > 18:
        return
    here = made.place(int(number))
    if sort in INSTANTS:
        instant = made.place(_instant(since))
        made.add(f"({INSTANTS[sort]}, t.number) > (COALESCE({instant}::timestamptz, 'infinity'), {here}::bigint)")
    else:
        made.add(f"t.number {'<' if sort == 'newest' else '>'} {here}::bigint")


def _cursor(row: QueueRow, sort: Sort) -> str:
    since = {"due": row.due_at, "waiting": row.waiting_since}.get(sort)
    return f"{since.isoformat() if since else ''}_{row.number}"


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError:
        return None
    return found if found.tzinfo else None
