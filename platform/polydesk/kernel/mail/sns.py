"""Notes of Amazon SNS: signed by a certificate that Amazon shows under a name of its own, and about our topic alone."""

import asyncio
import http.client
import re
from base64 import b64decode
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

# Where a topic's own region speaks; any other name beside it may be somebody's bucket (`sns.s3-us-west-2.amazonaws.com`).
REGION = re.compile(r"arn:aws[a-z-]*:sns:([a-z]+(?:-[a-z]+)+-[0-9]{1,2}):[0-9]+:.+")
VISIBLE = re.compile("[!-~]+")
PATIENCE_S = 5.0
LONGEST = 20_000
SIGNED = {
    "Notification": ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"),
    "SubscriptionConfirmation": ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"),
}
HASHES: dict[str, hashes.HashAlgorithm] = {"1": hashes.SHA1(), "2": hashes.SHA256()}


class NotFromAmazon(ValueError):
    """Not signed, not by Amazon, or about another topic."""


@dataclass(frozen=True)
class Note:
    """`subscribe_url` is where a subscription is confirmed; empty for a notification."""

    message: str
    subscribe_url: str = ""


async def read(body: bytes, *, topic: str) -> Note:
    """Raises NotFromAmazon, OSError. Asks Amazon for its certificate, so no unit has begun."""
    try:
        fields = msgspec.json.decode(body, type=dict[str, str | None])
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise NotFromAmazon("no JSON of texts") from error
    kind = fields.get("Type") or ""
    if kind not in SIGNED or not topic or fields.get("TopicArn") != topic:
        raise NotFromAmazon("another kind, or another topic")
    where = fields.get("SigningCertURL") or ""
    _demand_amazon(where, topic)
    try:
        key = await asyncio.to_thread(_key_at, where)
        signature = b64decode(fields.get("Signature") or "", validate=True)
        algorithm = HASHES[fields.get("SignatureVersion") or ""]
        key.verify(signature, _signed_text(kind, fields), padding.PKCS1v15(), algorithm)
    except (KeyError, ValueError, InvalidSignature) as error:
        raise NotFromAmazon("the signature does not hold") from error
    return Note(fields.get("Message") or "", fields.get("SubscribeURL") or "" if kind != "Notification" else "")


async def confirm(note: Note, *, topic: str) -> None:
    """Says yes to a subscription that we were asked about. Raises NotFromAmazon, OSError."""
    _demand_amazon(note.subscribe_url, topic)
    await asyncio.to_thread(_fetch, note.subscribe_url)


def _signed_text(kind: str, fields: dict[str, str | None]) -> bytes:
    there = ((name, fields.get(name)) for name in SIGNED[kind])
    return "".join(f"{name}\n{value}\n" for name, value in there if value is not None).encode()


def _demand_amazon(url: str, topic: str) -> None:
    region = REGION.fullmatch(topic)
    hosts = [f"sns.{region[1]}.amazonaws.com{end}" for end in ("", ".cn")] if region else []
    try:
        parts = urlsplit(url)
        is_amazons = parts.scheme == "https" and parts.port in (None, 443) and "@" not in parts.netloc
    except ValueError:
        is_amazons = False
    if not is_amazons or not VISIBLE.fullmatch(url) or urlsplit(url).hostname not in hosts:
        raise NotFromAmazon("not an address of Amazon SNS")


@lru_cache(maxsize=16)
def _key_at(url: str) -> rsa.RSAPublicKey:
    key = x509.load_pem_x509_certificate(_fetch(url)).public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise NotFromAmazon("not an RSA key")
    return key


def _fetch(url: str) -> bytes:
    """No redirects: the name that was looked at is the one that answers. Raises OSError: Amazon will send its note again."""
    parts = urlsplit(url)
    connection = http.client.HTTPSConnection(parts.hostname or "", timeout=PATIENCE_S)
    try:
        connection.request("GET", parts.path + (f"?{parts.query}" if parts.query else ""))
        answer = connection.getresponse()
        if answer.status != 200:
            raise OSError(f"Amazon answered {answer.status}")
        return answer.read(LONGEST)
    except http.client.HTTPException as error:
        raise OSError("Amazon broke off") from error
    finally:
        connection.close()
