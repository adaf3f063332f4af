"""What is done with the options of a choice: added, named, ordered, tied to a choice made before, archived, brought back.

An option that somebody chose is never deleted: archived, nobody can choose it any more, and old answers still say it.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from i18n.texts import Texts
from polydesk.fields.catalogue import changed, read
from polydesk.fields.model import FIELD, OPTION, Field, Option
from polydesk.fields.ordering import moved
from polydesk.fields.refusals import ChangedMeanwhile, TooMany
from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.turns import take_turn
from polydesk.kernel.wording import written

LONGEST_NAME = 80
MOST = 100


async def add(held: Field, names: Sequence[Texts]) -> list[UUID]:
    """The last in their order; one that is there already, by the same name, is not added again. Raises TooMany."""
    _demand_choice(held)
    if len(names) > MOST:  # before they are compared with each other
        raise TooMany
    await take_turn(FIELD)
    known = [one.names for one in (await read()).field(held.id).open_options]
    wanted = [one for place, one in enumerate(names) if one not in known and one not in names[:place]]
    if len(known) + len(wanted) > MOST:
        raise TooMany
    made = [(new_id(), held.id, texts) for texts in wanted]
    for one in made:
        await unit.execute(_ADD, *one)
        await written(OPTION, str(one[0]), {}, one[2])
    if made:
        await _note("added", held.id, {"options": [None, [texts for _id, _field, texts in made]]})
    return [option_id for option_id, _field, _texts in made]


async def change(
    held: Field, option: Option, *, names: Texts, offered_for: Sequence[UUID], seen: int | None = None
) -> None:
    """Nothing changed leaves no trace; `seen` is the version that was edited. Raises ChangedMeanwhile, NotFound."""
    parent = (await read()).fields.get(held.parent_id) if held.parent_id else None
    if set(offered_for) - {one.id for one in (parent.options if parent else ())}:
        raise NotFound
    if names == option.names and list(offered_for) == list(option.offered_for):
        return
    version = option.version if seen is None else seen
    if await unit.fetchval(_CHANGE, held.id, option.id, names, list(offered_for), version) is None:
        raise ChangedMeanwhile
    await written(OPTION, str(option.id), option.names, names)
    await _note("changed", option.id, {"names": [option.names, names]})


async def move(held: Field, option: Option, *, up: bool) -> None:
    order = [one.id for one in held.open_options]
    if (wanted := moved(order, option.id, up=up)) is not None:
        await unit.execute(_ARRANGE, held.id, wanted)
        await _note("moved", option.id, {"position": [order.index(option.id) + 1, wanted.index(option.id) + 1]})


async def archive(held: Field, option: Option) -> None:
    if not option.is_archived:
        await unit.execute(_SHELVE, held.id, option.id, now())
        await _note("archived", option.id, {"names": [option.names, None]})


async def restore(held: Field, option: Option) -> None:
    """The last in the order again. Raises TooMany."""
    if option.is_archived:
        await take_turn(FIELD)
        if len((await read()).field(held.id).open_options) >= MOST:
            raise TooMany
        await unit.execute(_RESTORE, held.id, option.id)
        await _note("restored", option.id, {"names": [None, option.names]})


def _demand_choice(held: Field) -> None:
    if not held.has_options:
        raise NotFound


async def _note(what: str, subject_id: UUID, changes: dict[str, list[Any]]) -> None:
    await record(f"fields.option_{what}", subject=(OPTION, subject_id), changes=changes)
    await changed()


_LAST = "(SELECT COALESCE(max(position), 0) + 1 FROM field_option WHERE tenant_id = app.tenant_id() AND field_id = {})"
_MINE = "WHERE tenant_id = app.tenant_id() AND field_id = $1 AND id = $2"
_ADD = f"INSERT INTO field_option (id, field_id, names, position) VALUES ($1, $2, $3, {_LAST.format('$2')})"  # noqa: S608
_CHANGE = (
    f"UPDATE field_option SET names = $3, offered_for = $4, version = version + 1 {_MINE} AND version = $5 RETURNING 1"  # noqa: S608
)
_SHELVE = f"UPDATE field_option SET archived_at = $3 {_MINE}"  # noqa: S608
_RESTORE = f"UPDATE field_option SET archived_at = NULL, position = {_LAST.format('$1')} {_MINE}"  # noqa: S608
_ARRANGE = """
UPDATE field_option x SET position = o.place FROM unnest($2::uuid[]) WITH ORDINALITY AS o (id, place)
 WHERE x.tenant_id = app.tenant_id() AND x.field_id = $1 AND x.id = o.id
"""
