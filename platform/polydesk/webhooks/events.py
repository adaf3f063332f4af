"""What webhooks tell the floors above."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class WebhookSwitchedOff:
    """Not by a person: it `failed` for days, or the other side said that it is `gone`."""

    webhook_id: UUID
    name: str
    because: str
