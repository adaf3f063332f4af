"""Settling: where a company stands becomes what its desk does: status, plan and limits, the story, the log, who is told.

`settle` may be called by anybody at any time: it asks the facts, writes what differs and nothing else. Two at once wait
for each other at the account's row.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from billing import noticing, reading
from billing.events import BillingStatusChanged, PlanChanged
from billing.life import Standing, heard, is_given, standing
from billing.reading import Held
from billing.story import tell
from billing.turning_points import changes_told
from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.events import announce
from polydesk.kernel.outbox import enqueue
from polydesk.kernel.settings import settings
from tenants.entitlements import grant
from tenants.standing import stand

# Clocks of machines differ a little: nobody looks before the date.
A_MOMENT = timedelta(seconds=2)


async def settle(tenant_id: UUID) -> Standing | None:
    """In a platform unit; None for a tenant that is gone, and where nobody is billed."""
    held = await reading.held(tenant_id) if settings().bills else None
    if held is None:
        return None
    at = now()
    held = replace(held, facts=heard(held.facts, at))
    found = standing(held.facts, at)
    await _write(held, found, at)
    await _look_again(held, found, at)
    return found


async def look_later() -> None:
    """In the tenant's unit: something may have changed, and a job settles in a transaction of its own."""
    if settings().bills:
        await enqueue("billing.look")


async def _write(held: Held, found: Standing, at: datetime) -> None:
    stands = (found.status, found.why, found.next_change_at)
    if stands != (held.status, held.why, held.until):
        since = found.since or (held.since if (found.status, found.why) == (held.status, held.why) else None) or at
        await stand(held.tenant_id, status=found.status, why=found.why, since=since, until=found.next_change_at)
    if (found.plan, dict(found.limits)) != (held.plan, held.limits):
        await grant(held.tenant_id, plan=found.plan, limits=found.limits)
    await _keep_dates(held, found)
    await _keep_given(held, at)
    await _tell(held, found)


async def _keep_dates(held: Held, found: Standing) -> None:
    """Those of a bill that waits: when we heard of it counts from then on."""
    waits = (held.facts.past_due_since, held.facts.past_due_bill) if found.why == "unpaid" else (None, "")
    dates = (*waits, found.since if found.status == "read_only" else None)
    if dates != (held.account.past_due_since, held.account.past_due_bill, held.read_only_since):
        await unit.execute(
            """UPDATE billing_account SET past_due_since = $2, past_due_bill = $3, read_only_since = $4
                WHERE tenant_id = $1""",
            *(held.tenant_id, *dates),
        )


async def _keep_given(held: Held, at: datetime) -> None:
    """The times in which a plan of ours counted; one that was to end has ended then, however late anybody looks."""
    if is_given(held.facts, at):
        await unit.execute(_GIVEN, held.tenant_id, at)
    else:
        await unit.execute(_GIVEN_NO_MORE, held.tenant_id, min(held.facts.comp_runs_until or at, at))


async def _tell(held: Held, found: Standing) -> None:
    """The story, the company's own log, the other floors."""
    for kind, detail in changes_told(held, found):
        await tell(held.tenant_id, kind, detail=detail)
    changes = {
        name: [before, after]
        for name, before, after in (("status", held.status, found.status), ("plan", held.plan, found.plan))
        if before != after
    }
    if changes:
        await record("billing.changed", subject=("tenant", held.tenant_id), changes=changes, tenant=held.tenant_id)
    if "status" in changes:
        await announce(BillingStatusChanged(held.tenant_id, held.status, found.status))
    if "plan" in changes:
        await announce(PlanChanged(held.tenant_id, held.plan, found.plan))


async def _look_again(held: Held, found: Standing, at: datetime) -> None:
    """At the next date that changes something or makes a notice due; what is due now leaves by a job."""
    all_notices = noticing.notices(held.facts, at)
    if any(notice.is_due(at) and notice.key not in held.facts.told for notice in all_notices):
        await enqueue("billing.notify", tenant=held.tenant_id)
    ahead = [notice.at for notice in all_notices if notice.at > at]
    if found.next_change_at:
        ahead.append(found.next_change_at)
    if ahead:
        due = min(ahead) + A_MOMENT
        await enqueue("billing.look", at=due, dedupe=due.isoformat(), tenant=held.tenant_id)


_GIVEN = """
INSERT INTO billing_given (tenant_id, since)
SELECT $1::uuid, $2 WHERE NOT EXISTS (SELECT FROM billing_given WHERE tenant_id = $1::uuid AND until IS NULL)
ON CONFLICT (tenant_id, since) DO UPDATE SET until = NULL
"""
_GIVEN_NO_MORE = "UPDATE billing_given SET until = greatest(since, $2) WHERE tenant_id = $1 AND until IS NULL"
