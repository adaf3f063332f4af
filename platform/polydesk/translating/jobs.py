"""Jobs of the translations: a machine drafts what is wanted; gaps that were met longer ago than anybody counts go, and
drafts that nobody decided about."""

from datetime import time, timedelta

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.outbox import Lease, daily, job
from polydesk.translating import drafting_work, machine_account
from polydesk.translating.surveying import DAYS

KEPT = timedelta(days=180)


@daily(at=time(4))
@job("translating.forget_gaps", platform=True)
async def forget_gaps() -> None:
    await unit.execute("DELETE FROM text_gap WHERE day <= $1", now().date() - timedelta(days=DAYS))


@job("translating.check_key", opens_unit=False)
async def check_key(lease: Lease) -> None:
    await machine_account.check(lease)


@job("translating.draft", opens_unit=False, attempts=drafting_work.ATTEMPTS, time_limit=timedelta(minutes=20))
async def draft(lease: Lease) -> None:
    await drafting_work.work(lease)


@daily(at=time(4, 5))
@job("translating.forget_drafts", platform=True)
async def forget_drafts() -> None:
    await unit.execute("DELETE FROM machine_draft WHERE at < $1", now() - KEPT)
