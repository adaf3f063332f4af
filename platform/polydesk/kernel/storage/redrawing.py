"""Redrawing: what pictures.py promises, by Pillow; its decoders meet strangers' bytes here and nowhere else."""

import warnings
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps, ImageSequence

from polydesk.kernel.storage.pictures import Bomb, Picture

PIXELS = 25_000_000
BOMB_PIXELS = 200_000_000
FRAMES = 200

Image.MAX_IMAGE_PIXELS = BOMB_PIXELS


def redraw(source: Path, target: Path, form: str) -> Picture | None:
    try:
        with warnings.catch_warnings(), Image.open(source, formats=(form,)) as picture:
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return _written(picture, target, form)
    except Image.DecompressionBombError as error:
        raise Bomb(str(error)) from None
    except Bomb:
        raise
    except Exception:  # noqa: BLE001 - see below
        # Pillow's decoders raise nearly everything for broken pictures; the answer is the same for all.
        return None


def _written(picture: Image.Image, target: Path, form: str) -> Picture | None:
    if _pixels(picture) > BOMB_PIXELS:
        raise Bomb(f"{picture.size[0]} x {picture.size[1]} pixels")
    if form == "JPEG" and _pixels(picture) > PIXELS:
        picture.draft("RGB", (picture.size[0] // 2, picture.size[1] // 2))
    if _pixels(picture) > PIXELS:
        return None
    if form in ("GIF", "WEBP") and getattr(picture, "is_animated", False) and _is_modest(picture):
        return _write_animated(picture, target, form)
    clean = _only_pixels(ImageOps.exif_transpose(picture), form)
    clean.save(target, form, **_options(form))
    return Picture(*clean.size)


def _write_animated(picture: Image.Image, target: Path, form: str) -> Picture:
    loops, waits, frames = picture.info.get("loop"), [], []
    for frame in ImageSequence.Iterator(picture):
        waits.append(max(20, int(frame.info.get("duration") or 100)))
        frames.append(_only_pixels(frame, form))
    said: dict[str, Any] = {"duration": waits} | ({} if loops is None else {"loop": loops})
    if form == "GIF":
        said["disposal"] = 2
    frames[0].save(target, form, save_all=True, append_images=frames[1:], **said)
    return Picture(*picture.size)


def _is_modest(picture: Image.Image) -> bool:
    frames = int(getattr(picture, "n_frames", 1))
    return frames <= FRAMES and frames * _pixels(picture) <= PIXELS


def _only_pixels(picture: Image.Image, form: str) -> Image.Image:
    see_through = "A" in picture.getbands() or "transparency" in picture.info
    mode = "RGB" if form == "JPEG" or not see_through else "RGBA"
    clean = picture.convert(mode) if picture.mode != mode else picture.copy()
    clean.info = {}
    clean.getexif().clear()
    return clean


def _options(form: str) -> dict[str, Any]:
    return {"JPEG": {"quality": 88, "progressive": True}, "WEBP": {"quality": 88}}.get(form, {})


def _pixels(picture: Image.Image) -> int:
    return picture.size[0] * picture.size[1]
