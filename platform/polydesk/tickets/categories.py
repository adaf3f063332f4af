"""Categories: what tickets are about, in the tenant's own words, one list in an order that people chose.

A category that tickets have is never deleted: archived, nobody can choose it any more, and everything keeps it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from i18n import current_locale
from i18n.texts import Picked, Texts, pick
from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.remembered import Remembered
from polydesk.kernel.wording import written
from polydesk.tickets.refusals import TooManyCategories
from tenants.here import home_language

KIND = "ticket_category"
LONGEST_NAME = 60
MOST = 100


@dataclass(frozen=True)
class Category:
    id: UUID
    names: Texts
    is_archived: bool = False

    @property
    def picked(self) -> Picked:
        """In the reader's language, or the nearest there is."""
        return pick(self.names, current_locale(), home_language())

    @property
    def name(self) -> str:
        return self.picked.text


async def categories(*, archived_too: bool = False) -> list[Category]:
    """In their order, the archived ones last."""
    return [Category(*row) for row in await unit.fetch(_ALL, archived_too)]


async def _everything() -> tuple[Category, ...]:
    return tuple(await categories(archived_too=True))


# The archived ones last, too; from memory, for pages that offer them. Verbs read them afresh.
known = Remembered("categories", _everything, most=2_000)


async def category(category_id: UUID, *, lock: bool = False) -> Category:
    """Also an archived one. Raises NotFound."""
    row = await unit.fetchrow(f"{_ONE}{' FOR UPDATE' if lock else ''}", category_id)
    if row is None:
        raise NotFound
    return Category(*row)


async def add(names: Texts) -> Category:
    """The last in the order; the same again, by a form that was sent twice, is the one that is there. Raises TooManyCategories."""
    present = await categories()
    if there := next((one for one in present if one.names == names), None):
        return there
    if len(present) >= MOST:
        raise TooManyCategories
    made = Category(new_id(), names)
    await unit.execute(_ADD, made.id, names)
    await written(KIND, str(made.id), {}, names)
    await _note("added", made.id, {"names": [None, names]})
    return made


async def rename(held: Category, *, names: Texts) -> None:
    """Nothing changed leaves no trace."""
    if names == held.names:
        return
    await unit.execute(_RENAME, held.id, names)
    await written(KIND, str(held.id), held.names, names)
    await _note("renamed", held.id, {"names": [held.names, names]})


async def move(category_id: UUID, *, up: bool) -> None:
    """One place up or down; at the end nothing changes, and what is archived has no place. Raises NotFound."""
    await category(category_id)
    order = [row["id"] for row in await unit.fetch(_ORDER)]
    if category_id not in order:
        return
    place = order.index(category_id)
    other = place + (-1 if up else 1)
    if not 0 <= other < len(order):
        return
    order[place], order[other] = order[other], order[place]
    await unit.execute(_ARRANGE, order)
    await _note("moved", category_id, {"position": [place + 1, other + 1]})


async def archive(category_id: UUID) -> None:
    """Tickets, views and policies keep it. Raises NotFound."""
    held = await category(category_id)
    if not held.is_archived:
        await unit.execute(_SHELVE, category_id, now())
        await _note("archived", category_id, {"names": [held.names, None]})


async def restore(category_id: UUID) -> None:
    """The last in the order again. Raises NotFound, TooManyCategories."""
    held = await category(category_id)
    if not held.is_archived:
        return
    if len(await categories()) >= MOST:
        raise TooManyCategories
    await unit.execute(_RESTORE, category_id)
    await _note("restored", category_id, {"names": [None, held.names]})


async def tickets_by_category() -> dict[UUID, int]:
    """How many tickets have each, spam and merged ones left out."""
    return {row["category_id"]: row["count"] for row in await unit.fetch(_COUNTS)}


async def _note(what: str, category_id: UUID, changes: Mapping[str, list[object]]) -> None:
    await record(f"tickets.category_{what}", subject=("ticket_category", category_id), changes=dict(changes))
    await known.changed()


_SELECT = "SELECT id, names, archived_at IS NOT NULL FROM ticket_category WHERE tenant_id = app.tenant_id()"
_ALL = f"{_SELECT} AND ($1 OR archived_at IS NULL) ORDER BY archived_at IS NOT NULL, position, id"
_ONE = f"{_SELECT} AND id = $1"
_LAST = "(SELECT COALESCE(max(position), 0) + 1 FROM ticket_category WHERE tenant_id = app.tenant_id())"
_ADD = f"INSERT INTO ticket_category (id, names, position) VALUES ($1, $2, {_LAST})"  # noqa: S608
_MINE = "WHERE tenant_id = app.tenant_id() AND id = $1"
_RENAME = f"UPDATE ticket_category SET names = $2 {_MINE}"  # noqa: S608
_SHELVE = f"UPDATE ticket_category SET archived_at = $2 {_MINE}"  # noqa: S608
_RESTORE = f"UPDATE ticket_category SET archived_at = NULL, position = {_LAST} {_MINE}"  # noqa: S608
_ORDER = """
SELECT id FROM ticket_category WHERE tenant_id = app.tenant_id() AND archived_at IS NULL ORDER BY position, id FOR UPDATE
"""
_ARRANGE = """
UPDATE ticket_category c SET position = o.place FROM unnest($1::uuid[]) WITH ORDINALITY AS o (id, place)
 WHERE c.tenant_id = app.tenant_id() AND c.id = o.id
"""
_COUNTS = """
SELECT category_id, count(*) FROM ticket
 WHERE tenant_id = app.tenant_id() AND category_id IS NOT NULL AND spam_at IS NULL AND merged_into_id IS NULL
 GROUP BY category_id
"""
