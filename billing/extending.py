"""Extending a trial: once, by a week, by the company itself, also a few days too late (BL-01)."""

from datetime import datetime

from billing import life, reading, settling, story
from i18n import lazy
from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.refusals import Conflict
from polydesk.kernel.tenancy import current_tenant


class NoExtension(Conflict):
    message = lazy("This trial cannot be extended any more.")


async def extend() -> datetime:
    """In the tenant's unit, beside it; answers when the trial ends now. Raises NoExtension."""
    tenant_id = current_tenant()
    async with unit.platform():
        held, at = await reading.held(tenant_id), now()
        before = held.facts.trial_ends_at if held else None
        if held is None or before is None or not life.may_extend(held.facts, at):
            raise NoExtension()
        ends = extended_end(before, at)
        await unit.execute("UPDATE tenant SET trial_ends_at = $2 WHERE id = $1", tenant_id, ends)
        # Whoever settled for Free too soon has the week all the same.
        again = "UPDATE billing_account SET extended_at = $2, free_since = NULL WHERE tenant_id = $1"
        await unit.execute(again, tenant_id, at)
        changes = {"trial_ends_at": [before.isoformat(), ends.isoformat()]}
        await record("billing.trial_extended", subject=("tenant", tenant_id), changes=changes, tenant=tenant_id)
        await story.tell(tenant_id, "trial_extended", detail={"until": ends.isoformat()})
        await settling.settle(tenant_id)
    return ends


def extended_end(before: datetime, at: datetime) -> datetime:
    """A whole week of work, whoever comes late."""
    return max(before, at) + life.EXTENSION
