"""What comes round by itself: tickets that changed are counted afresh."""

from datetime import timedelta

from polydesk.kernel import unit
from polydesk.kernel.outbox import enqueue, every, job
from polydesk.reports import recounting


@every(timedelta(seconds=20))
@job("reports.sweep", platform=True)
async def sweep() -> None:
    """A row for each tenant in which a ticket changed."""
    for row in await unit.fetch("SELECT DISTINCT tenant_id FROM report_due"):
        await enqueue("reports.recount", tenant=row["tenant_id"])


@job("reports.recount")
async def recount() -> None:
    if await recounting.recount() == recounting.BATCH:
        await enqueue("reports.recount")
