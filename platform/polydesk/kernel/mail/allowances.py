"""Allowances: how many mails to others a tenant may send in a day while it is new and nobody knows it yet (SG-15).

Whoever knows tenants says how many; mails beyond wait until there is room again, and leave then.
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from polydesk.kernel import unit
from polydesk.kernel.clock import now

DAY = timedelta(days=1)
AGAIN = timedelta(hours=1)

Source = Callable[[], Awaitable[int | None]]

_sources: list[Source] = []


def set_allowance_source(source: Source) -> None:
    """`await source()` in the tenant's unit: so many a day; None for as many as they like."""
    _sources[:] = [source]


async def may_leave() -> bool:
    """One more mail of the unit's tenant. Two at once may both be the last one: it is a brake and no bill."""
    for source in _sources:
        if (most := await source()) is not None:
            return int(await unit.fetchval(_SENT, now() - DAY, most)) < most
    return True


_SENT = """
SELECT count(*) FROM (SELECT FROM mail
 WHERE tenant_id = app.tenant_id() AND sent_at > $1 AND NOT of_platform LIMIT $2) AS sent
"""
