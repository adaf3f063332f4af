"""What promises do when hours, zones, policies or contracts are edited: a job carries the edit to all open ones.

It comes round once more a minute later, for a ticket that was being submitted under the old hours at that moment.
"""

from datetime import timedelta

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.events import reacts_to
from polydesk.kernel.outbox import enqueue
from polydesk.schedules.events import ScheduleChanged, ZonesChanged
from polydesk.sla.events import ContractChanged, PoliciesReordered, PolicyPublished, PolicyWithdrawn

SECOND_LOOK = timedelta(minutes=1)


@reacts_to(ScheduleChanged)
async def hours_changed(event: ScheduleChanged) -> None:
    await enqueue("sla.follow_hours", schedule_id=str(event.schedule_id))
    await enqueue("sla.follow_hours", schedule_id=str(event.schedule_id), after=SECOND_LOOK)


@reacts_to(ZonesChanged)
async def zones_changed(event: ZonesChanged) -> None:
    await enqueue("sla.follow_zone", schedule_id=str(event.schedule_id), before=event.before, after_release=event.after)


@reacts_to(PolicyPublished)
async def policy_published(event: PolicyPublished) -> None:
    await unit.execute(_IN_FORCE, event.policy_id, event.version_id, event.also_open)
    if event.also_open:
        await enqueue("sla.follow_policy", policy_id=str(event.policy_id))
        await enqueue("sla.follow_policy", policy_id=str(event.policy_id), after=SECOND_LOOK)


@reacts_to(PolicyWithdrawn)
async def policy_withdrawn(event: PolicyWithdrawn) -> None:
    await unit.execute(_WITHDRAWN, event.policy_id, now())
    await enqueue("sla.follow_policy", policy_id=str(event.policy_id))
    await enqueue("sla.follow_policy", policy_id=str(event.policy_id), after=SECOND_LOOK)


@reacts_to(ContractChanged)
async def contract_changed(event: ContractChanged) -> None:
    if event.also_open:
        await enqueue("sla.follow_organisation", organisation_id=str(event.organisation_id))


@reacts_to(PoliciesReordered)
async def policies_reordered(event: PoliciesReordered) -> None:
    if event.also_open:
        await enqueue("sla.follow_order")


_IN_FORCE = """
UPDATE sla_policy p SET withdrawn_at = NULL, open_nos = CASE WHEN $3 THEN p.open_nos || v.no ELSE p.open_nos END
  FROM sla_policy_version v
 WHERE p.tenant_id = app.tenant_id() AND p.id = $1 AND v.tenant_id = p.tenant_id AND v.id = $2
"""
_WITHDRAWN = "UPDATE sla_policy SET withdrawn_at = $2 WHERE tenant_id = app.tenant_id() AND id = $1"
