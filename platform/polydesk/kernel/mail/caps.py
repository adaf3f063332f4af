"""Caps: one address draws at most four automatic mails an hour, whatever asks for them (threats 14 and 17).

Two desks that answer each other, and a stranger who writes in somebody else's name, come to an end here.
"""

from datetime import timedelta
from uuid import UUID

from polydesk.kernel.mail.addresses import address_key
from polydesk.kernel.throttle import Limit, allow, allow_all

AN_HOUR = timedelta(hours=1)
AUTOMATIC_PER_HOUR = 4
UNPROVEN_PER_HOUR = 3


async def may_hear(address: str, *, person_id: UUID | None = None, is_proven: bool = True) -> bool:
    """Counts one more automatic mail to this address, and to this person under whichever of their addresses.

    Not `is_proven`: anybody may have asked for it in their name. However many more are asked for, three of these an
    hour leave room for what they did themselves. Raises BadAddress.
    """
    key = address_key(address)
    if not is_proven and not await allow("automatic mail, unproven", key, limit=UNPROVEN_PER_HOUR, per=AN_HOUR):
        return False
    limits = [Limit("automatic mail", key, AUTOMATIC_PER_HOUR, AN_HOUR)]
    if person_id is not None:
        limits.append(Limit("automatic mail to a person", str(person_id), AUTOMATIC_PER_HOUR, AN_HOUR))
    return await allow_all(*limits)
