"""Rows of sla_change: changes that wait for a decision, how far their replay has come, and what it found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import msgspec

from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.refusals import NotFound, Refusal
from polydesk.schedules.change import Change
from polydesk.sla.changes import change_of, written
from polydesk.sla.open_moves import Moves
from polydesk.sla.replay import Tally

State = Literal["draft", "simulating", "simulated", "applied", "discarded", "failed"]
Typed = Mapping[str, Sequence[str]]

# Nothing that computes is silent for so long: a batch takes seconds, and so does waiting for one's turn.
SILENCE = timedelta(minutes=3)


class Told(msgspec.Struct, frozen=True):
    """In the words of whoever decided, who is named."""

    title: str
    details: list[str]
    also_open: bool
    by: str


class Result(msgspec.Struct):
    """`moves` is None until all open promises were looked at, `past` until the replay has ended. `failed` says why
    the change cannot be applied as it is. `told` is what the change was, once it is decided: what it changed is not
    there any more to be compared with."""

    moves: Moves | None = None
    past: Tally | None = None
    touches_past: bool = True
    failed: str = ""
    told: Told | None = None


@dataclass(frozen=True)
class ChangeRow:
    """`typed` is what stood in the form; `numbers` are the versions of schedules that it was made on. `seen_at` is when
    the job that computes it was last heard of."""

    id: UUID
    change: Change
    typed: Typed
    numbers: dict[UUID, int]
    state: State
    done: int
    total: int
    result: Result
    made_by: UUID | None
    made_by_name: str
    made_at: datetime
    seen_at: datetime

    @property
    def is_open(self) -> bool:
        return self.state not in ("applied", "discarded")

    @property
    def is_computing(self) -> bool:
        """Somebody still works on it, or soon will."""
        return self.state in ("draft", "simulating") and not self.has_stopped

    @property
    def has_stopped(self) -> bool:
        return self.state in ("draft", "simulating") and now() - self.seen_at > SILENCE


async def keep(change: Change, *, typed: Typed | None, numbers: Mapping[UUID, int], result: Result, by: Actor) -> UUID:
    """A draft; what the same person had in review of the same thing gives way to it."""
    said, made, change_id = written(change), now(), new_id()
    draft = {"change": said, "typed": dict(typed or {}), "numbers": {str(one): no for one, no in numbers.items()}}
    await unit.execute(_GIVE_WAY, change.kind, change.subject_id, by.id, said, made)
    await unit.execute(
        _KEEP, change_id, change.kind, change.subject_id, draft, msgspec.to_builtins(result), by.id, by.name, made
    )
    return change_id


async def change_row(change_id: UUID, *, lock: bool = False) -> ChangeRow:
    """Raises NotFound."""
    row = await unit.fetchrow(_SELECT + " AND id = $1" + (" FOR UPDATE" if lock else ""), change_id)
    if row is None:
        raise NotFound
    return _row(row)


async def open_changes() -> list[ChangeRow]:
    """Those that wait, the newest first."""
    return [_row(row) for row in await unit.fetch(_SELECT + _OPEN)]


async def how_many_wait(*, of_policies: bool) -> int:
    found: int = await unit.fetchval(_WAITING, of_policies)
    return found


async def how_many_wait_of(by: Actor) -> int:
    found: int = await unit.fetchval(_WAITING_OF, by.id)
    return found


async def wait_for_turn(row: ChangeRow) -> bool:
    """Whether another change of the same person is being computed, so that this one has to wait."""
    held = await unit.fetch(_HOLD_ALL_OF, row.made_by)
    must_wait = any(
        one["id"] != row.id and one["state"] == "simulating" and now() - one["updated_at"] <= SILENCE for one in held
    )
    if must_wait:
        await unit.execute(_STILL_THERE, row.id, now())
    return must_wait


async def begin(change_id: UUID, total: int) -> bool:
    """From the start, also after a worker that died; False when nobody waits for it any more."""
    return await unit.fetchval(_BEGIN, change_id, total, now()) is not None


async def progress(change_id: UUID, done: int) -> bool:
    return await unit.fetchval(_PROGRESS, change_id, done, now()) is not None


async def say(change_id: UUID, result: Result, state: State) -> bool:
    """Only while it is being computed."""
    return await unit.fetchval(_SAY, change_id, msgspec.to_builtins(result), state, now()) is not None


async def end(row: ChangeRow, state: State, *, also_open: bool = False, by: Actor) -> Told:
    """Decided; what it was is told once more, before it is forgotten or done."""
    told = await _told(row.change, also_open, by)
    await unit.execute(_END, row.id, state, now(), msgspec.to_builtins(msgspec.structs.replace(row.result, told=told)))
    return told


async def _told(change: Change, also_open: bool, by: Actor) -> Told:
    try:
        return Told(await change.title(), await change.details(), also_open, by.name)
    except Refusal:
        return Told("", [], also_open, by.name)


def _row(row: unit.Record) -> ChangeRow:
    draft = row["draft"]
    return ChangeRow(
        id=row["id"],
        change=change_of(draft["change"]),
        typed=draft["typed"],
        numbers={UUID(one): no for one, no in draft["numbers"].items()},
        state=row["state"],
        done=row["done"],
        total=row["total"],
        result=msgspec.convert(row["result"] or {}, Result, strict=False),
        made_by=row["made_by"],
        made_by_name=row["made_by_name"],
        made_at=row["made_at"],
        seen_at=row["updated_at"],
    )


_SELECT = """
SELECT id, draft, state, done, total, result, made_by, made_by_name, made_at, updated_at FROM sla_change
 WHERE tenant_id = app.tenant_id()
