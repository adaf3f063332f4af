"""The archive: a ZIP that is written member by member onto the disk, however large, in the memory of one piece."""

import asyncio
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

# What is packed already gets no smaller.
PACKED = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".zip", ".gz", ".mp4", ".mp3", ".pdf", ".docx", ".xlsx", ".pptx")


class Archive:
    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path, "w", allowZip64=True)

    async def add(self, name: str, pieces: AsyncIterator[bytes]) -> bool:
        """A member made of pieces as they come; False, and no member, when there was none."""
        first = await anext(pieces, None)
        if first is None:
            return False
        packing = zipfile.ZIP_STORED if name.lower().endswith(PACKED) else zipfile.ZIP_DEFLATED
        info = zipfile.ZipInfo(name)
        info.compress_type, info.external_attr = packing, 0o600 << 16
        member = await asyncio.to_thread(self._zip.open, info, "w", force_zip64=True)
        try:
            await asyncio.to_thread(member.write, first)
            async for piece in pieces:
                await asyncio.to_thread(member.write, piece)
        finally:
            await asyncio.to_thread(member.close)
        return True

    async def add_text(self, name: str, text: str) -> None:
        async def once() -> AsyncIterator[bytes]:
            yield text.encode()

        await self.add(name, once())

    async def close(self) -> None:
        """The list of members is written last: without it the file is no archive."""
        await asyncio.to_thread(self._zip.close)
