"""What a company uses today of what its plan names: the figures that effects of another plan are told by."""

from datetime import timedelta

from billing.usage import usage
from polydesk.kernel import storage
from polydesk.kernel.storage.room import MEGABYTE
from tenants import entitlements

# What a year has used says nothing against what a month includes.
MONTH = timedelta(days=31)


async def used_now() -> dict[str, int]:
    """By the names of `tenants.entitlements.LIMITS`, in the tenant's unit."""
    room = await storage.room()
    metered = {one.meter: one.used for one in await usage() if one.end - one.start <= MONTH}
    return {"seats": await entitlements.seats_taken(), "storage_mb": -(-room.used // MEGABYTE), **metered}
