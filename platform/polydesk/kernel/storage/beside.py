"""What the product itself keeps beside a tenant's files, under a name of its own and for a while: archives.

No row of `file` knows of it, it takes no room, and the sweep of files, which goes by ids, leaves it alone.
"""

from collections.abc import AsyncIterator
from pathlib import Path

from polydesk.kernel.storage.stores import prefix, store


async def keep_beside(name: str, source: Path, *, media_type: str) -> None:
    await store().put(f"{prefix()}{name}", source, media_type=media_type)


async def read_beside(name: str) -> AsyncIterator[bytes]:
    """In pieces; nothing when there is no such thing."""
    async for piece in store().read(f"{prefix()}{name}"):
        yield piece


async def drop_beside(name: str) -> None:
    await store().delete(f"{prefix()}{name}")
