"""Files kept by the verbs: receive, claim, take, remove, sweep; the folder store."""

import asyncio
import io
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from polydesk.kernel import outbox, storage, unit
from polydesk.kernel.clock import now, travel
from polydesk.kernel.outbox import registry
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.settings import settings
from polydesk.kernel.storage import sweeping
from polydesk.kernel.storage.refusals import FileRefused

MEMBER = ("member", UUID(int=7))


@pytest.fixture(autouse=True)
async def _inside_acme(acme: Any) -> AsyncIterator[None]:
    async with acme.unit():
        yield


@pytest.fixture(autouse=True)
def _no_scanner() -> Any:
    yield
    storage.set_scanner(None)


async def content_of(file: storage.StoredFile) -> bytes:
    return b"".join([piece async for piece in storage.open_bytes(file.id)])


async def test_it_keeps_the_files_of_a_form_in_their_order(
    part: Callable[..., Any], picture: Callable[..., bytes]
) -> None:
    notes, photo = await storage.receive([part("notes.txt", b"hello"), part("photo.png", picture())])
    assert (notes.name, notes.media_type, notes.bytes, notes.inline) == ("notes.txt", "text/plain", 5, False)
    assert (photo.media_type, photo.inline, photo.width, photo.height) == ("image/png", True, 40, 20)
    assert await content_of(notes) == b"hello"


async def test_it_takes_an_empty_field_for_no_file(part: Callable[..., Any]) -> None:
    assert await storage.receive([part("", b"")]) == []


async def test_it_believes_the_bytes_and_not_the_name(part: Callable[..., Any]) -> None:
    (file,) = await storage.receive([part("holiday.png", b"<html><script>alert(1)</script>")])
    assert (file.media_type, file.inline) == ("text/html", False)
    assert "as=attachment" in storage.link(file)


async def test_it_keeps_nothing_larger_than_the_limit(part: Callable[..., Any]) -> None:
    (file,) = await storage.receive([part("film.mp4", b"\x01" * (storage.FILE_BYTES + 1))])
    assert not file.is_stored
    assert "20 MB" in file.problem


async def test_it_takes_ten_files_and_says_so_of_the_eleventh(part: Callable[..., Any]) -> None:
    files = await storage.receive([part(f"{number}.txt") for number in range(11)])
    assert [file.is_stored for file in files] == [True] * 10 + [False]
    assert "10 files" in files[-1].problem


async def test_it_refuses_what_the_scanner_names(part: Callable[..., Any]) -> None:
    async def finds_eicar(path: Path) -> str | None:
        return "Eicar" if b"EICAR" in await asyncio.to_thread(path.read_bytes) else None

    storage.set_scanner(finds_eicar)
    bad, good = await storage.receive([part("a.txt", b"EICAR"), part("b.txt")])
    assert (bad.reason, good.is_stored) == ("malware", True)


async def test_it_takes_nothing_unchecked_while_the_scanner_is_broken(part: Callable[..., Any]) -> None:
    async def breaks(path: Path) -> str | None:
        raise ConnectionError

    storage.set_scanner(breaks)
    (file,) = await storage.receive([part("a.txt")])
    assert file.reason == "not_scanned"


async def test_it_gives_claimed_files_to_whoever_takes_them_once(part: Callable[..., Any]) -> None:
    files = await storage.receive([part("a.txt"), part("b.txt")])
    claims = [file.claim for file in reversed(files)]
    assert [file.name for file in await storage.claimed(claims)] == ["b.txt", "a.txt"]
    assert [file.name for file in await storage.take(claims, by=MEMBER)] == ["b.txt", "a.txt"]
    assert await storage.take(claims, by=MEMBER) == []


async def test_it_takes_no_file_by_a_forged_or_foreign_claim(part: Callable[..., Any], globex: Any) -> None:
    (file,) = await storage.receive([part("a.txt")])
    forged = [str(file.id), f"{file.id}.", f"{file.id}.{'A' * 22}", "", "x.y", f"{file.id}.\ud800", file.claim + "x"]
    assert await storage.take(forged, by=MEMBER) == []
    async with globex.unit():
        assert await storage.take([file.claim], by=MEMBER) == []


