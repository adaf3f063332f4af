"""The job that carries a mail away."""

from uuid import UUID

from polydesk.kernel.mail import delivery
from polydesk.kernel.outbox import Lease, job


@job("mail.deliver", queue="mail", opens_unit=False)
async def deliver(lease: Lease, mail_id: str) -> None:
    await delivery.deliver(UUID(mail_id), lease=lease)
