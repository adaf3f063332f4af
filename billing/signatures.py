"""Signatures of Stripe's webhooks: who holds the secret wrote these bytes, and a moment ago (threat 41). Pure.

`STRIPE_WEBHOOK_SECRET` may name several, between commas: while one replaces the other, both count.
"""

import hashlib
import hmac
from collections.abc import Iterable

TOLERANCE_S = 300
MOST_SIGNATURES = 16


def is_signed(body: bytes, header: str, *, secrets: Iterable[str], at: float) -> bool:
    """`t=1700000000,v1=…`: HMAC-SHA256 over the second, a dot and the raw bytes. Neither older nor younger than minutes."""
    second, given = _parts(header)
    if second is None or abs(at - second) > TOLERANCE_S:
        return False
    signed = b"%d.%b" % (second, body)
    right = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest().encode() for secret in secrets]
    return any(hmac.compare_digest(one, other) for one in right for other in given)


def secrets_of(setting: str) -> list[str]:
    return [secret for part in setting.split(",") if (secret := part.strip())]


def _parts(header: str) -> tuple[int | None, list[bytes]]:
    second: int | None = None
    given: list[bytes] = []
    for part in header.split(","):
        name, _equals, value = part.strip().partition("=")
        if name == "t" and value.isascii() and value.isdigit() and len(value) <= 12:
            second = int(value)
        elif name == "v1" and len(given) < MOST_SIGNATURES:
            given.append(value.encode("utf-8", "surrogateescape"))
    return second, given
