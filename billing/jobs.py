"""What billing does by itself a moment or a month later."""

from datetime import time, timedelta
from uuid import UUID

from billing import (
    alerts,
    doubles,
    ending,
    incoming,
    keeping,
    looking,
    metering,
    missed,
    months,
    notifying,
    phases,
    reconciling,
    repricing,
)
from polydesk.kernel.outbox import Lease, daily, every, job
from polydesk.kernel.settings import settings


@job("billing.look", opens_unit=False)
async def look(lease: Lease) -> None:
    await looking.look(lease)


@job("billing.notify")
async def notify() -> None:
    await notifying.notify()


@job(incoming.JOB, platform=True, opens_unit=False)
async def take_event(lease: Lease, event_id: str) -> None:
    await incoming.take(lease, event_id)


@job("billing.cancel_double", platform=True, opens_unit=False)
async def cancel_double(lease: Lease, subscription_id: str, credit: bool) -> None:
    await doubles.cancel(lease.id, subscription_id, credit=credit)


@job("billing.keep_card", opens_unit=False)
async def keep_card(lease: Lease, subscription_id: str) -> None:
    await keeping.keep(lease, subscription_id)


@job("billing.keep_discounts", opens_unit=False)
async def keep_discounts(lease: Lease, subscription_id: str) -> None:
    await phases.keep(lease, subscription_id)


@job("billing.end_subscriptions", opens_unit=False)
async def end_subscriptions(lease: Lease) -> None:
    await ending.end_subscriptions(lease)


@job("billing.end_with_period", opens_unit=False)
async def end_with_period(lease: Lease) -> None:
    await ending.end_with_period(lease)


@job("billing.forget_customers", platform=True, opens_unit=False)
async def forget_customers(lease: Lease, tenant_id: str) -> None:
    await ending.forget_customers(UUID(tenant_id), lease)


@job("billing.watch_usage")
async def watch_usage() -> None:
    await alerts.watch()


@job("billing.meter", opens_unit=False)
async def meter(lease: Lease) -> None:
    await metering.meter(lease)


@job("billing.reprice", opens_unit=False)
async def reprice(lease: Lease) -> None:
    await repricing.reprice(lease)


if settings().bills:

    @every(timedelta(hours=1))
    @job("billing.look_around", platform=True)
    async def look_around() -> None:
        await looking.look_around()

    @every(timedelta(hours=1))
    @job("billing.look_for_renewals", platform=True)
    async def look_for_renewals() -> None:
        await repricing.look_for_renewals()

    @every(timedelta(hours=1))
    @job("billing.write_down_month", platform=True)
    async def write_down_month() -> None:
        await months.write_down()

    @every(timedelta(hours=1))
    @job("billing.watch_everybody", platform=True)
    async def watch_everybody() -> None:
        await alerts.go_round()

    @every(timedelta(hours=1))
    @job("billing.meter_everybody", platform=True)
    async def meter_everybody() -> None:
        await metering.go_round()

    @every(timedelta(minutes=10))
    @job("billing.hear_missed", platform=True, opens_unit=False)
    async def hear_missed(_lease: Lease) -> None:
        await missed.hear()

    @daily(at=time(3, 20))
    @job("billing.reconcile", platform=True, opens_unit=False, time_limit=timedelta(hours=1))
    async def reconcile(_lease: Lease) -> None:
        await reconciling.reconcile()
