"""What it costs to ask what a plan allows: from memory, as pages do, and with the seats counted under their lock.

In this process, with the verbs that requests call; the tenant has as many people as a large help desk.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from polydesk import demo, wiring
from polydesk.kernel import database, unit
from polydesk.kernel.settings import settings
from polydesk.kernel.tenancy import acting_for
from tenants import directory, entitlements, here

TENANT = "bench-limits"
ASKED, COUNTED = 20_000, 300
GOAL_US = 200
LIMITS = {"seats": 500, "storage_mb": 10_240, "tickets": 10_000, "mails": 50_000}


@dataclass(frozen=True)
class Figures:
    """Microseconds of one question."""

    asked_us: float
    writable_us: float
    counted_us: float


# Limits count only where somebody bills.
BILLS = {"STRIPE_SECRET_KEY": "sk_test_bench", "STRIPE_WEBHOOK_SECRET": "whsec_bench"}


@contextmanager
def billing() -> Iterator[None]:
    os.environ |= BILLS
    settings.cache_clear()
    try:
        yield
    finally:
        for name in BILLS:
            del os.environ[name]
        settings.cache_clear()


async def measure() -> Figures:
    with billing():
        return await _measure()


async def _measure() -> Figures:
    wiring.load()
    try:
        await demo.main(tickets=10, tenant=TENANT)
        async with unit.platform():
            tenant_id: UUID = await unit.fetchval("SELECT id FROM tenant WHERE slug = $1", TENANT)
            await entitlements.grant(tenant_id, plan="business", limits=LIMITS)
        here.enter(await directory.site_of(tenant_id))
        with acting_for(tenant_id):
            return Figures(_asked(), await _writable(), await _counted(tenant_id))
    finally:
        await database.close_pools()


def _asked() -> float:
    began = time.perf_counter()
    for _ in range(ASKED):
        entitlements.limits()
    return _us(began, ASKED)


async def _writable() -> float:
    """What each thing costs that a member changes."""
    began = time.perf_counter()
    for _ in range(ASKED):
        await entitlements.demand_writable()
    return _us(began, ASKED)


async def _counted(tenant_id: UUID) -> float:
    """The lock, the limit and the count, in a transaction of its own."""
    began = time.perf_counter()
    for _ in range(COUNTED):
        async with unit.tenant(tenant_id):
            await entitlements.free_seats()
    return _us(began, COUNTED)


def _us(began: float, times: int) -> float:
    return (time.perf_counter() - began) / times * 1e6
