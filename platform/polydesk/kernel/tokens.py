"""Tokens of links in mails: 256 random bits in the link, only their digest in the database."""

import base64
import hashlib
import hmac
import secrets

from polydesk.kernel.settings import settings


def new_token() -> str:
    return secrets.token_urlsafe(32)


def digest(token: str) -> bytes:
    """What the database keeps. Raises ValueError for an empty token: an empty hash must never match."""
    if not token:
        raise ValueError("an empty token has no digest")
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def sign(purpose: str, *parts: str) -> str:
    """A 128-bit signature over `parts` that holds for this purpose and this installation only."""
    text = "\x1f".join((purpose, *parts)).encode("utf-8", "surrogatepass")
    mac = hmac.new(settings().secret_key.encode(), text, hashlib.sha256).digest()[:16]
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


def signed(signature: str, purpose: str, *parts: str) -> bool:
    expected = sign(purpose, *parts).encode()
    return hmac.compare_digest(signature.encode("utf-8", "surrogatepass"), expected)
