"""What is done with request types: added, named, given fields in an order, archived and brought back.

One that tickets have is never deleted: archived, nobody can choose it any more, and they keep it.
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from i18n.texts import Texts
from polydesk.fields.catalogue import changed, read
from polydesk.fields.model import FIELD, TYPE, RequestType
from polydesk.fields.ordering import moved
from polydesk.fields.refusals import ChangedMeanwhile, TooMany
from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.turns import take_turn
from polydesk.kernel.wording import written

LONGEST_NAME, LONGEST_DESCRIPTION = 60, 300
MOST, MOST_FIELDS = 50, 40


@dataclass(frozen=True)
class Draft:
    names: Texts
    descriptions: Texts = field(default_factory=dict)


async def add(draft: Draft) -> UUID:
    """The last in the order; the same again, by a form that was sent twice, is the one that is there. Raises TooMany."""
    await take_turn(FIELD)
    present = (await read()).offered
    if known := next((one for one in present if one.names == draft.names), None):
        return known.id
    _demand_room(present)
    made = new_id()
    await unit.execute(_ADD, made, draft.names, draft.descriptions)
    await _remember(made, Draft({}), draft)
    await _note("added", made, {"names": [None, draft.names]})
    return made


async def change(held: RequestType, draft: Draft, *, seen: int) -> None:
    """`seen` is the version that was edited. Nothing changed leaves no trace. Raises ChangedMeanwhile."""
    before = Draft(held.names, held.descriptions)
    if draft == before:
        return
    if await unit.fetchval(_CHANGE, held.id, draft.names, draft.descriptions, seen) is None:
        raise ChangedMeanwhile
    await _remember(held.id, before, draft)
    pairs = {"names": [before.names, draft.names], "descriptions": [before.descriptions, draft.descriptions]}
    await _note("changed", held.id, {name: pair for name, pair in pairs.items() if pair[0] != pair[1]})


async def move(held: RequestType, *, up: bool) -> None:
    order = await _locked(_ORDER)
    if (wanted := moved(order, held.id, up=up)) is not None:
        await unit.execute(_ARRANGE, wanted)
        await _note("moved", held.id, {"position": [order.index(held.id) + 1, wanted.index(held.id) + 1]})


async def archive(held: RequestType) -> None:
    """Tickets and views keep it."""
    if not held.is_archived:
        await unit.execute(_SHELVE, held.id, now())
        await _note("archived", held.id, {"names": [held.names, None]})


async def restore(held: RequestType) -> None:
    """The last in the order again. Raises TooMany."""
    if held.is_archived:
        await take_turn(FIELD)
        _demand_room((await read()).offered)
        await unit.execute(_RESTORE, held.id)
        await _note("restored", held.id, {"names": [None, held.names]})


async def ask(held: RequestType, field_id: UUID) -> None:
    """It asks for this field, too, last in the order. Raises NotFound, TooMany."""
    await take_turn(FIELD)
    known = await read()
    held, wanted = known.type(held.id), known.field(field_id)
    if wanted.is_archived or field_id in held.fields:
        return
    if len(held.fields) >= MOST_FIELDS:
        raise TooMany
    await unit.execute(_ASK, held.id, field_id)
    await _note("fields_changed", held.id, {"fields": [None, wanted.labels]})


async def ask_no_more(held: RequestType, field_id: UUID) -> None:
    """What was answered stays with the tickets. Raises NotFound."""
    gone = (await read()).field(field_id)
    if field_id in held.fields:
        await unit.execute(_ASK_NO_MORE, held.id, field_id)
        await _note("fields_changed", held.id, {"fields": [gone.labels, None]})


async def move_field(held: RequestType, field_id: UUID, *, up: bool) -> None:
    """Among those that are asked; archived ones stand where they stood."""
    known = await read()
    asked = [one.id for one in known.asked_by(known.type(held.id))]
    if (wanted := moved(asked, field_id, up=up)) is not None:
        archived = [one for one in held.fields if one not in asked]
        await unit.execute(_ARRANGE_FIELDS, held.id, [*wanted, *archived])
        await _note("fields_changed", held.id, {"position": [asked.index(field_id) + 1, wanted.index(field_id) + 1]})


def _demand_room(present: list[RequestType]) -> None:
    if len(present) >= MOST:
        raise TooMany


async def _locked(order: str) -> list[UUID]:
    return [row["id"] for row in await unit.fetch(order)]


async def _remember(type_id: UUID, before: Draft, after: Draft) -> None:
    await written(TYPE, f"{type_id}.name", before.names, after.names)
    await written(TYPE, f"{type_id}.description", before.descriptions, after.descriptions)


async def _note(what: str, type_id: UUID, changes: dict[str, list[Any]]) -> None:
    await record(f"fields.type_{what}", subject=(TYPE, type_id), changes=changes)
    await changed()


_LAST = "(SELECT COALESCE(max(position), 0) + 1 FROM request_type WHERE tenant_id = app.tenant_id())"
_MINE = "WHERE tenant_id = app.tenant_id() AND id = $1"
_ADD = f"INSERT INTO request_type (id, names, descriptions, position) VALUES ($1, $2, $3, {_LAST})"  # noqa: S608
_CHANGE = (
    f"UPDATE request_type SET names = $2, descriptions = $3, version = version + 1 {_MINE} AND version = $4 RETURNING 1"  # noqa: S608
)
_SHELVE = f"UPDATE request_type SET archived_at = $2 {_MINE}"  # noqa: S608
_RESTORE = f"UPDATE request_type SET archived_at = NULL, position = {_LAST} {_MINE}"  # noqa: S608
_ORDER = """
SELECT id FROM request_type WHERE tenant_id = app.tenant_id() AND archived_at IS NULL ORDER BY position, id FOR UPDATE
"""
_ARRANGE = """
UPDATE request_type t SET position = o.place FROM unnest($1::uuid[]) WITH ORDINALITY AS o (id, place)
 WHERE t.tenant_id = app.tenant_id() AND t.id = o.id
"""
_ASK = """
INSERT INTO request_type_field (type_id, field_id, position)
SELECT $1, $2, COALESCE(max(position), 0) + 1 FROM request_type_field WHERE tenant_id = app.tenant_id() AND type_id = $1
ON CONFLICT DO NOTHING
"""
_ASK_NO_MORE = "DELETE FROM request_type_field WHERE tenant_id = app.tenant_id() AND type_id = $1 AND field_id = $2"
_ARRANGE_FIELDS = """
UPDATE request_type_field x SET position = o.place FROM unnest($2::uuid[]) WITH ORDINALITY AS o (id, place)
 WHERE x.tenant_id = app.tenant_id() AND x.type_id = $1 AND x.field_id = o.id
"""
