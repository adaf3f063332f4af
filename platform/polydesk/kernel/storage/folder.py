"""The folder store: the twin of S3 on this machine, lending files out by links that we sign and serve ourselves."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from polydesk.kernel.ids import new_id
from polydesk.kernel.storage import signing
from polydesk.kernel.storage.stores import Kept, StorageDown, Upload

CHUNK = 1 << 16


@dataclass(frozen=True)
class FolderStore:
    root: Path

    async def put(self, key: str, source: Path, *, media_type: str) -> None:
        await asyncio.to_thread(self._put, key, source)

    async def fetch(self, key: str, target: Path, *, limit: int) -> bool:
        return await asyncio.to_thread(self._fetch, key, target, limit)

    async def read(self, key: str) -> AsyncIterator[bytes]:
        try:
            file = await asyncio.to_thread((self.root / key).open, "rb")
        except FileNotFoundError:
            return
        try:
            while chunk := await asyncio.to_thread(file.read, CHUNK):
                yield chunk
        finally:
            file.close()

    async def delete(self, key: str) -> None:
        await asyncio.to_thread((self.root / key).unlink, missing_ok=True)

    async def list_keys(self, prefix: str) -> list[Kept]:
        return await asyncio.to_thread(self._list_keys, prefix)

    def upload_link(self, file_id: UUID, key: str, *, size: int) -> Upload:
        return Upload(file_id, f"/files/{file_id}/content", fields=signing.upload_fields(file_id, size=size))

    def download_link(self, file_id: UUID, key: str, *, name: str, media_type: str, inline: bool) -> str:
        return f"/files/{file_id}?{signing.download_query(file_id, inline=inline)}"

    def _put(self, key: str, source: Path) -> None:
        target = self.root / key
        draft = target.with_name(f".{new_id()}.part")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, draft)
            draft.replace(target)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise StorageDown from error

    def _fetch(self, key: str, target: Path, limit: int) -> bool:
        source = self.root / key
        if not source.is_file() or source.stat().st_size > limit:
            return False
        shutil.copyfile(source, target)
        return True

    def _list_keys(self, prefix: str) -> list[Kept]:
        found = []
        for path in (self.root / prefix).glob("*"):
            told = path.stat()
            found.append(Kept(f"{prefix}{path.name}", told.st_size, datetime.fromtimestamp(told.st_mtime, UTC)))
        return found
