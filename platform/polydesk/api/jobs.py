"""What comes round by itself: answers to requests that cannot come again are forgotten."""

from datetime import timedelta

from polydesk.api import repeating
from polydesk.kernel import unit
from polydesk.kernel.outbox import enqueue, every, job


@every(timedelta(days=1))
@job("api.go_round", platform=True)
async def go_round() -> None:
    for row in await unit.fetch("SELECT DISTINCT tenant_id FROM api_answered"):
        await enqueue("api.forget_old", tenant=row["tenant_id"])


@job("api.forget_old")
async def forget_old() -> None:
    await repeating.forget_old()
