"""`enqueue`: one outbox row in the current transaction; after the commit its id goes to the broker, if there is one."""

import json
from datetime import datetime, timedelta
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
    args = (row.tenant_id, row.id, name, json.dumps(payload, allow_nan=False), row.queue, due, dedupe)
    if dedupe is None:
        await here.execute(INSERT, *args)
    elif await here.fetchval(ONCE, *args) is None:
        return None
    if due is None:
        here.after_commit(lambda: dispatcher.hand(row))
    return row.id
