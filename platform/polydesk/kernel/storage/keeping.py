"""Keeping: files that came through the app are examined and stored; each ends as `stored` or `refused`, never half.

The row is written first, as `pending`, in a transaction of its own, then the bytes, then the row is completed: whatever
breaks in between is a pending row, which the sweep finds. No unit is open while the store is spoken to.
"""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.outbox import enqueue
from polydesk.kernel.storage.examining import Examined, examine
from polydesk.kernel.storage.filenames import clean_name
from polydesk.kernel.storage.files import UNCLAIMED, Reason, StoredFile, file_of
from polydesk.kernel.storage.limits import FILE_BYTES, FILES
from polydesk.kernel.storage.rationing import may_send
from polydesk.kernel.storage.room import NoRoom, demand_room
from polydesk.kernel.storage.sniffing import OCTETS
from polydesk.kernel.storage.stores import StorageDown, key_of, store
from polydesk.kernel.tenancy import current_tenant

CHUNK = 1 << 18
By = tuple[str, UUID | None]


class Source(Protocol):
    def read(self, size: int, /) -> bytes: ...

    def seek(self, offset: int, /) -> int: ...


class Sent(Protocol):
    """What `form.files(name)` gives: a file of a form."""

    @property
    def filename(self) -> str: ...

    @property
    def file(self) -> Source: ...


@dataclass(frozen=True)
class Terms:
    """On which a file is kept: whose it is (without `by` a claim, until `take`), and who may read it without a link."""

    by: By | None = None
    public: bool = False
    guard: str | None = None


async def receive(
    sent: Sequence[Sent], *, by: By | None = None, public: bool = False, guard: str | None = None
) -> list[StoredFile]:
    """Keeps the files of a form, in their order; look at `is_stored` and `problem` of each.

    An empty file field is no file. Never raises for what people send, however much or often, or for a store that is
    away: the text that came with the files goes through.
    """
    came, terms = [one for one in sent if one.filename], Terms(by, public, guard)
    if came and not await may_send(len(came)):
        return [_turned_away(one.filename, "too_often") for one in came]
    kept: list[StoredFile] = []
    for one in came:
        taken = sum(file.is_stored for file in kept)
        kept.append(await _receive(one, terms) if taken < FILES else _turned_away(one.filename, "too_many"))
    return kept


async def keep_bytes(name: str, content: bytes, *, by: By | None = None, public: bool = False) -> StoredFile:
    """Keeps what the program itself holds (a logo, a file of the demo). The answer may be a refusal."""
    async with workplace() as folder:
        path = folder / "file"
        await asyncio.to_thread(path.write_bytes, content)
        return await _keep(name, path, Terms(by, public))


async def open_bytes(file_id: UUID) -> AsyncIterator[bytes]:
    """The bytes of a file of this tenant, in pieces; nothing when the store has lost them."""
    async for chunk in store().read(key_of(file_id)):
        yield chunk


async def remove(file_id: UUID) -> None:
    """The row goes with this unit; the bytes after its commit, by a job."""
    await unit.execute("DELETE FROM file WHERE tenant_id = app.tenant_id() AND id = $1", file_id)
    await enqueue("storage.erase", file_id=str(file_id))


async def _receive(sent: Sent, terms: Terms) -> StoredFile:
    async with workplace() as folder:
        path = folder / "file"
        if not await asyncio.to_thread(copy, sent.file, path, FILE_BYTES):
            return _turned_away(sent.filename, "too_large")
        return await _keep(sent.filename, path, terms)


async def _keep(name: str, path: Path, terms: Terms) -> StoredFile:
    found = await examine(path)
    if isinstance(found, str):
        return _turned_away(name, found)
    file_id = new_id()
    try:
        await insert_pending(file_id, name=name, size=found.size, terms=terms)
        await store().put(key_of(file_id), found.path, media_type=found.media_type)
    except NoRoom:
        return _turned_away(name, "no_room")
    except StorageDown:
        await _forget(file_id)
        return _turned_away(name, "storage_down")
    return await complete(file_id, found)


async def insert_pending(file_id: UUID, *, name: str, size: int, terms: Terms) -> None:
    """Its place is taken from now on. Raises NoRoom."""
    kind, owner = terms.by or (UNCLAIMED, None)
    async with unit.tenant(current_tenant()):
        await unit.execute(
            """INSERT INTO file (id, name, media_type, bytes, state, public, guard, created_by_kind, created_by_id,
                                 created_at)
               VALUES ($1, $2, $3, $4, 'pending', $5, $6, $7, $8, $9)""",
            *(file_id, clean_name(name), OCTETS, size, terms.public, terms.guard, kind, owner, now()),
        )
        await demand_room()


async def complete(file_id: UUID, found: Examined) -> StoredFile:
    """The row says what the bytes are, now that the store has them."""
    width, height = (found.picture.width, found.picture.height) if found.picture else (None, None)
    async with unit.tenant(current_tenant()):
        await unit.execute(
            """UPDATE file SET state = 'stored', media_type = $2, bytes = $3, sha256 = $4, inline = $5, width = $6,
                      height = $7 WHERE tenant_id = app.tenant_id() AND id = $1 AND state = 'pending'""",
            *(file_id, found.media_type, found.size, found.sha256, found.picture is not None, width, height),
        )
        return await file_of(file_id)


@asynccontextmanager
async def workplace() -> AsyncIterator[Path]:
    """A folder for one file and what becomes of it, gone afterwards."""
    folder = await asyncio.to_thread(tempfile.TemporaryDirectory, prefix="polydesk-file-")
    try:
        yield Path(folder.name)
    finally:
        await asyncio.to_thread(folder.cleanup)


async def _forget(file_id: UUID) -> None:
    async with unit.tenant(current_tenant()):
        await unit.execute("DELETE FROM file WHERE tenant_id = app.tenant_id() AND id = $1", file_id)


def _turned_away(name: str, reason: Reason) -> StoredFile:
    return StoredFile(new_id(), clean_name(name), OCTETS, 0, "refused", reason)


def copy(source: Source, target: Path, limit: int) -> bool:
    """False as soon as it is more than `limit`."""
    left = limit
    source.seek(0)
    with target.open("wb") as file:
        while chunk := source.read(CHUNK):
            left -= len(chunk)
            if left < 0:
                return False
            file.write(chunk)
    return True
