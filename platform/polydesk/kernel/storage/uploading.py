"""Uploading straight to the store: `begin` hands out where to, `finish` examines what arrived.

The browser's upload lands beside the file's own place, and only what has been examined is put there, so an upload link
that is used twice changes nothing.
"""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.ids import new_id
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.storage.examining import examine
from polydesk.kernel.storage.files import SENTENCES, Reason, StoredFile, file_of
from polydesk.kernel.storage.keeping import By, Sent, Terms, complete, copy, insert_pending, workplace
from polydesk.kernel.storage.limits import FILE_BYTES
from polydesk.kernel.storage.refusals import FileRefused, no_room_left
from polydesk.kernel.storage.room import NoRoom
from polydesk.kernel.storage.sniffing import OCTETS
from polydesk.kernel.storage.stores import Upload, incoming_key_of, key_of, store
from polydesk.kernel.tenancy import current_tenant


async def begin(name: str, size: int, *, by: By | None = None, public: bool = False) -> Upload:
    """Announces a file of `size` bytes and answers where the browser sends it. Raises FileRefused."""
    if not 0 < size <= FILE_BYTES:
        raise FileRefused(SENTENCES["too_large" if size > 0 else "empty"])
    file_id = new_id()
    try:
        await insert_pending(file_id, name=name, size=size, terms=Terms(by, public))
    except NoRoom:
        raise await no_room_left() from None
    return store().upload_link(file_id, incoming_key_of(file_id), size=size)


async def accept(file_id: UUID, sent: Sequence[Sent], *, size: int) -> None:
    """Takes the bytes that an upload link of the folder store allowed. Raises NotFound, FileRefused."""
    async with unit.tenant(current_tenant()):
        file = await file_of(file_id)
    if file.state != "pending" or not sent:
        raise NotFound
    async with workplace() as folder:
        path = folder / "file"
        if not await asyncio.to_thread(copy, sent[0].file, path, size):
            raise FileRefused(SENTENCES["too_large"])
        await store().put(incoming_key_of(file_id), path, media_type=OCTETS)


async def finish(file_id: UUID) -> StoredFile:
    """Examines and keeps what was uploaded; a second call answers as the first did. Raises NotFound, StorageDown."""
    async with unit.tenant(current_tenant()):
        file = await file_of(file_id)
    if file.state != "pending":
        return file
    async with workplace() as folder:
        path = folder / "file"
        if not await store().fetch(incoming_key_of(file_id), path, limit=FILE_BYTES):
            return await _refuse(file_id, "missing")
        found = await examine(path)
        if isinstance(found, str):
            return await _refuse(file_id, found)
        await store().put(key_of(file_id), found.path, media_type=found.media_type)
    await store().delete(incoming_key_of(file_id))
    return await complete(file_id, found)


async def _refuse(file_id: UUID, reason: Reason) -> StoredFile:
    # What has not arrived may still arrive; the row stays as it is, only the answer says no.
    if reason != "missing":
        await store().delete(incoming_key_of(file_id))
    async with unit.tenant(current_tenant()):
        if reason != "missing":
            await unit.execute(
                """UPDATE file SET state = 'refused', reason = $2, bytes = 0
                   WHERE tenant_id = app.tenant_id() AND id = $1 AND state = 'pending'""",
                *(file_id, reason),
            )
        file = await file_of(file_id)
    return StoredFile(file.id, file.name, file.media_type, 0, "refused", reason)
