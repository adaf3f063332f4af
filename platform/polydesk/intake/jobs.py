"""The jobs: reading one mail, and forgetting what became of old ones."""

from datetime import time
from uuid import UUID

from polydesk.intake import forgetting, reading
from polydesk.kernel.outbox import Lease, daily, job

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
