"""The addresses of files: sending ahead of a form, and reading by link; strangers and tinkerers get nothing."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from polydesk.kernel import storage
from polydesk.kernel.clock import now, travel

MEMBER = ("member", None)


@pytest.fixture
async def notes(acme: Any, part: Callable[..., Any]) -> storage.StoredFile:
    async with acme.unit():
        (file,) = await storage.receive([part("no\"tes'.html", b"<html>hi</html>")], by=MEMBER)
    return file


@pytest.fixture
async def photo(acme: Any, part: Callable[..., Any], picture: Callable[..., bytes]) -> storage.StoredFile:
    async with acme.unit():
        (file,) = await storage.receive([part("photo.png", picture())], by=MEMBER, public=True)
    return file


async def link_to(house: Any, file: storage.StoredFile, **named: Any) -> str:
    async with house.unit():
        return storage.link(file, **named)


async def test_it_lends_a_file_as_a_download_that_runs_nothing(acme: Any, notes: storage.StoredFile) -> None:
    answer = await acme.visitor.get(await link_to(acme, notes))
    assert (answer.status_code, answer.content) == (200, b"<html>hi</html>")
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "set-cookie" not in answer.headers


async def test_it_shows_a_picture_and_saves_it_where_asked(acme: Any, photo: storage.StoredFile) -> None:
    shown = await acme.visitor.get(await link_to(acme, photo))
    saved = await acme.visitor.get(await link_to(acme, photo, download=True))
    assert shown.headers["content-type"] == "image/png"
    assert shown.headers["content-disposition"].startswith("inline")
    assert saved.headers["content-disposition"].startswith("attachment")


async def test_a_link_ends_after_five_minutes(acme: Any, notes: storage.StoredFile) -> None:
    with travel(now() - timedelta(minutes=5, seconds=5)):
        link = await link_to(acme, notes)
    assert (await acme.visitor.get(link)).status_code == 403


async def test_a_link_cannot_be_changed(acme: Any, photo: storage.StoredFile, notes: storage.StoredFile) -> None:
    link = await link_to(acme, notes)
    for changed in (
        link.replace("attachment", "inline"),
        link.replace(str(notes.id), str(photo.id)),
        link.replace("until=", "until=9"),
        link[:-1],
        link.replace("signature=", "signature=%ff"),
        link.partition("&until")[0] + "&signature=",
    ):
        assert (await acme.visitor.get(changed)).status_code == 403


async def test_a_link_opens_nothing_at_another_tenant(acme: Any, globex: Any, notes: storage.StoredFile) -> None:
    assert (await globex.mallory.get(await link_to(acme, notes))).status_code == 403
    assert (await globex.mallory.get(await link_to(globex, notes))).status_code == 404


async def test_only_public_files_have_a_lasting_address(
    acme: Any, globex: Any, notes: storage.StoredFile, photo: storage.StoredFile
) -> None:
    assert (await acme.visitor.get(storage.lasting_link(notes))).status_code == 404
    answer = await acme.visitor.get(storage.lasting_link(photo))
    assert answer.status_code == 200
    assert "immutable" in answer.headers["cache-control"]
    assert (await globex.mallory.get(storage.lasting_link(photo))).status_code == 404


@pytest.mark.parametrize("name", ["x", "..%2f..%2fetc%2fpasswd", "00000000-0000-0000-0000-000000000000", "%00"])
async def test_it_knows_no_other_names(acme: Any, name: str) -> None:
    assert (await acme.visitor.get(f"/files/{name}")).status_code in (400, 404)


async def test_a_guest_sends_a_file_ahead_and_takes_it_back(acme: Any) -> None:
    answer = await acme.visitor.post("/files", files={"file": ("a.txt", io.BytesIO(b"hello"))})
    assert answer.status_code == 201
    told = answer.json()
    assert (told["name"], told["bytes"], told["state"]) == ("a.txt", 5, "stored")
    assert (await acme.visitor.delete(f"/files/{told['id']}")).status_code == 204
    assert (await acme.visitor.delete(f"/files/{told['id']}")).status_code == 404


async def test_nobody_takes_back_anothers_file(acme: Any, globex: Any, notes: storage.StoredFile) -> None:
    async with acme.unit():
        claim = notes.claim
    assert (await globex.mallory.delete(f"/files/{claim}")).status_code == 404
    assert (await acme.visitor.delete(f"/files/{claim}")).status_code == 404
    assert (await acme.visitor.delete(f"/files/{notes.id}.{'A' * 22}")).status_code == 404


async def test_it_says_why_a_file_is_not_taken(acme: Any) -> None:
    answer = await acme.visitor.post(
        "/files", files={"file": ("a.txt", io.BytesIO(b""))}, headers={"accept": "application/json"}
    )
    assert answer.status_code == 422
    assert "empty" in answer.json()["detail"]


async def test_a_script_announces_sends_and_completes(acme: Any, picture: Callable[..., bytes]) -> None:
    content = picture("JPEG")
    announced = (await acme.visitor.post("/files", json={"name": "p.jpg", "size": len(content)})).json()
    to = announced["upload"]
    sent = await acme.visitor.client.request(to["method"], to["url"], data=to["fields"], files={"file": content})
    assert sent.status_code == 204
    done = await acme.visitor.post(f"/files/{announced['id']}/completion")
    assert (done.status_code, done.json()["inline"]) == (201, True)


async def test_an_upload_link_takes_no_more_than_announced(acme: Any) -> None:
    to = (await acme.visitor.post("/files", json={"name": "p.txt", "size": 10})).json()["upload"]
    sent = await acme.visitor.post(to["url"], data=to["fields"], files={"file": b"x" * 11})
    assert sent.status_code == 422
    more = await acme.visitor.post(to["url"], data=to["fields"] | {"size": "11"}, files={"file": b"x" * 11})
    assert more.status_code == 403


async def test_an_upload_link_changes_nothing_that_was_examined(acme: Any) -> None:
    announced = (await acme.visitor.post("/files", json={"name": "p.txt", "size": 5})).json()
    to = announced["upload"]
    await acme.visitor.post(to["url"], data=to["fields"], files={"file": b"first"})
    await acme.visitor.post(f"/files/{announced['id']}/completion")
    again = await acme.visitor.post(to["url"], data=to["fields"], files={"file": b"other"})
    assert again.status_code == 404
    async with acme.unit():
        (file,) = await storage.claimed([announced["id"]])
        assert b"".join([piece async for piece in storage.open_bytes(file.id)]) == b"first"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"name": 1, "size": 2}', b'{"name": "x"}', b"\xff", b"[" * 5000])
async def test_it_answers_a_bad_announcement_with_400(acme: Any, body: bytes) -> None:
    answer = await acme.visitor.client.post("/files", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400


async def test_it_answers_a_body_that_is_far_too_large_with_413(acme: Any) -> None:
    answer = await acme.visitor.post("/files", files={"file": ("a.bin", io.BytesIO(b"\x01" * 21_000_000))})
    assert answer.status_code == 413