"""
_OPEN = " AND state NOT IN ('applied', 'discarded') ORDER BY made_at DESC, id DESC LIMIT 100"
_WAITING = """
SELECT count(*) FROM sla_change
 WHERE tenant_id = app.tenant_id() AND state NOT IN ('applied', 'discarded') AND (kind IN ('policy', 'contract')) = $1
"""
_WAITING_OF = """
SELECT count(*) FROM sla_change
 WHERE tenant_id = app.tenant_id() AND state NOT IN ('applied', 'discarded') AND made_by = $1
"""
_HOLD_ALL_OF = """
SELECT id, state, updated_at FROM sla_change
 WHERE tenant_id = app.tenant_id() AND state NOT IN ('applied', 'discarded') AND made_by IS NOT DISTINCT FROM $1
 ORDER BY id FOR UPDATE
"""
_STILL_THERE = "UPDATE sla_change SET updated_at = $2 WHERE tenant_id = app.tenant_id() AND id = $1"
_KEEP = """
INSERT INTO sla_change (id, kind, subject_id, draft, result, made_by, made_by_name, made_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
"""
_GIVE_WAY = """
UPDATE sla_change SET state = 'discarded', updated_at = $5
 WHERE tenant_id = app.tenant_id() AND state NOT IN ('applied', 'discarded') AND made_by IS NOT DISTINCT FROM $3
   AND ((kind = $1 AND kind IN ('schedule', 'policy', 'contract') AND subject_id = $2) OR draft -> 'change' = $4::jsonb)
"""
_BEGIN = """
UPDATE sla_change SET state = 'simulating', done = 0, total = $2, updated_at = $3
 WHERE tenant_id = app.tenant_id() AND id = $1 AND state IN ('draft', 'simulating') RETURNING id
"""
_PROGRESS = """
UPDATE sla_change SET done = $2, updated_at = $3
 WHERE tenant_id = app.tenant_id() AND id = $1 AND state = 'simulating' RETURNING id
"""
_SAY = """
UPDATE sla_change SET result = $2, state = $3, updated_at = $4
 WHERE tenant_id = app.tenant_id() AND id = $1 AND state IN ('draft', 'simulating') RETURNING id
"""
_END = """
UPDATE sla_change SET state = $2, updated_at = $3, result = $4 WHERE tenant_id = app.tenant_id() AND id = $1
"""
