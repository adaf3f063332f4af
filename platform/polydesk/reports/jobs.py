"""What comes round by itself: tickets that changed are counted afresh, and days on which somebody was asked or answered."""

from datetime import timedelta

from polydesk.kernel import unit
from polydesk.kernel.outbox import enqueue, every, job
from polydesk.reports import recounting, survey_rolling
from polydesk.reports.reading import reporting_zone


@every(timedelta(seconds=20))
@job("reports.sweep", platform=True)
async def sweep() -> None:
    """A row for each tenant in which a ticket changed, or an answer."""
    for row in await unit.fetch("SELECT DISTINCT tenant_id FROM report_due"):
        await enqueue("reports.recount", tenant=row["tenant_id"])
    for row in await unit.fetch("SELECT DISTINCT tenant_id FROM report_score_due"):
        await enqueue("reports.roll_up", tenant=row["tenant_id"])


@job("reports.recount")
async def recount() -> None:
    if await recounting.recount() == recounting.BATCH:
        await enqueue("reports.recount")


@job("reports.roll_up")
async def roll_up() -> None:
    if await survey_rolling.roll_up(await reporting_zone()):
        await enqueue("reports.roll_up")
