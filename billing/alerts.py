"""Alerts about usage: at 80 and at 100 per cent of what is included, and at the cap; each once in a period (BL-06).

Whoever writes the row of an alert sends it. What was passed at once is told once, with the highest of them.
"""

from billing import notifying, reading, usage, usage_mails
from billing.counting import METERS
from billing.terms import terms_of
from billing.usage import Used
from polydesk.kernel import unit
from polydesk.kernel.outbox import enqueue, together
from polydesk.kernel.tenancy import current_tenant
from polydesk.notices.audience import owners
from polydesk.notices.telling import tell
from tenants import here

LEVELS = (80, 100)


async def watch() -> None:
    """In the tenant's unit."""
    for meter in METERS:
        found = await usage.used(meter)
        new = [level for level in _reached(found) if await notifying.is_first(_key(found, level))]
        if new:
            await _send(new[-1], found)


async def go_round() -> None:
    """In a platform unit: a job for each company whose plan includes so many and no more."""
    async with together():
        for row in await unit.fetch(_LIMITED, list(METERS)):
            await enqueue("billing.watch_usage", tenant=row["id"])


def _reached(found: Used) -> list[str]:
    """The lowest first."""
    if found.included is None:
        return []
    reached = [str(level) for level in LEVELS if found.percent >= level]
    capped = found.is_stopped and found.cap != found.included
    return [*reached, "cap"] if capped else reached


def _key(found: Used, level: str) -> str:
    return f"usage {found.meter} {level} {found.start.isoformat()}"


async def _send(level: str, found: Used) -> None:
    held, terms = await reading.held(current_tenant()), await terms_of(found.meter)
    if held is None or held.is_suspended:
        return
    base_url = (await here.visit()).base_url
    await notifying.send(
        held, lambda: usage_mails.letter_of(level, found, terms, base_url), kind=f"usage_{found.meter}_{level}"
    )
    await tell("usage", to=await owners(), once=_key(found, level), meter=found.meter, level=level)


_LIMITED = "SELECT id FROM tenant WHERE entitlements ?| $1 AND status NOT IN ('suspended', 'closed', 'erased')"
