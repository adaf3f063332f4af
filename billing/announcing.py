"""What `polydesk billing announce-price` does: English, for whoever runs the platform."""

import asyncio
import sys
from datetime import UTC, date, datetime, time

from billing import repricing
from billing.console import CannotSync
from polydesk.kernel import database, unit
from polydesk.kernel.settings import settings


def announce(plan: str, day: date) -> int:
    """Prints who is going to hear of it; 1 when it cannot be announced so."""
    try:
        print(asyncio.run(_announced(plan, datetime.combine(day, time(), UTC))))
    except (CannotSync, repricing.NotAnnounced) as error:
        print(f"polydesk: {error}", file=sys.stderr)
        return 1
    return 0


async def _announced(plan: str, counts_from: datetime) -> str:
    if not settings().bills:
        raise CannotSync("Billing is off: STRIPE_SECRET_KEY is not set.")
    try:
        async with unit.platform():
            found = await repricing.announce(plan, counts_from, by="operator")
    finally:
        await database.close_pools()
    return f"Announced for {counts_from:%Y-%m-%d}. {found} companies have this plan; those with an earlier price are written to."
