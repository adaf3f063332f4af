"""Signing: who gets a message can tell that we wrote it, and when. As in Standard Webhooks 1.0."""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from uuid import UUID

from polydesk.kernel.settings import settings

PREFIX = "whsec_"


def secret_of(webhook_id: UUID, generation: int) -> str:
    """Derived by the installation's own secret, so that none is kept and a copy of the database gives none away."""
    text = f"webhook\x1f{webhook_id}\x1f{generation}".encode()
    return PREFIX + base64.b64encode(hmac.new(settings().secret_key.encode(), text, hashlib.sha256).digest()).decode()


def headers_of(message_id: UUID, timestamp: int, body: bytes, secrets: Sequence[str]) -> dict[str, str]:
    """A signature for each secret that holds, parted by spaces."""
    signed = f"{message_id}.{timestamp}.".encode() + body
    return {
        "content-type": "application/json",
        "user-agent": "Polydesk-Webhooks/1",
        "webhook-id": str(message_id),
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(f"v1,{_signature(signed, secret)}" for secret in secrets),
    }


def _signature(signed: bytes, secret: str) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
