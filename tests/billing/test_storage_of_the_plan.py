"""The plan's room for files: told to the company's people with its figures; a customer sends theirs without the file."""

import io
from typing import Any

import pytest
from PIL import Image
from tests_limits import granted

from polydesk.kernel import storage, unit
from polydesk.kernel.tenancy import acting_for
from tenants.console import rooming

JSON = {"accept": "application/json"}
BIG = {"file": ("film.bin", b"\x01" * 1_200_000, "application/octet-stream")}


async def quota(house: Any) -> tuple[int, bool]:
    async with house.unit():
        room = await storage.room()
    return room.quota // storage.MEGABYTE, room.by_plan


async def test_the_operators_word_goes_before_the_plans(acme: Any) -> None:
    await granted(acme, "team", storage_mb=5)
    assert await quota(acme) == (5, True)
    async with unit.platform():
        await rooming.set_quota(acme.id, megabytes=7)
    await granted(acme, "team", storage_mb=6)
    assert await quota(acme) == (7, False)
    async with unit.platform():
        await rooming.set_quota(acme.id, megabytes=None)
    assert await quota(acme) == (6, True)


async def test_a_smaller_plan_deletes_nothing(acme: Any) -> None:
    with acting_for(acme.id):
        kept = await storage.keep_bytes("film.bin", b"\x01" * 3_000_000, by=("member", None))
    await granted(acme, "team", storage_mb=1)
    async with acme.unit():
        assert (await storage.file_of(kept.id)).is_stored
    assert "A larger plan has more room." in (await acme.olga.get("/admin/settings")).text


@pytest.mark.parametrize("announced", [True, False])
async def test_an_agent_reads_the_limit_and_who_can_change_it(acme: Any, announced: bool) -> None:
    await granted(acme, "team", storage_mb=1)
    sent: dict[str, Any] = {"json": {"name": "film.bin", "size": 1_200_000}} if announced else {"files": BIG}
    refused = await acme.alice.client.post("/files", headers=JSON, **sent)
    assert refused.status_code == 409
    body = refused.json()
    assert (body["limit"], body["allowed"], body["who_can_change"]) == ("storage_mb", 1, ["Olga"])
    assert "Who can change this: Olga." in body["detail"]


async def test_whoever_works_without_scripts_reads_it_too_and_keeps_what_was_typed(acme: Any) -> None:
    await granted(acme, "team", storage_mb=1)
    form = {"subject": "It drips", "message": "From the handle.", "email": "dora@customers.example"}
    await acme.visitor.post("/en/tickets/new", form)
    at, files = "/desk/tickets/1/notes", {"note_files": BIG["file"]}
    page = await acme.alice.client.post(at, data={"body": "See the film."}, files=files)
    fragment = await acme.alice.swap("POST", at, data={"body": "See the film."}, files=files)
    for answer in (page, fragment):
        assert answer.status_code == 422
        for told in ("no room left for files", "of 1 MB used", "Who can change this: Olga.", "See the film."):
            assert told in answer.text, told
    assert "<html" not in fragment.text


async def test_beside_a_logo_it_is_told_too(acme: Any) -> None:
    await granted(acme, "team", storage_mb=0)
    picture = io.BytesIO()
    Image.new("RGB", (40, 40), "#aa2200").save(picture, "PNG")
    logo = {"logo": ("logo.png", picture.getvalue(), "image/png")}
    page = await acme.ada.post("/admin/brand", {"colour": "#ffd400", "tagline_en": "Tools that last"}, files=logo)
    assert page.status_code == 422
    for told in ("no room left for files", "Who can change this: Olga.", "Tools that last"):
        assert told in page.text, told


async def test_a_customer_reads_that_the_file_was_not_taken_and_sends_the_ticket_without_it(acme: Any) -> None:
    await granted(acme, "team", storage_mb=1)
    form = {"subject": "It drips", "message": "See the film.", "email": "dora@customers.example"}
    answer = await acme.visitor.client.post("/files", headers=JSON, files=BIG)
    assert answer.status_code == 409
    assert answer.json()["detail"] == "This file was not taken, because this help desk has no room left for files."
    assert "limit" not in answer.json()
    sent = await acme.visitor.client.post("/en/tickets/new", data=form, files={"files": BIG["file"]})
    assert sent.status_code == 422
    assert "no room left for files" in sent.text
    assert "See the film." in sent.text
    assert (await acme.visitor.post("/en/tickets/new", form)).status_code == 303
