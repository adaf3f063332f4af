"""Wire: the lines of a message. What is plain ASCII and short is written as it is; anything else goes through the
library's policy, which knows how headers are encoded and folded, and costs ten times as much.
"""

import binascii
import re
from email.policy import SMTP as POLICY
from functools import lru_cache

PLAIN = re.compile(r"[\x20-\x7e]+")
LONGEST_LINE = 76
UTF8_POLICY = POLICY.clone(utf8=True)


@lru_cache(maxsize=5_000)
def header(name: str, value: str, *, utf8: bool = False) -> bytes:
    """Raises ValueError for a value of several lines. Remembered, since many mails share their sender."""
    if len(name) + 2 + len(value) <= LONGEST_LINE and PLAIN.fullmatch(value) and "=?" not in value:
        return f"{name}: {value}\r\n".encode("ascii")
    policy = UTF8_POLICY if utf8 else POLICY
    return bytes(policy.fold_binary(*policy.header_store_parse(name, value)))


def part(subtype: str, text: str) -> bytes:
    """Headers and body of a text, quoted-printable: readable by eye where it is ASCII, and no line too long for anybody."""
    quoted = binascii.b2a_qp("\n".join(text.splitlines()).encode("utf-8", "surrogatepass") + b"\n", istext=True)
    head = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    return head.encode("ascii") + quoted.replace(b"\n", b"\r\n")


def alternatives(boundary: str, *parts: bytes) -> bytes:
    """The header of the whole, and the parts from the plainest to the richest."""
    head = f'MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="{boundary}"\r\n\r\n'.encode("ascii")
    line = f"--{boundary}".encode("ascii")
    return head + b"".join(line + b"\r\n" + one + b"\r\n" for one in parts) + line + b"--\r\n"
