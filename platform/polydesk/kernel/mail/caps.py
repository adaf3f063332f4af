"""Caps: one address draws at most four automatic mails an hour, whatever asks for them (threats 14 and 17).

Two desks that answer each other, and a stranger who writes in somebody else's name, come to an end here.
"""

from datetime import timedelta

from polydesk.kernel.mail.addresses import address_key
from polydesk.kernel.throttle import allow

AUTOMATIC_PER_HOUR = 4


async def may_hear(address: str) -> bool:
    """Counts one more automatic mail to this address. Raises BadAddress."""
    return await allow("automatic mail", address_key(address), limit=AUTOMATIC_PER_HOUR, per=timedelta(hours=1))
