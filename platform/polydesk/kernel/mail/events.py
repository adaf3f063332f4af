"""What the floor tells about mails."""

from dataclasses import dataclass
from uuid import UUID

from polydesk.kernel.unit import Record


@dataclass(frozen=True)
class MailRefused:
    """The receiving side has said no for good, at once or by a bounce; `about` is what the mail was about, for instance
    ("ticket", id)."""

    mail_id: UUID
    kind: str
    to_address: str
    about: tuple[str, UUID] | None
    reason: str


def refusal_of(row: Record, reason: str) -> MailRefused:
    """`row` is the mail's: id, kind, to_address, about_kind, about_id."""
    about = (row["about_kind"], row["about_id"]) if row["about_kind"] else None
    return MailRefused(row["id"], row["kind"], row["to_address"], about, reason)
