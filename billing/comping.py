"""Comping: the operator gives a company a plan free of charge, with a reason and until when, and may take it back.

It stands in the company's story and in its own audit log; a subscription that it has goes on as it is.
"""

from datetime import datetime
from uuid import UUID

from billing import plans, settling
from billing.accounts import account_of
from billing.story import tell
from i18n import lazy
from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.refusals import Conflict, NotFound


class NothingGiven(Conflict):
    message = lazy("This company has no plan free of charge at the moment.")


async def comp(tenant_id: UUID, *, plan: str, until: datetime | None, reason: str) -> None:
    """In a platform unit. Another one takes the place of the one before. Raises NotFound."""
    if plan not in {one.name for one in plans.PAID}:
        raise NotFound()
    account = await account_of(tenant_id, lock=True)
    await _write(tenant_id, plan, until, reason)
    shown = until.isoformat() if until else None
    await tell(
        tenant_id, "comped" if until else "comped_for_good", detail={"plan": plan, "until": shown, "reason": reason}
    )
    await _done(tenant_id, "billing.comped", before=account.comp_plan, after=plan, reason=reason)


async def end(tenant_id: UUID) -> None:
    """In a platform unit. Raises NothingGiven."""
    account = await account_of(tenant_id, lock=True)
    if account.comp_plan is None or (account.comp_until and account.comp_until <= now()):
        raise NothingGiven()
    await _write(tenant_id, None, None, None)
    await tell(tenant_id, "comp_ended")
    await _done(tenant_id, "billing.comp_ended", before=account.comp_plan, after=None, reason=None)


async def _write(tenant_id: UUID, plan: str | None, until: datetime | None, reason: str | None) -> None:
    await unit.execute(
        "UPDATE billing_account SET comp_plan = $2, comp_until = $3, comp_reason = $4 WHERE tenant_id = $1",
        *(tenant_id, plan, until, reason),
    )


async def _done(tenant_id: UUID, action: str, *, before: str | None, after: str | None, reason: str | None) -> None:
    changes = {"plan": [before, after]} | ({"reason": [None, reason]} if reason else {})
    await record(action, subject=("tenant", tenant_id), changes=changes, tenant=tenant_id)
    await settling.settle(tenant_id)
