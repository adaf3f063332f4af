"""What senders tell the floors above."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class SenderLapsed:
    """The proof is gone since `at`: mails leave from the platform's address again."""

    address: str
    at: datetime
