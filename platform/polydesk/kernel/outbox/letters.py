"""Dead letters: rows whose job failed for good. A person reads why, then replays or discards them."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.outbox import dispatcher
from polydesk.kernel.outbox.entry import PLATFORM, Entry

FIND = """
SELECT o.id, o.tenant_id, t.name AS tenant_name, o.job, o.payload, o.attempt, coalesce(o.last_error, '') AS last_error,
  o.created_at, o.done_at AS died_at
FROM outbox o LEFT JOIN tenant t ON t.id = o.tenant_id
WHERE o.state = 'dead' ORDER BY o.done_at DESC, o.id LIMIT $1
"""
REPLAY = """
UPDATE outbox SET state = 'pending', due = now(), attempt = 0, done_at = NULL
WHERE state = 'dead' AND ($1::uuid IS NULL OR id = $1) RETURNING tenant_id, id, queue
"""
DISCARD = """
UPDATE outbox SET state = 'done', done_at = now(), last_error = 'Discarded by an operator. ' || coalesce(last_error, '')
WHERE state = 'dead' AND id = $1 RETURNING id
"""


@dataclass(frozen=True)
class DeadLetter:
    id: UUID
    tenant_id: UUID
    tenant_name: str | None
    job: str
    payload: dict[str, Any]
    attempt: int
    last_error: str
    created_at: datetime
    died_at: datetime

    @property
    def is_platforms(self) -> bool:
        return self.tenant_id == PLATFORM

    @property
    def payload_text(self) -> str:
        return json.dumps(self.payload, indent=2, ensure_ascii=False)


async def dead_letters(*, limit: int = 100) -> list[DeadLetter]:
    """The latest dead letters of all tenants."""
    async with unit.platform() as platform:
        return [DeadLetter(**dict(row)) for row in await platform.fetch(FIND, limit)]


async def replay(letter: UUID) -> bool:
    """Gives the row all its attempts again, from now; False when it is no dead letter any more."""
    return await _replay(letter) == 1


async def replay_all() -> int:
    """Replays every dead letter; answers how many there were."""
    return await _replay(None)


async def discard(letter: UUID) -> bool:
    """The row counts as done and is kept a week longer; False when it is no dead letter any more."""
    async with unit.platform() as platform:
        return await platform.fetchval(DISCARD, letter) is not None


async def _replay(letter: UUID | None) -> int:
    async with unit.platform() as platform:
        rows = [Entry(*row) for row in await platform.fetch(REPLAY, letter)]
    for row in rows:
        dispatcher.hand(row)
    return len(rows)
