"""`enqueue`: one outbox row in the current transaction; after the commit its id goes to the broker, if there is one."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from polydesk.kernel import clock, unit
from polydesk.kernel.ids import new_id
from polydesk.kernel.outbox import dispatcher
from polydesk.kernel.outbox.entry import PLATFORM, Entry
from polydesk.kernel.outbox.registry import find

INSERT = """
INSERT INTO outbox (tenant_id, id, job, payload, queue, due, dedupe)
VALUES ($1, $2, $3, $4, $5, coalesce($6, now()), $7)
"""
ONCE = INSERT + " ON CONFLICT (tenant_id, job, dedupe) WHERE dedupe IS NOT NULL DO NOTHING RETURNING id"

ALL = """
INSERT INTO outbox (tenant_id, id, job, payload, queue, due)
SELECT v.tenant_id, v.id, v.job, v.payload::jsonb, v.queue, coalesce(v.due, now())
  FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
    AS v (tenant_id, id, job, payload, queue, due)
"""
OWN = 6  # how many arguments it takes

Row = tuple[UUID, UUID, str, str, str, datetime | None]


@dataclass
class Gathered:
    """Rows of one unit that wait for their statement, and what somebody else wants to write by the same one."""

    here: unit.Unit
    rows: list[Row] = field(default_factory=list)
    steps: str = ""
    arguments: tuple[Any, ...] = ()

    async def write(self) -> None:
        """All that has been gathered so far."""
        rows, self.rows = self.rows, []
        steps, self.steps = self.steps, ""
        columns = [list(column) for column in zip(*rows, strict=True)] if rows else [[]] * OWN
        if steps:
            await self.here.execute(_with(steps), *columns, *self.arguments)
        elif rows:
            await self.here.execute(ALL, *columns)


_gathered: ContextVar[Gathered | None] = ContextVar("gathered outbox rows", default=None)


@asynccontextmanager
async def together() -> AsyncIterator[None]:
    """What is enqueued in here is written by one statement, when this is left; rows with `dedupe` are written at once.

    For hot paths on which several floors hear of one event. Other units that are opened inside write for themselves.
    """
    gathered = Gathered(unit.current())
    mark = _gathered.set(gathered)
    try:
        yield
    finally:
        _gathered.reset(mark)
    await gathered.write()


async def write_along(steps: str, *arguments: Any) -> None:
    """Writes by the statement of the rows that are gathered here, once it comes; at once where none are.

    `steps` are common table expressions of which nobody needs an answer; their arguments begin at $7. Whoever looks for
    what they write before `together` is left says `written` first.
    """
    here, gathered = unit.current(), _gathered.get()
    if gathered is None or gathered.here is not here:
        await Gathered(here, [], steps, arguments).write()
        return
    if gathered.steps:
        await gathered.write()
    gathered.steps, gathered.arguments = steps, arguments


async def written() -> None:
    """What has been gathered is in the tables when this answers."""
    if gathered := _gathered.get():
        await gathered.write()


@cache
def _with(steps: str) -> str:
    return f"WITH {steps} {ALL}"


async def enqueue(
    name: str,
    *,
    after: timedelta | None = None,
    at: datetime | None = None,
    dedupe: str | None = None,
    tenant: UUID | None = None,
    **payload: object,
) -> UUID | None:
    """Writes a row for the job `name`; it runs after this unit has committed, `after` a while or `at` an instant.

    With `dedupe` there is one row under that key for as long as it is kept (a week after it is done): a repeat writes
    nothing and answers None. `tenant` is for platform units only: whose unit the job shall run in.
    """
    here = unit.current()
    if tenant is not None and here.role != "platform":
        raise ValueError("only a platform unit enqueues for another tenant")
    row = Entry(tenant or here.tenant or PLATFORM, new_id(), find(name).queue)
    due = at if at is not None else clock.now() + after if after else None
    values = (row.tenant_id, row.id, name, json.dumps(payload, allow_nan=False), row.queue, due)
    gathered = _gathered.get()
    if dedupe is None and gathered is not None and gathered.here is here:
        gathered.rows.append(values)
    elif dedupe is None:
        await here.execute(INSERT, *values, None)
    elif await here.fetchval(ONCE, *values, dedupe) is None:
        return None
    if due is None:
        here.after_commit(lambda: dispatcher.hand(row))
    return row.id
