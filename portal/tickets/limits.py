"""How much one address, one sender and one tenant can send, so that the desk serves nobody as a relay or a target.

Limits count before anything is written; whoever reaches one keeps what they typed and reads when to try again. Files
are rationed by the storage itself, whichever way they come.
"""

from datetime import timedelta

from polydesk.kernel.request_id import client_address
from polydesk.kernel.settings import settings
from polydesk.kernel.throttle import Limit, allow, allow_all

PER_SENDER = 20
WRITINGS_PER_SENDER = 60


async def may_submit(sender: str) -> bool:
    """`sender` is the address, whatever its spelling, or the person who is signed in."""
    return await allow_all(
        Limit("submit by ip", client_address(), settings().tickets_per_ip, timedelta(minutes=10)),
        Limit("submit by sender", sender, PER_SENDER, timedelta(hours=1)),
        Limit("submit by tenant", "", settings().tickets_per_tenant, timedelta(minutes=1)),
    )


async def may_write(sender: str) -> bool:
    """Answers and everything else that somebody does to a ticket they have."""
    return await allow("write by sender", sender, limit=WRITINGS_PER_SENDER, per=timedelta(minutes=10))
