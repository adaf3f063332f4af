"""Delivering: one attempt at a time, outside of every transaction, each written down with what came of it.

After a failure it is tried again after 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 hours. A webhook that answered nothing
good for five days, or says that it is gone (410), is switched off.
"""

import random
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from polydesk.kernel import egress, unit
from polydesk.kernel.clock import now
from polydesk.kernel.egress import BadAddress, NotPublic, Unreachable
from polydesk.kernel.outbox import Lease, Retry
from polydesk.kernel.refusals import NotFound
from polydesk.webhooks.hooks import Webhook, switch_off, webhook
from polydesk.webhooks.signing import headers_of

PAUSES = tuple(timedelta(seconds=seconds) for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400))
ATTEMPTS = len(PAUSES) + 1
FAILING_FOR = timedelta(days=5)
GONE = 410


class Outcome(NamedTuple):
    status: int | None = None
    problem: str = ""
    took_ms: int | None = None

    @property
    def is_good(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


async def deliver(lease: Lease, delivery_id: UUID) -> None:
    """Raises Retry when it is to be tried again."""
    async with lease.unit():
        message = await unit.fetchrow(_UNDELIVERED, delivery_id)
        held = await _webhook(message["webhook_id"]) if message else None
    if message is None:
        return
    if held is None or not held.is_on:
        outcome = Outcome(problem="off")
    else:
        await lease.renew()
        outcome = await _attempt(held, delivery_id, message["body"].encode())
    again = await _write_down(lease, delivery_id, message, held, outcome)
    if again is not None:
        raise Retry("the webhook did not take it", after=again)


async def abandon(delivery_id: UUID) -> None:
    """Its job has failed for good, by an accident of ours: somebody may send it again, and so may a replay of the job."""
    await unit.execute(_ABANDON, delivery_id)


async def abandon_orphans() -> None:
    """Those whose job is no more, for instance because it took its worker down each time."""
    await unit.execute(_ORPHANS)


async def _attempt(held: Webhook, delivery_id: UUID, body: bytes) -> Outcome:
    at = now()
    headers = headers_of(delivery_id, int(at.timestamp()), body, held.secrets(at))
    try:
        answer = await egress.post(held.target, body, headers)
    except BadAddress:
        return Outcome(problem="bad_address")
    except NotPublic:
        return Outcome(problem="not_public")
    except Unreachable:
        return Outcome(problem="unreachable")
    return Outcome(answer.status, took_ms=answer.took_ms)


async def _write_down(
    lease: Lease, delivery_id: UUID, message: unit.Record, held: Webhook | None, outcome: Outcome
) -> timedelta | None:
    """What came of it, in one transaction with the end of the row; how long to wait where it is to be tried again."""
    attempts = message["attempts"] + 1
    is_over = outcome.is_good or outcome.problem == "off" or outcome.status == GONE or attempts >= ATTEMPTS
    wait = None if is_over else PAUSES[attempts - 1] * random.uniform(0.9, 1.1)
    state = "delivered" if outcome.is_good else "failed" if is_over else "pending"
    async with lease.unit():
        await lease.hold()
        at = now()
        await unit.execute(_TRIED, delivery_id, state, attempts, at, at + wait if wait else None, *outcome)
        if held is not None and outcome.problem != "off":
            await _judge(held.id, outcome, at)
        if is_over:
            await lease.finish()
    return wait


async def _judge(webhook_id: UUID, outcome: Outcome, at: datetime) -> None:
    """A good answer forgets what went wrong before."""
    if outcome.is_good:
        await unit.execute(_GOOD, webhook_id)
        return
    since = await unit.fetchval(_FAILING, webhook_id, at)
    if outcome.status == GONE:
        await switch_off(webhook_id, because="gone")
    elif since is not None and at - since >= FAILING_FOR:
        await switch_off(webhook_id, because="failed")


async def _webhook(webhook_id: UUID) -> Webhook | None:
    try:
        return await webhook(webhook_id)
    except NotFound:
        return None


_UNDELIVERED = """
SELECT webhook_id, body, attempts FROM webhook_delivery
 WHERE tenant_id = app.tenant_id() AND id = $1 AND state <> 'delivered'
"""
_LOST = """
UPDATE webhook_delivery d SET state = 'failed', next_at = NULL WHERE d.tenant_id = app.tenant_id() AND d.state = 'pending'
"""
_ABANDON = f"{_LOST} AND d.id = $1"
_ORPHANS = f"""{_LOST} AND NOT EXISTS (
  SELECT FROM outbox o WHERE o.tenant_id = d.tenant_id AND o.job = 'webhooks.deliver' AND o.state IN ('pending', 'running')
     AND o.payload ->> 'delivery_id' = d.id::text)
"""
_TRIED = """
UPDATE webhook_delivery SET state = $2, attempts = $3, tried_at = $4, next_at = $5, status = $6, problem = $7, took_ms = $8
 WHERE tenant_id = app.tenant_id() AND id = $1
"""
_MINE = "WHERE tenant_id = app.tenant_id() AND archived_at IS NULL AND id = $1"
_GOOD = f"UPDATE webhook SET failing_since = NULL {_MINE} AND failing_since IS NOT NULL"  # noqa: S608
_FAILING = f"UPDATE webhook SET failing_since = COALESCE(failing_since, $2) {_MINE} RETURNING failing_since"  # noqa: S608
