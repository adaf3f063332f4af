"""The drop: a bucket into which Amazon SES (or anybody who may) puts mails as they came; it is emptied into ours.

Nothing in there says for whom a mail was, but its own headers do. What is nobody's here is put aside under `unclaimed/`.
"""

from dataclasses import replace
from functools import cache
from pathlib import Path

from polydesk.intake import headers
from polydesk.intake.limits import ADDRESSES, MAIL_BYTES
from polydesk.intake.parsing import head_of
from polydesk.intake.receiving import Envelope, take_in
from polydesk.intake.recipients import Recipient, recipient_of, slug_in
from polydesk.kernel.logs import logger
from polydesk.kernel.settings import settings
from polydesk.kernel.storage.keeping import workplace
from polydesk.kernel.storage.stores import Store

AT_ONCE = 500
ASIDE = "unclaimed/"
NAMED_IN = ("delivered-to", "x-original-to", "x-forwarded-to", "envelope-to", "to", "cc")


async def empty() -> int:
    """Answers how many were taken in. In no unit. Raises StorageDown."""
    if not settings().mail_in_s3_bucket:
        return 0
    store, prefix, taken = _store(), settings().mail_in_s3_prefix, 0
    kept = [one for one in await store.list_keys(prefix) if not one.key.startswith(f"{prefix}{ASIDE}")]
    for one in sorted(kept, key=lambda one: one.at)[:AT_ONCE]:
        async with workplace() as folder:
            path = folder / "mail"
            fits = one.bytes <= MAIL_BYTES and await store.fetch(one.key, path, limit=MAIL_BYTES)
            if fits and await _take(path.read_bytes(), one.key):
                taken += 1
            elif await store.fetch(one.key, path, limit=10 * MAIL_BYTES):
                await _put_aside(store, path, f"{prefix}{ASIDE}{one.key.removeprefix(prefix)}")
        await store.delete(one.key)
    return taken


async def _take(raw: bytes, key: str) -> bool:
    """Committed for everybody whom it names; False when it names nobody of ours."""
    found = await _recipients(raw)
    sender = headers.return_path_in(head_of(raw))
    for tenant_id in {one.tenant_id for one in found}:
        addresses = [one.address for one in found if one.tenant_id == tenant_id]
        await take_in(tenant_id, raw, Envelope("drop", sender, addresses, key))
    return bool(found)


async def _recipients(raw: bytes) -> list[Recipient]:
    message = headers.head_only(head_of(raw))
    named = [one.key for one in headers.addresses(message, *NAMED_IN) if slug_in(one.host)]
    found = [await recipient_of(address) for address in named[:ADDRESSES]]
    return [one for one in found if one is not None]


async def _put_aside(store: Store, path: Path, key: str) -> None:
    logger().warning("a mail in the drop is for nobody here", key=key)
    await store.put(key, path, media_type="message/rfc822")


@cache
def _store() -> Store:
    from polydesk.kernel.storage.s3 import S3Store

    return S3Store.of(replace(settings(), s3_bucket=settings().mail_in_s3_bucket))
