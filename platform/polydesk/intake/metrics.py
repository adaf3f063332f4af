"""What waits in quarantine, in figures: whoever wrote it is told nothing, so somebody else has to look."""

import time
from datetime import datetime

from prometheus_client import Gauge

from polydesk.kernel import unit
from polydesk.kernel.metrics import collects

FRESH_FOR_S = 5.0
QUARANTINED = Gauge("polydesk_mail_quarantined", "Mails that could not be read and wait for somebody's decision.")
SQL = "SELECT count(*) AS many, min(received_at) AS oldest FROM mail_in WHERE state = 'quarantined'"

_collected = -FRESH_FOR_S


@collects
async def collect() -> None:
    """Brings the gauge up to date, at most every few seconds."""
    global _collected
    if time.monotonic() - _collected >= FRESH_FOR_S:
        _collected = time.monotonic()
        QUARANTINED.set((await quarantined())[0])


async def quarantined() -> tuple[int, datetime | None]:
    """Of all tenants: how many, and since when the oldest waits."""
    async with unit.platform() as platform:
        row = await platform.fetchrow(SQL)
    return (row["many"], row["oldest"]) if row else (0, None)
