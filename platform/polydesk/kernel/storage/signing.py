"""Signatures of our own file links: each names tenant, file, purpose and end, and nothing in it can be changed."""

from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

from polydesk.kernel.clock import now
from polydesk.kernel.storage.limits import LINK_HOLDS, UPLOAD_HOLDS
from polydesk.kernel.tenancy import current_tenant
from polydesk.kernel.tokens import sign, signed

DOWNLOAD, UPLOAD, CLAIM = "file download", "file upload", "file claim"


def download_query(file_id: UUID, *, inline: bool) -> str:
    way, until = "inline" if inline else "attachment", _until(LINK_HOLDS.total_seconds())
    return urlencode({"as": way, "until": until, "signature": sign(DOWNLOAD, *_who(file_id), way, until)})


def may_download(file_id: UUID, query: Mapping[str, str]) -> bool:
    way, until = query.get("as", ""), query.get("until", "")
    return _still(until) and signed(query.get("signature", ""), DOWNLOAD, *_who(file_id), way, until)


def upload_fields(file_id: UUID, *, size: int) -> dict[str, str]:
    until = _until(UPLOAD_HOLDS.total_seconds())
    signature = sign(UPLOAD, *_who(file_id), str(size), until)
    return {"size": str(size), "until": until, "signature": signature}


def may_upload(file_id: UUID, fields: Mapping[str, str]) -> bool:
    size, until = fields.get("size", ""), fields.get("until", "")
    return _still(until) and signed(fields.get("signature", ""), UPLOAD, *_who(file_id), size, until)


def claim_signature(file_id: UUID) -> str:
    return sign(CLAIM, *_who(file_id))


def is_claim(file_id: UUID, signature: str) -> bool:
    return signed(signature, CLAIM, *_who(file_id))


def _who(file_id: UUID) -> tuple[str, str]:
    return str(current_tenant()), str(file_id)


def _until(seconds: float) -> str:
    return str(int(now().timestamp() + seconds))


def _still(until: str) -> bool:
    return until.isascii() and until.isdecimal() and len(until) < 12 and int(until) >= now().timestamp()
