"""The log: what was sent to a webhook, when, and what came of it; kept for 30 days."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.clock import now

SHOWN = 50
KEPT_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Delivery:
    """`state`: pending, delivered or failed; `next_at` is when it is tried again."""

    id: UUID
    event: str
    body: str
    created_at: datetime
    state: str
    attempts: int
    tried_at: datetime | None
    next_at: datetime | None
    status: int | None
    problem: str
    took_ms: int | None


async def deliveries(webhook_id: UUID) -> list[Delivery]:
    """The newest first."""
    return [Delivery(*row) for row in await unit.fetch(_LOG, webhook_id, SHOWN)]


async def forget_old() -> None:
    await unit.execute(_FORGET, now() - KEPT_FOR)


_LOG = """
SELECT id, event, body, created_at, state, attempts, tried_at, next_at, status, problem, took_ms FROM webhook_delivery
 WHERE tenant_id = app.tenant_id() AND webhook_id = $1 ORDER BY created_at DESC, id DESC LIMIT $2
"""
_FORGET = "DELETE FROM webhook_delivery WHERE tenant_id = app.tenant_id() AND created_at < $1"
