"""The jobs: reading one mail, looking into mailboxes and the bucket, and forgetting what became of old ones."""

from datetime import time, timedelta
from uuid import UUID

from polydesk.intake import drop, forgetting, looking, metrics, reading
from polydesk.kernel.outbox import Lease, daily, every, job

__all__ = ["metrics"]  # read by whoever serves /metrics

# More than a mail's own attempts, so that it always ends in its row and never as a dead letter.
ATTEMPTS = 20


@job("intake.read", queue="intake", opens_unit=False, attempts=ATTEMPTS)
async def read(lease: Lease, mail_id: str) -> None:
    await reading.read(UUID(mail_id), lease=lease)


@daily(at=time(4, 40))
@job("intake.forget", platform=True)
async def forget_everywhere() -> None:
    await forgetting.everywhere()


@job("intake.forget_here")
async def forget() -> None:
    await forgetting.here()


@every(timedelta(minutes=1))
@job("intake.look_everywhere", platform=True)
async def look_everywhere() -> None:
    await looking.everywhere()


@job("intake.look", opens_unit=False, time_limit=timedelta(minutes=10))
async def look(lease: Lease, account_id: str) -> None:
    await looking.look(UUID(account_id), lease=lease)


@every(timedelta(minutes=1))
@job("intake.empty_drop", platform=True, opens_unit=False, time_limit=timedelta(minutes=10))
async def empty_drop(_lease: Lease) -> None:
    await drop.empty()
