"""Sealed: secrets of tenants that must be read again, such as keys to other services, kept encrypted under SECRET_KEY.

Each is bound to its tenant and to its purpose: a row that is copied elsewhere does not open there. Whoever changes
SECRET_KEY loses them, and is asked to enter them again. What need not be read again is kept as a digest (`tokens`).
The library is imported by whoever seals or unseals first.
"""

import os
from functools import lru_cache
from typing import TYPE_CHECKING

from polydesk.kernel.settings import settings
from polydesk.kernel.tenancy import current_tenant

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_FORM = b"\x01"  # how it is sealed: the first byte, so that another way can come beside it
_NONCE = 12


class Unsealable(ValueError):
    """Sealed under another SECRET_KEY, for another tenant or purpose, or damaged."""


def seal(text: str, *, purpose: str) -> bytes:
    """Within the unit of the tenant whose secret it is."""
    nonce = os.urandom(_NONCE)
    return _FORM + nonce + _cipher(settings().secret_key).encrypt(nonce, text.encode(), _bound_to(purpose))


def unseal(sealed: bytes, *, purpose: str) -> str:
    """Raises Unsealable."""
    from cryptography.exceptions import InvalidTag

    if sealed[:1] != _FORM:
        raise Unsealable("sealed in a way that nobody knows here")
    nonce, rest = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
    try:
        return _cipher(settings().secret_key).decrypt(nonce, rest, _bound_to(purpose)).decode()
    except (InvalidTag, ValueError) as error:
        raise Unsealable("sealed under another key") from error


def _bound_to(purpose: str) -> bytes:
    return current_tenant().bytes + purpose.encode()


@lru_cache(maxsize=1)
def _cipher(secret_key: str) -> "AESGCM":
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    drawn = HKDF(SHA256(), length=32, salt=None, info=b"polydesk sealed secrets")
    return AESGCM(drawn.derive(secret_key.encode()))
