"""Guessing: a code has six digits, so wrong ones are counted for each address by the day, here and over all tenants.

Whoever reaches the limit has the link in the same mail, which nobody guesses; and a browser in which this customer has
signed in before is counted by itself. So a stranger can spoil somebody's codes for a day, and nothing else.
"""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from i18n import lazy
from polydesk.kernel.refusals import TooMany
from polydesk.kernel.throttle import Limit, allow_all
from tenants.attempts import known_device

DAY = timedelta(days=1)
A_DAY, A_DAY_EVERYWHERE = 20, 60

Owners = Iterable[tuple[UUID, int]]


class CodesShut(TooMany):
    message = lazy(
        "Too many wrong codes were entered for this address. "
        "The link in the e-mail still works; codes work again tomorrow."
    )


async def count_code(address_key: str, *, owners: Owners) -> None:
    """Notes one more code before it is looked at, so that a right one tells nothing either. Raises CodesShut."""
    if not await allow_all(*_limits(address_key, owners)):
        # What is not looked at is no guess: trying on does not make tomorrow later.
        await forgive_code(address_key, owners=owners)
        raise CodesShut


async def forgive_code(address_key: str, *, owners: Owners) -> None:
    """It was right, or nobody looked at it."""
    await allow_all(*_limits(address_key, owners), cost=-1)


def _limits(address_key: str, owners: Owners) -> list[Limit]:
    if device := known_device(owners):
        return [Limit("way_in.code_by_device", f"{address_key}|{device}", A_DAY, DAY)]
    return [
        Limit("way_in.code_for", address_key, A_DAY, DAY),
        Limit("way_in.code_for", address_key, A_DAY_EVERYWHERE, DAY, everywhere=True),
    ]
