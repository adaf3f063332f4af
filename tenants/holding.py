"""Holding: mail to customers waits until an owner has confirmed the address they signed up with (SG-02), and while a house
is shut.

Nothing is lost meanwhile: the job stays in the outbox and comes again, at once when the address is confirmed.
"""

from datetime import timedelta

from polydesk.kernel import unit
from polydesk.kernel.outbox import Retry
from polydesk.kernel.tenancy import current_tenant
from tenants import confirmation

LOOK_AGAIN = timedelta(minutes=15)
LOOK_AGAIN_AT_A_SHUT_HOUSE = timedelta(hours=6)


async def until_confirmed() -> None:
    """For a job that is about to write to a customer. Raises Retry while nobody may."""
    if await is_shut():
        raise Retry("waits until the help desk is open again", after=LOOK_AGAIN_AT_A_SHUT_HOUSE)
    if not await confirmation.is_confirmed(current_tenant()):
        raise Retry("waits until the owner's address is confirmed", after=LOOK_AGAIN)


async def is_shut() -> bool:
    """As it stands now: what a job remembers of the site may be older."""
    return await unit.fetchval("SELECT status FROM tenant") in ("suspended", "closed")


async def release() -> None:
    """What waited for the confirmation in this tenant is due now."""
    await unit.execute(
        "UPDATE outbox SET due = now() WHERE state = 'pending' AND due > now() AND job LIKE 'mailroom.%' AND tenant_id = $1",
        current_tenant(),
    )
