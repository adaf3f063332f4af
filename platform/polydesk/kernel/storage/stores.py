"""Stores: where the bytes of files lie, chosen by the settings, and the one way to name them.

`t/<tenant>/<file>` is built here from the unit's tenant, so no store can be asked for another tenant's bytes.
"""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Protocol
from uuid import UUID, uuid5

from i18n import lazy
from polydesk.kernel.ids import to_id
from polydesk.kernel.refusals import Unavailable
from polydesk.kernel.settings import settings
from polydesk.kernel.tenancy import current_tenant


class StorageDown(Unavailable):
    """The store does not answer; what does not need it goes on."""

    title = lazy("Files cannot be taken right now")
    message = lazy("Files cannot be sent or opened right now. Please try again in a few minutes.")


@dataclass(frozen=True)
class Upload:
    """Where a browser sends a file: a form with `fields` first and the file last, in the field `file`."""

    file_id: UUID
    url: str
    method: str = "POST"
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Kept:
    """One object that a store holds."""

    key: str
    bytes: int
    at: datetime


class Store(Protocol):
    """Every method raises StorageDown within five seconds when the store is away."""

    async def put(self, key: str, source: Path, *, media_type: str) -> None: ...

    async def fetch(self, key: str, target: Path, *, limit: int) -> bool:
        """Writes at most `limit` bytes to `target`; False where there is no such object or it is larger."""

    def read(self, key: str) -> AsyncIterator[bytes]: ...

    async def delete(self, key: str) -> None:
        """Gone afterwards, whether it was there or not."""

    async def list_keys(self, prefix: str) -> list[Kept]: ...

    def upload_link(self, file_id: UUID, key: str, *, size: int) -> Upload: ...

    def download_link(self, file_id: UUID, key: str, *, name: str, media_type: str, inline: bool) -> str: ...


def store() -> Store:
    """S3 where a bucket is named, a folder otherwise."""
    if settings().s3_bucket:
        return _s3()
    from polydesk.kernel.storage.folder import FolderStore

    return FolderStore(settings().polydesk_data / "files")


@cache
def _s3() -> Store:
    from polydesk.kernel.storage.s3 import S3Store

    return S3Store.of(settings())


def prefix() -> str:
    return f"t/{current_tenant()}/"


def key_of(file_id: UUID) -> str:
    return f"{prefix()}{file_id}"


def incoming_key_of(file_id: UUID) -> str:
    """Where a browser's upload lands before it is examined; its link cannot change what has been examined."""
    return f"{prefix()}{uuid5(file_id, 'incoming')}"


def ids_of(kept: list[Kept]) -> Iterator[tuple[UUID, Kept]]:
    for one in kept:
        file_id = to_id(one.key.removeprefix(prefix()))
        if file_id is not None:
            yield file_id, one