async def test_it_leaves_a_claim_good_when_the_submit_fails(part: Callable[..., Any], acme: Any) -> None:
    (file,) = await storage.receive([part("a.txt")])

    async def takes_and_fails() -> None:
        async with acme.unit():
            assert await storage.take([file.claim], by=MEMBER)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await takes_and_fails()
    assert len(await storage.claimed([file.claim])) == 1


async def test_it_erases_the_bytes_of_a_removed_file(part: Callable[..., Any], acme: Any) -> None:
    (file,) = await storage.receive([part("a.txt")], by=MEMBER)
    async with acme.unit():
        await storage.remove(file.id)
    await outbox.drain(acme.id)
    assert await content_of(file) == b""
    with pytest.raises(NotFound):
        await storage.file_of(file.id)


async def test_it_names_every_object_by_tenant_and_file(part: Callable[..., Any], acme: Any) -> None:
    files = await storage.receive([part("../../x.txt"), part("a/b.txt")])
    folder = settings().polydesk_data / "files" / "t" / str(acme.id)
    assert sorted(path.name for path in folder.iterdir()) == sorted(str(file.id) for file in files)


async def test_it_sums_what_the_tenant_keeps(part: Callable[..., Any]) -> None:
    before = await storage.used_bytes()
    await storage.receive([part("a.txt", b"12345"), part("b.txt", b"678")])
    assert await storage.used_bytes() - before == 8


async def test_it_takes_a_file_sent_straight_to_the_store(acme: Any, picture: Callable[..., bytes]) -> None:
    content = picture()
    upload = await storage.begin("photo.png", len(content))
    sent = await acme.visitor.post(upload.url, data=upload.fields, files={"file": ("photo.png", io.BytesIO(content))})
    assert sent.status_code == 204
    file = await storage.finish(upload.file_id)
    assert (file.is_stored, file.inline, file.name) == (True, True, "photo.png")
    assert await storage.finish(upload.file_id) == await storage.file_of(upload.file_id)


async def test_it_says_that_a_file_has_not_arrived(acme: Any) -> None:
    upload = await storage.begin("photo.png", 100)
    assert (await storage.finish(upload.file_id)).reason == "missing"
    assert (await storage.file_of(upload.file_id)).state == "pending"


@pytest.mark.parametrize("size", [0, -1, storage.FILE_BYTES + 1])
async def test_it_announces_no_file_of_an_impossible_size(size: int) -> None:
    with pytest.raises(FileRefused):
        await storage.begin("x", size)


async def test_it_sweeps_what_nobody_used_and_keeps_what_somebody_did(part: Callable[..., Any], acme: Any) -> None:
    (left,) = await storage.receive([part("left.txt")])
    (used,) = await storage.receive([part("used.txt")], by=MEMBER)
    await storage.begin("announced.txt", 5)
    with travel(now() + timedelta(hours=25)):
        await sweeping.sweep(acme.id)
        assert await sweeping.sweep(acme.id) == 0
    assert [await content_of(file) for file in (left, used)] == [b"", b"hello"]
    assert set(await storage.files_of([left.id, used.id])) == {used.id}


async def test_it_sweeps_bytes_without_a_row(part: Callable[..., Any], acme: Any) -> None:
    stray = settings().polydesk_data / "files" / "t" / str(acme.id) / str(uuid4())
    stray.parent.mkdir(parents=True, exist_ok=True)
    stray.write_bytes(b"left by a crash")
    await sweeping.sweep(acme.id)
    assert stray.exists()
    with travel(now() + timedelta(hours=25)):
        await sweeping.sweep(acme.id)
    assert not stray.exists()


async def test_it_sweeps_every_tenant_by_the_clock(part: Callable[..., Any], acme: Any) -> None:
    (left,) = await storage.receive([part("left.txt")])
    with travel(now() + timedelta(hours=25)):
        async with unit.platform():
            await registry.find("storage.sweep_all").verb()
        await outbox.drain(acme.id)
    assert await storage.files_of([left.id]) == {}
