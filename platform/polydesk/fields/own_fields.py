"""What is done with fields: added, changed, made to depend on another one, archived and brought back.

The kind of a field never changes, since answers are kept by it; a field that was answered is never deleted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from i18n.texts import Texts
from polydesk.fields.catalogue import Catalogue, changed, read
from polydesk.fields.model import DECIDING, FIELD, Field, Kind
from polydesk.fields.refusals import ChangedMeanwhile, GoesInCircles, OthersDepend, TooMany
from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.turns import take_turn
from polydesk.kernel.wording import written

LONGEST_LABEL, LONGEST_HELP = 80, 300
MOST = 100


@dataclass(frozen=True)
class Draft:
    labels: Texts
    helps: Texts = field(default_factory=dict)
    is_required: bool = False
    parent_id: UUID | None = None
    shown_for: Sequence[UUID] = ()


async def add(kind: Kind, labels: Texts) -> UUID:
    """The same again, by a form that was sent twice, is the one that is there. Raises TooMany."""
    await take_turn(FIELD)
    present = (await read()).open_fields
    if known := next((one for one in present if one.kind == kind and one.labels == labels), None):
        return known.id
    if len(present) >= MOST:
        raise TooMany
    made = new_id()
    await unit.execute("INSERT INTO ticket_field (id, kind, labels) VALUES ($1, $2, $3)", made, kind, labels)
    await _remember(made, Draft({}), Draft(labels))
    await _note("added", made, {"label": [None, labels]})
    return made


async def change(held: Field, draft: Draft, *, seen: int) -> None:
    """`seen` is the version that was edited. Raises ChangedMeanwhile, GoesInCircles, NotFound for what is no parent."""
    if draft.parent_id != held.parent_id:
        await unit.execute(_HOLD_ALL)  # of two that are tied to each other at once, the second one sees the first
    _demand_parent(await read(), held, draft)
    before = Draft(held.labels, held.helps, held.is_required, held.parent_id, list(held.shown_for))
    draft = Draft(draft.labels, draft.helps, draft.is_required, draft.parent_id, list(draft.shown_for))
    if draft == before:
        return
    columns = (draft.labels, draft.helps, draft.is_required, draft.parent_id, draft.shown_for)
    if await unit.fetchval(_CHANGE, held.id, *columns, seen) is None:
        raise ChangedMeanwhile
    if draft.parent_id != before.parent_id:
        await unit.execute(_OFFER_ALWAYS, held.id)
    await _remember(held.id, before, draft)
    await _note("changed", held.id, _changes(before, draft))


async def archive(held: Field) -> None:
    """Nobody is asked any more; what was answered can still be read. Raises OthersDepend."""
    if held.is_archived:
        return
    if children := (await read()).children_of(held.id):
        raise OthersDepend.on_it([one.label.text for one in children])
    await unit.execute(_SHELVE, held.id, now())
    await _note("archived", held.id, {"label": [held.labels, None]})


async def restore(held: Field) -> None:
    """Where it was asked, it is asked again; by itself, if what it depended on is archived. Raises TooMany."""
    if not held.is_archived:
        return
    await take_turn(FIELD)
    known = await read()
    if len(known.open_fields) >= MOST:
        raise TooMany
    if held.parent_id and known.field(held.parent_id).is_archived:
        await unit.execute(_STAND_ALONE, held.id)
        await unit.execute(_OFFER_ALWAYS, held.id)
    await unit.execute(_SHELVE, held.id, None)
    await _note("restored", held.id, {"label": [None, held.labels]})


def possible_parents(known: Catalogue, held: Field) -> list[Field]:
    """What this field can depend on: whatever does not wait for it."""
    return [one for one in known.open_fields if one.kind in DECIDING and not _waits_for(known, one, held.id)]


def _demand_parent(known: Catalogue, held: Field, draft: Draft) -> None:
    if draft.parent_id is None:
        return
    parent = known.field(draft.parent_id)
    if parent.is_archived or parent.kind not in DECIDING:
        raise NotFound
    if _waits_for(known, parent, held.id):
        raise GoesInCircles
    if set(draft.shown_for) - {one.id for one in parent.options}:
        raise NotFound


def _waits_for(known: Catalogue, one: Field | None, field_id: UUID) -> bool:
    passed = set[UUID]()
    while one is not None and one.id not in passed:
        if one.id == field_id:
            return True
        passed.add(one.id)
        one = known.fields[one.parent_id] if one.parent_id else None
    return False


def _changes(before: Draft, after: Draft) -> dict[str, list[Any]]:
    pairs: dict[str, list[Any]] = {
        "label": [before.labels, after.labels],
        "help": [before.helps, after.helps],
        "required": [before.is_required, after.is_required],
        "depends_on": [_text(before.parent_id), _text(after.parent_id)],
        "options": [list(map(str, before.shown_for)), list(map(str, after.shown_for))],
    }
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _text(found: UUID | None) -> str | None:
    return str(found) if found else None


async def _remember(field_id: UUID, before: Draft, after: Draft) -> None:
    await written(FIELD, f"{field_id}.label", before.labels, after.labels)
    await written(FIELD, f"{field_id}.help", before.helps, after.helps)


async def _note(what: str, field_id: UUID, changes: dict[str, list[Any]]) -> None:
    await record(f"fields.field_{what}", subject=(FIELD, field_id), changes=changes)
    await changed()


_HOLD_ALL = "SELECT FROM ticket_field WHERE tenant_id = app.tenant_id() ORDER BY id FOR UPDATE"
_MINE = "WHERE tenant_id = app.tenant_id() AND id = $1"
_CHANGE = f"""
UPDATE ticket_field SET labels = $2, helps = $3, is_required = $4, parent_id = $5, shown_for = $6, version = version + 1
 {_MINE} AND version = $7 RETURNING 1
"""  # noqa: S608
_SHELVE = f"UPDATE ticket_field SET archived_at = $2 {_MINE}"  # noqa: S608
_STAND_ALONE = f"UPDATE ticket_field SET parent_id = NULL, shown_for = '{{}}', version = version + 1 {_MINE}"  # noqa: S608
_OFFER_ALWAYS = "UPDATE field_option SET offered_for = '{}' WHERE tenant_id = app.tenant_id() AND field_id = $1"
