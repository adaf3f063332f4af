"""Incoming: an event of Stripe's is a row with its job before Stripe hears "thank you", and is acted on once by it.

Acting means: fetch everything of the customer and let `mirror` write it. One that came in before the latest fetch of
that customer began needs nothing: what it tells is known.
"""

from dataclasses import dataclass

from billing import fetching, mirror
from billing.happened import Happened
from billing.refusals import StripeRefused
from billing.told import at
from polydesk.kernel import unit
from polydesk.kernel.actor import actor
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.logs import logger
from polydesk.kernel.outbox import Lease, Retry, enqueue
from polydesk.kernel.settings import settings

JOB = "billing.take_event"
LONGEST_PROBLEM = 500


@dataclass(frozen=True)
class Waiting:
    customer_id: str
    is_known: bool


def is_live() -> bool:
    """Whether our key moves real money."""
    return "_live_" in settings().stripe_secret_key


async def receive(event: Happened) -> bool:
    """In a platform unit. False for one that came before."""
    problem = _why_ignored(event)
    whose = await unit.fetchrow(_WHOSE, event.customer_id)
    tenant_id, is_erased = whose or (None, False)
    is_new = await unit.fetchval(
        _RECEIVE,
        *(event.id, event.type, event.api_version, at(event.created), now(), event.object_kind, event.object_id),
        *(
            event.customer_id,
            tenant_id,
            "received" if problem is None else "ignored",
            problem or "",
            {} if is_erased else event.body,
        ),
    )
    if is_new and problem is None:
        await enqueue(JOB, tenant=tenant_id, event_id=event.id)
    return bool(is_new)


async def take(lease: Lease, event_id: str) -> None:
    """The job: fetches outside of transactions, then writes, and is done in the same unit."""
    async with lease.unit():
        waiting = await _waiting(event_id)
    if waiting is None:
        return
    try:
        found = None if waiting.is_known else await fetching.fetch(waiting.customer_id)
        async with lease.unit():
            written = waiting.is_known or await mirror.write(waiting.customer_id, found)
            await _end(event_id, waiting.customer_id, "done" if written else "ignored", "" if written else NOBODYS)
            await lease.finish()
    except Retry:
        await _note(event_id, "received", "Stripe is away")
        raise
    except Exception as error:
        await _note(event_id, "failed", _said(error))
        raise


async def replay(event_id: str) -> None:
    """In a platform unit: it is acted on again as if it came in now; in the company's log, where it is known whose it is."""
    row = await unit.fetchrow(_AGAIN, event_id)
    if row is None:
        return
    await enqueue(JOB, tenant=row["of_tenant"], event_id=event_id)
    logger().info("an event of Stripe's is replayed", id=event_id, by=actor().email)
    if row["of_tenant"]:
        await record("billing.event_replayed", changes={"event": [None, event_id]}, tenant=row["of_tenant"])


# Words for these are in `event_queries.WHY_IGNORED`.
NOBODYS, OTHER_MODE, NOT_HEARD = "nobody", "other_mode", "not_heard"


def _why_ignored(event: Happened) -> str | None:
    if event.livemode is not is_live():
        return OTHER_MODE
    return None if event.is_heard else NOT_HEARD


async def _waiting(event_id: str) -> Waiting | None:
    row = await unit.fetchrow(_WAITING, event_id)
    return Waiting(**row) if row else None


async def _end(event_id: str, customer_id: str, state: str, problem: str) -> None:
    await unit.execute(_END, event_id, customer_id, state, problem, now())


async def _note(event_id: str, state: str, problem: str) -> None:
    async with unit.platform():
        await unit.execute(
            "UPDATE billing_event SET state = $2, problem = $3, attempts = attempts + 1 WHERE id = $1",
            *(event_id, state, problem[:LONGEST_PROBLEM]),
        )


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error.reason or error.code}" if isinstance(error, StripeRefused) else repr(error)


_WHOSE = """
SELECT c.of_tenant, t.status = 'erased' FROM billing_customer c JOIN tenant t ON t.id = c.of_tenant WHERE c.id = $1
"""

# Of whoever was erased nothing is kept that Stripe still says of them.
_RECEIVE = """
INSERT INTO billing_event (id, type, api_version, created_at, received_at, object_kind, object_id, customer_id, of_tenant,
                           state, problem, body)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (id) DO NOTHING RETURNING true
"""

_WAITING = """
SELECT e.customer_id, coalesce(c.fetch_no > e.fetch_no, false) AS is_known
  FROM billing_event e LEFT JOIN billing_customer c ON c.id = e.customer_id
 WHERE e.id = $1 AND e.state IN ('received', 'failed') AND e.customer_id IS NOT NULL
"""

_END = """
UPDATE billing_event
   SET state = $3, problem = $4, done_at = $5, attempts = attempts + 1,
       of_tenant = coalesce((SELECT of_tenant FROM billing_customer WHERE id = $2), of_tenant)
 WHERE id = $1
"""

_AGAIN = """
UPDATE billing_event SET state = 'received', problem = '', done_at = NULL, fetch_no = nextval('billing_fetch')
 WHERE id = $1 AND customer_id IS NOT NULL RETURNING of_tenant
"""
