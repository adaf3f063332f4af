"""Examining: what a file is, whether it may be kept, and what of it is kept."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from polydesk.kernel.logs import logger
from polydesk.kernel.storage.files import Reason
from polydesk.kernel.storage.pictures import Bomb, Picture, rewrite
from polydesk.kernel.storage.sniffing import HEAD, PICTURES, media_type_of

Scanner = Callable[[Path], Awaitable[str | None]]

_scanner: Scanner | None = None


def set_scanner(scanner: Scanner | None) -> None:
    """`scanner` gets the path of each file and answers the name of what it found, or None."""
    global _scanner
    _scanner = scanner


@dataclass(frozen=True)
class Examined:
    """What to keep: `path` is the picture that we wrote, or the file as it came."""

    path: Path
    media_type: str
    size: int
    sha256: bytes
    picture: Picture | None


async def examine(path: Path) -> Examined | Reason:
    """A reason instead of a finding when the file must not be kept."""
    size = (await asyncio.to_thread(path.stat)).st_size
    if size == 0:
        return "empty"
    if reason := await _scanned(path):
        return reason
    media_type = await asyncio.to_thread(_sniff, path, size)
    try:
        picture = await _rewritten(path, media_type)
    except Bomb:
        return "bomb"
    kept = _clean(path) if picture else path
    weight, digest = await asyncio.to_thread(_weigh, kept)
    return Examined(kept, media_type, weight, digest, picture)


async def _scanned(path: Path) -> Reason | None:
    if _scanner is None:
        return None
    try:
        found = await _scanner(path)
    except Exception as error:  # noqa: BLE001 - scanners are strangers' code
        # An unchecked file is worse than one that has to be sent again.
        logger().error("the malware scanner failed", exc_info=error)
        return "not_scanned"
    return "malware" if found else None


async def _rewritten(path: Path, media_type: str) -> Picture | None:
    if media_type not in PICTURES:
        return None
    return await rewrite(path, _clean(path), media_type=media_type)


def _clean(path: Path) -> Path:
    return path.with_name(f"{path.name}.clean")


def _sniff(path: Path, size: int) -> str:
    with path.open("rb") as file:
        return media_type_of(file.read(HEAD), whole=size <= HEAD)


def _weigh(path: Path) -> tuple[int, bytes]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").digest()
    return path.stat().st_size, digest
