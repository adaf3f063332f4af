"""How many mails a day a company may send that pays nothing and came lately: more each day."""

from datetime import timedelta

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.settings import settings

FIRST_DAY = 200
MOST = 2_000
# Why a company stands where it stands, if it pays nothing. Whoever has cancelled is told by the plan that runs out.
PAYS_NOTHING = ("trial", "free", "people")
COSTS_NOTHING = ("trial", "free")


async def allowance() -> int | None:
    """None for whoever pays, was given a plan, or is not billed at all."""
    if not settings().bills:
        return None
    row = await unit.fetchrow("SELECT created_at, status_why, plan FROM tenant WHERE id = app.tenant_id()")
    return per_day(now() - row["created_at"]) if row and _pays_nothing(row["status_why"], row["plan"]) else None


def per_day(age: timedelta) -> int:
    return min(MOST, FIRST_DAY * (1 + max(0, age.days)))


def _pays_nothing(why: str, plan: str) -> bool:
    return why in PAYS_NOTHING or (why == "cancelled" and plan in COSTS_NOTHING)
