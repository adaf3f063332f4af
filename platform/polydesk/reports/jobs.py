"""What comes round by itself: tickets that changed are counted afresh, and days on which somebody was asked or answered;
reports that are due leave by mail."""

from datetime import timedelta

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.outbox import enqueue, every, job
from polydesk.reports import recounting, report_mailing, report_mails, survey_rolling, tickets_rolling
from polydesk.reports.reading import reporting_zone


@every(timedelta(seconds=20))
@job("reports.sweep", platform=True)
async def sweep() -> None:
    """A row for each tenant in which a ticket changed, or an answer."""
    for row in await unit.fetch("SELECT DISTINCT tenant_id FROM report_due"):
        await enqueue("reports.recount", tenant=row["tenant_id"])
    for row in await unit.fetch("SELECT DISTINCT tenant_id FROM report_score_due"):
        await enqueue("reports.roll_up", tenant=row["tenant_id"])
    for row in await unit.fetch("SELECT DISTINCT tenant_id FROM report_day_due"):
        await enqueue("reports.roll_up_tickets", tenant=row["tenant_id"])


@job("reports.recount")
async def recount() -> None:
    if await recounting.recount() == recounting.BATCH:
        await enqueue("reports.recount")


@job("reports.roll_up")
async def roll_up() -> None:
    if await survey_rolling.roll_up(await reporting_zone()):
        await enqueue("reports.roll_up")


@job("reports.roll_up_tickets")
async def roll_up_tickets() -> None:
    if await tickets_rolling.roll_up(await reporting_zone()):
        await enqueue("reports.roll_up_tickets")


@every(timedelta(hours=1))
@job("reports.look_for_months", platform=True)
async def look_for_months() -> None:
    for row in await unit.fetch("SELECT DISTINCT tenant_id FROM report_month WHERE is_stale"):
        await enqueue("reports.merge_month", tenant=row["tenant_id"])


@job("reports.merge_month")
async def merge_month() -> None:
    if await tickets_rolling.merge_month(await reporting_zone()):
        await enqueue("reports.merge_month")


@every(timedelta(minutes=5))
@job("reports.look_for_mails", platform=True)
async def look_for_mails() -> None:
    for row in await unit.fetch(
        "SELECT DISTINCT tenant_id FROM report_mail WHERE stopped_at IS NULL AND next_at <= $1", now()
    ):
        await enqueue("reports.mail", tenant=row["tenant_id"])


@job("reports.mail")
async def mail() -> None:
    if await report_mailing.send_due() == report_mails.AT_ONCE:
        await enqueue("reports.mail")
