"""Jobs of the translations: gaps that were met longer ago than anybody counts go."""

from datetime import time, timedelta

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.outbox import daily, job
from polydesk.translating.surveying import DAYS


@daily(at=time(4))
@job("translating.forget_gaps", platform=True)
async def forget_gaps() -> None:
    await unit.execute("DELETE FROM text_gap WHERE day <= $1", now().date() - timedelta(days=DAYS))
