"""Jobs of service levels: the sweep that finds what is due, edits on their way to open promises, contracts that end."""

from datetime import time, timedelta
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.outbox import Lease, daily, enqueue, every, job
from polydesk.sla import receipt_links, redue, renewals, simulating, sweeping, turning

SOON = timedelta(seconds=2)
LATER = timedelta(hours=1)


@every(timedelta(seconds=5))
@job("sla.sweep", platform=True)
async def sweep() -> None:
    """A row for each tenant with something due, so that nobody waits for another's thousands."""
    for tenant_id in await sweeping.tenants_with_due():
        await enqueue("sla.detect", tenant=tenant_id)


@job("sla.detect")
async def detect() -> None:
    if await sweeping.detect() == sweeping.BATCH:
        await enqueue("sla.detect")


@job("sla.follow_hours")
async def follow_hours(schedule_id: str) -> None:
    followed = await redue.follow_hours(UUID(schedule_id))
    if followed.done or await redue.behind_hours(UUID(schedule_id)):
        await enqueue("sla.follow_hours", schedule_id=schedule_id, after=_when(followed))


@job("sla.follow_policy")
async def follow_policy(policy_id: str) -> None:
    followed = await redue.follow_policy(UUID(policy_id))
    if followed.done or await redue.behind_policy(UUID(policy_id)):
        await enqueue("sla.follow_policy", policy_id=policy_id, after=_when(followed))


@job("sla.follow_organisation")
async def follow_organisation(organisation_id: str, after_number: int = 0) -> None:
    last = await redue.follow_tickets(UUID(organisation_id), after_number)
    if last is not None:
        await enqueue("sla.follow_organisation", organisation_id=organisation_id, after_number=last)


@job("sla.follow_order")
async def follow_order(after_number: int = 0) -> None:
    last = await redue.follow_tickets(None, after_number)
    if last is not None:
        await enqueue("sla.follow_order", after_number=last)


@job("sla.follow_zone")
async def follow_zone(schedule_id: str, before: str, after_release: str, start: str | None = None) -> None:
    last = await redue.follow_zone(UUID(schedule_id), before, after_release, UUID(start) if start else None)
    if last is not None:
        await enqueue(
            "sla.follow_zone", schedule_id=schedule_id, before=before, after_release=after_release, start=str(last)
        )


@job("sla.simulate", opens_unit=False, time_limit=timedelta(minutes=10), attempts=5)
async def simulate(lease: Lease, change_id: str) -> None:
    await simulating.simulate(lease, UUID(change_id))


@daily(at=time(6))
@job("sla.find_ending_contracts", platform=True)
async def find_ending_contracts() -> None:
    await renewals.find_tenants()


@job("sla.remind_contracts")
async def remind_contracts() -> None:
    await renewals.remind()


@every(timedelta(days=28))
@job("sla.go_round", platform=True)
async def go_round() -> None:
    for row in await unit.fetch("SELECT id FROM tenant WHERE status NOT IN ('closed', 'erased')"):
        await enqueue("sla.forget_links", tenant=row["id"])


@job("sla.forget_links")
async def forget_links() -> None:
    await receipt_links.forget_expired()


@every(timedelta(hours=1))
@job("sla.find_turning_contracts", platform=True)
async def find_turning_contracts() -> None:
    await turning.find_tenants()


@job("sla.turn_contracts")
async def turn_contracts() -> None:
    await turning.turn()


def _when(followed: redue.Round) -> timedelta:
    """The next round: at once while there is something to do; later when all that is left are tickets that fail."""
    if followed.done:
        return timedelta()
    return LATER if followed.failed else SOON
