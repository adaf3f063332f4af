"""The jobs: every sender is looked up each day, and whenever somebody wants to know."""

from datetime import timedelta

from polydesk.kernel import unit
from polydesk.kernel.outbox import Lease, enqueue, every, job
from polydesk.senders import checking
from polydesk.senders.senders import sender

DUE = """
SELECT tenant_id FROM sender
 WHERE checked_at IS NULL OR checked_at < now() - CASE
   WHEN proven_at IS NULL AND created_at > now() - interval '3 days' THEN interval '50 minutes' ELSE interval '23 hours' END
"""


@every(timedelta(hours=1))
@job("senders.round", platform=True)
async def go_round() -> None:
    """Each once a day; what was set up lately and is not proven yet, each hour."""
    for row in await unit.fetch(DUE):
        await enqueue("senders.check", tenant=row["tenant_id"])


@job("senders.check", opens_unit=False)
async def check(lease: Lease) -> None:
    async with lease.unit():
        held = await sender()
    if held is None:
        return
    found = await checking.look_up(held)
    async with lease.unit():
        await lease.hold()
        await checking.take_in(found)
        await lease.finish()
