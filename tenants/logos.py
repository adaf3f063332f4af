"""Logos: pictures of the brand, made small on arrival, since every page and every mail carries them."""

import asyncio
import io
import warnings
from typing import Literal

from i18n import _
from polydesk.kernel import storage
from polydesk.kernel.actor import actor
from polydesk.kernel.storage import StoredFile
from polydesk.kernel.storage.keeping import Sent

Kind = Literal["logo", "logo_dark", "favicon"]

# Thrice the height of the header, for sharp screens.
BOXES: dict[str, tuple[int, int]] = {"logo": (640, 96), "logo_dark": (640, 96), "favicon": (128, 128)}
# No ICO: a picture of any size may lie inside of one that claims to be small.
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MOST_BYTES = 5_000_000
MOST_PIXELS = 25_000_000


class Unfit(ValueError):
    """A file that cannot be a logo; the message says why, in the reader's language."""


async def keep_logo(sent: Sent, *, kind: Kind) -> StoredFile:
    """Stores the picture, scaled down, as a public file. Raises Unfit."""
    content = await asyncio.to_thread(_read, sent)
    if content is None:
        raise Unfit(_("Please choose a picture of at most 5 MB."))
    small = await asyncio.to_thread(_small, content, BOXES[kind])
    if small is None:
        raise Unfit(_("Please choose a PNG, JPEG, WebP or GIF picture."))
    kept = await storage.keep_bytes(f"{kind}.png", small, by=("member", actor().id), public=True)
    if kept.reason == "no_room":
        raise Unfit(await storage.problems_told([kept]))
    if not kept.is_stored:
        raise Unfit(_("The picture could not be saved. Please try again in a moment."))
    return kept


def _read(sent: Sent) -> bytes | None:
    sent.file.seek(0)
    content = sent.file.read(MOST_BYTES + 1)
    return content if len(content) <= MOST_BYTES else None


def _small(content: bytes, box: tuple[int, int]) -> bytes | None:
    # Pillow is imported by whoever gets a picture, in the thread; most processes never do.
    from PIL import Image, ImageOps

    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(content), formats=FORMATS) as picture:
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            if picture.size[0] * picture.size[1] > MOST_PIXELS:
                return None
            clean = ImageOps.exif_transpose(picture).convert("RGBA")
    except Exception:  # noqa: BLE001 - Pillow's decoders raise nearly everything for broken pictures
        return None
    clean.thumbnail(box, Image.Resampling.LANCZOS)
    clean.info = {}
    target = io.BytesIO()
    clean.save(target, "PNG", optimize=True)
    return target.getvalue()
