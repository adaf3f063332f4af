"""Files of a reply or a note that cannot be taken: nothing leaves without them, and what was written stays."""

from typing import Any

import pytest

from polydesk.kernel import unit

BOTH = pytest.mark.parametrize(("where", "field"), [("replies", "files"), ("notes", "note_files")])


async def _writes(house: Any, number: int, where: str, field: str, *contents: bytes) -> Any:
    files = [(field, (f"plan-{n}.txt", content, "text/plain")) for n, content in enumerate(contents)]
    data = {"body": "See the plan.", "then": "open"}
    return await house.alice.post(f"/desk/tickets/{number}/{where}", data, files=files)


async def _messages(house: Any) -> int:
    async with house.unit():
        return int(await unit.fetchval("SELECT count(*) FROM message WHERE body = 'See the plan.'"))


@BOTH
async def test_it_is_not_sent_without_a_file_that_was_refused(acme: Any, ask: Any, where: str, field: str) -> None:
    number = await ask()
    refused = await _writes(acme, number, where, field, b"fine", b"")
    assert refused.status_code == 422
    assert "plan-1.txt: This file is empty." in refused.text
    assert "See the plan." in refused.text
    assert "plan-0.txt" in refused.text
    assert await _messages(acme) == 0


@BOTH
async def test_files_that_come_along_are_rationed(
    acme: Any, ask: Any, monkeypatch: Any, where: str, field: str
) -> None:
    monkeypatch.setattr("polydesk.kernel.storage.limits.UPLOADS_OF_A_MEMBER", 2)
    number = await ask()
    assert (await _writes(acme, number, where, field, b"one", b"two")).status_code == 303
    refused = await _writes(acme, number, where, field, b"three")
    assert refused.status_code == 422
    assert "Too many files were sent within an hour." in refused.text


async def test_pictures_of_articles_are_rationed_too(acme: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("polydesk.kernel.storage.limits.UPLOADS_OF_A_MEMBER", 0)
    sent = {"file": ("dot.png", b"not even a picture", "image/png")}
    answer = await acme.alice.client.post("/admin/faq/pictures", files=sent, headers={"accept": "application/json"})
    assert answer.status_code == 400
    assert "Too many files were sent within an hour." in answer.json()["detail"]
