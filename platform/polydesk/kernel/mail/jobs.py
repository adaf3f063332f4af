"""The jobs: carrying a mail away, and taking note that one came back."""

from uuid import UUID

from polydesk.kernel.mail import delivery, ses_events
from polydesk.kernel.outbox import Lease, job


@job("mail.deliver", queue="mail", opens_unit=False)
async def deliver(lease: Lease, mail_id: str) -> None:
    await delivery.deliver(UUID(mail_id), lease=lease)


@job("mail.returned", queue="mail")
async def returned(mail_id: str, reason: str, address_is_wrong: bool) -> None:
    await ses_events.came_back(UUID(mail_id), reason=reason, address_is_wrong=address_is_wrong)
