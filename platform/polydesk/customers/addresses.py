"""Addresses of people, told apart as people do: by `address_key`, whatever their case or spelling.

The key is what uniqueness and look-ups go by; the address itself is kept as its owner wrote it, for mails.
"""

import unicodedata

from polydesk.kernel.mail import Address, BadAddress

LIMIT = 254


def address_key(address: str) -> str:
    """`"Ada@BÜCHER.example"` is `"ada@xn--bcher-kva.example"`. Raises BadAddress."""
    return clean_address(address).lower()


def clean_address(address: str) -> str:
    """The address as mails are sent to it: its host in ASCII, no odd spellings. Raises BadAddress."""
    text = unicodedata.normalize("NFC", address.strip())
    if len(text) > LIMIT:
        raise BadAddress("an address of more than 254 characters")
    return Address("", text).address


def host_of(key: str) -> str:
    return key.rpartition("@")[2]
