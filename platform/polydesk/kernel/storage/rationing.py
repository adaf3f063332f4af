"""Rationing: how many files somebody may send in an hour, whichever way they come."""

from datetime import timedelta

from polydesk.kernel.actor import actor
from polydesk.kernel.request_id import client_address
from polydesk.kernel.storage import limits
from polydesk.kernel.throttle import allow

HOUR = timedelta(hours=1)


async def may_send(files: int) -> bool:
    """Counts them; what is refused does not count, so that too large a heap shuts nobody out for what comes after.

    Members are counted by themselves, since a whole office shares an address; everybody else by their address.
    """
    who = actor()
    if who.kind == "system":
        return True
    limit, key = limits.UPLOADS_AN_HOUR, client_address()
    if who.is_member:
        limit, key = limits.UPLOADS_OF_A_MEMBER, f"member {who.id}"
    cost = min(files, limits.FILES)
    if await allow("upload", key, limit=limit, per=HOUR, cost=cost):
        return True
    await allow("upload", key, limit=limit, per=HOUR, cost=-cost)
    return False
