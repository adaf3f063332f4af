"""What the floor tells about mails."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class MailRefused:
    """The receiving side has said no for good; `about` is what the mail was about, for instance ("ticket", id)."""

    mail_id: UUID
    kind: str
    to_address: str
    about: tuple[str, UUID] | None
    reason: str
