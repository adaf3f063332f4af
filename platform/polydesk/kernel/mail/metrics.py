"""The mails in figures. The gauge is read from the rows by `collect`, which whoever serves /metrics awaits first."""

import time
from typing import get_args

from prometheus_client import Gauge

from polydesk.kernel import unit
from polydesk.kernel.mail.queries import State
from polydesk.kernel.metrics import collects

FRESH_FOR_S = 5.0

# What has arrived is history and would make the count ever longer; what has not is what somebody should look at.
WATCHED = tuple(state for state in get_args(State) if state != "sent")

MAILS = Gauge("polydesk_mails", "Mails of the last week by state, without those that were sent.", ["state"])

_collected = -FRESH_FOR_S


@collects
async def collect() -> None:
    """Brings the gauge up to date, at most every few seconds."""
    global _collected
    if time.monotonic() - _collected < FRESH_FOR_S:
        return
    _collected = time.monotonic()
    found = await figures()
    for state in WATCHED:
        MAILS.labels(state).set(found.get(state, 0))


async def figures() -> dict[str, int]:
    """The last week's mails of all tenants that have not arrived, by state."""
    async with unit.platform() as platform:
        rows = await platform.fetch(
            "SELECT state, count(*) AS n FROM mail WHERE state <> 'sent' AND created_at > now() - interval '7 days' GROUP BY 1"
        )
    return {row["state"]: row["n"] for row in rows}
