"""Pictures are written anew: what is kept shows the same and carries nothing else."""

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from polydesk.kernel.storage.pictures import Bomb, Picture, rewrite


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


async def rewritten(folder: Path, content: bytes, media_type: str) -> tuple[Picture | None, Path]:
    source, target = folder / "came", folder / "kept"
    source.write_bytes(content)
    return await rewrite(source, target, media_type=media_type), target


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP"])
async def test_it_writes_a_picture_of_the_same_size(folder: Path, picture: Callable[..., bytes], form: str) -> None:
    found, target = await rewritten(folder, picture(form), f"image/{form.lower()}")
    assert found == Picture(40, 20)
    with Image.open(target) as kept:
        assert (kept.format, kept.size) == (form, (40, 20))


async def test_it_drops_the_place_and_applies_the_turn(folder: Path, picture: Callable[..., bytes]) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SecretCamera"
    found, target = await rewritten(folder, picture("JPEG", exif=exif), "image/jpeg")
    assert found == Picture(20, 40)
    assert b"SecretCamera" not in target.read_bytes()
    with Image.open(target) as kept:
        assert not kept.getexif()


async def test_it_drops_what_hides_behind_and_inside(folder: Path, picture: Callable[..., bytes]) -> None:
    hidden = b"<script>alert(document.domain)</script>"
    _found, target = await rewritten(folder, picture("GIF", comment=hidden) + hidden, "image/gif")
    assert b"<script>" not in target.read_bytes()


async def test_it_keeps_a_gif_moving(folder: Path) -> None:
    frames = [Image.new("RGB", (10, 10), colour) for colour in ("red", "green", "blue")]
    content = io.BytesIO()
    frames[0].save(content, "GIF", save_all=True, append_images=frames[1:], duration=80, loop=0)
    _found, target = await rewritten(folder, content.getvalue(), "image/gif")
    with Image.open(target) as kept:
        assert kept.n_frames == 3  # type: ignore[attr-defined]
        assert kept.info["loop"] == 0


async def test_it_refuses_a_bomb_without_decoding_it(folder: Path) -> None:
    with pytest.raises(Bomb):
        await rewritten(folder, png_that_claims(60_000, 60_000), "image/png")


async def test_it_does_not_show_what_is_over_the_limit(folder: Path) -> None:
    found, _target = await rewritten(folder, png_that_claims(9_000, 9_000), "image/png")
    assert found is None


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n<html>", b"\xff\xd8\xff" + b"\x00" * 99, b"GIF89a"])
async def test_it_leaves_a_broken_picture_a_download(folder: Path, content: bytes) -> None:
    for media_type in ("image/png", "image/jpeg", "image/gif", "image/webp"):
        found, _target = await rewritten(folder, content, media_type)
        assert found is None


def png_that_claims(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\x00" * 1000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body
