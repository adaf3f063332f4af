"""Pictures: decoded and written anew, so that only pixels survive; no place, no camera, no script in a comment.

A picture over the limit of pixels is never decoded whole: a JPEG is read at a smaller scale, another is kept as a plain
download. What claims to be far larger is taken for a bomb. One picture at a time per process.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/gif": "GIF", "image/webp": "WEBP"}

_one_at_a_time = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")


@dataclass(frozen=True)
class Picture:
    width: int
    height: int


class Bomb(ValueError):
    """A picture that is small on disk and enormous in memory."""


async def rewrite(source: Path, target: Path, *, media_type: str) -> Picture | None:
    """Writes a clean picture to `target`; None when it cannot be shown and stays a download. Raises Bomb."""
    here = asyncio.get_running_loop()
    return await here.run_in_executor(_one_at_a_time, _rewrite, source, target, FORMATS[media_type])


def _rewrite(source: Path, target: Path, form: str) -> Picture | None:
    # Pillow is imported by whoever gets a picture, in the thread; most processes never do.
    from polydesk.kernel.storage.redrawing import redraw

    return redraw(source, target, form)
