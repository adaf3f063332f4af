"""Web Push as it travels: encrypted for one browser (RFC 8291), signed by this installation (VAPID, RFC 8292).

The key pair is derived from the installation's own secret, or is the one of the setting PUSH_PRIVATE_KEY. Browsers are
tied to it: with another key they have to be switched on anew. The libraries are imported by whoever needs one first.
"""

import base64
import hashlib
import hmac
import os
from functools import cache
from typing import TYPE_CHECKING

from polydesk.kernel.clock import now
from polydesk.kernel.egress import Target
from polydesk.kernel.mail.addresses import sender
from polydesk.kernel.settings import settings

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
KEPT_FOR_S = 24 * 3600
SIGNED_FOR_S = 12 * 3600
POINT_BYTES = 65
SECRET_BYTES = 16


def public_key() -> str:
    """What a browser is told before it subscribes."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return _text(_key().public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def encrypted(content: bytes, *, point: bytes, secret: bytes) -> bytes:
    import http_ece
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

    once = generate_private_key(SECP256R1())
    return bytes(http_ece.encrypt(content, salt=os.urandom(16), private_key=once, dh=point, auth_secret=secret))


def headers_to(target: Target, *, topic: str, is_urgent: bool) -> dict[str, str]:
    """`topic`: what is still on its way under the same one is replaced, so that nobody is told twice."""
    from py_vapid import Vapid02

    audience = f"{target.scheme}://{target.named}"
    claims = {"aud": audience, "exp": int(now().timestamp()) + SIGNED_FOR_S, "sub": f"mailto:{sender().address}"}
    signed: dict[str, str] = Vapid02(_key(), {"no-strict": True}).sign(claims)
    return {
        **signed,
        "Content-Type": "application/octet-stream",
        "Content-Encoding": "aes128gcm",
        "TTL": str(KEPT_FOR_S),
        "Urgency": "high" if is_urgent else "normal",
        "Topic": topic_of(topic),
    }


def topic_of(text: str) -> str:
    """At most 32 signs of the safe alphabet."""
    return _text(hashlib.sha256(text.encode()).digest())[:32]


def is_point(point: bytes) -> bool:
    """Whether a browser's key is one."""
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

    try:
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
    except ValueError:
        return False
    return len(point) == POINT_BYTES


def bytes_of(text: str) -> bytes:
    """What a browser writes as base64url; nothing when it is none."""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""


@cache
def _key() -> "EllipticCurvePrivateKey":
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key

    if own := settings().push_private_key:
        return derive_private_key(int.from_bytes(bytes_of(own)), SECP256R1())
    drawn = hmac.new(settings().secret_key.encode(), b"web push\x1fvapid", hashlib.sha512).digest()
    return derive_private_key(int.from_bytes(drawn) % (ORDER - 1) + 1, SECP256R1())


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
