"""Room: what files weigh together is known without summing up, and nobody keeps more than the tenant may."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from polydesk.kernel import storage, unit
from polydesk.kernel.clock import now, travel
from polydesk.kernel.storage import sweeping
from polydesk.kernel.storage.refusals import FileRefused
from polydesk.kernel.tenancy import acting_for

MEMBER = ("member", UUID(int=7))


@pytest.mark.parametrize(
    ("used", "quota", "percent"), [(0, 10, 0), (5, 10, 50), (10, 10, 100), (25, 10, 100), (0, 0, 100)]
)
def test_it_can_be_drawn_whatever_the_figures(used: int, quota: int, percent: int) -> None:
    assert storage.Room(used, quota).percent == percent


async def _give(house: Any, quota: int) -> None:
    async with unit.platform():
        await unit.execute(
            """INSERT INTO storage_use (tenant_id, quota) VALUES ($1, $2)
               ON CONFLICT (tenant_id) DO UPDATE SET quota = excluded.quota""",
            *(house.id, quota),
        )


async def _used(house: Any) -> int:
    """As the row says; it must be what a sum says, too."""
    async with house.unit():
        summed = await unit.fetchval("SELECT coalesce(sum(bytes), 0)::bigint FROM file")
        told = await storage.used_bytes()
    assert told == summed
    return told


async def test_it_weighs_what_comes_and_goes(acme: Any, part: Callable[..., Any]) -> None:
    with acting_for(acme.id):
        before = await _used(acme)
        one, _two = await storage.receive([part("a.txt", b"x" * 100), part("b.txt", b"y" * 50)], by=MEMBER)
        assert await _used(acme) == before + 150
        async with acme.unit():
            await storage.remove(one.id)
        assert await _used(acme) == before + 50


async def test_what_nobody_uses_weighs_nothing_once_it_is_swept(acme: Any, part: Callable[..., Any]) -> None:
    with acting_for(acme.id):
        with travel(now() - timedelta(days=2)):
            await storage.receive([part("a.txt", b"x" * 100)])
            await storage.begin("b.txt", 400)
        assert await _used(acme) == 500
        await sweeping.sweep(acme.id)
        assert await _used(acme) == 0


async def test_a_full_house_takes_no_file_and_says_why(acme: Any, part: Callable[..., Any]) -> None:
    await _give(acme, 120)
    with acting_for(acme.id):
        one, two, three = await storage.receive(
            [part("a.txt", b"x" * 100), part("b.txt", b"x" * 50), part("c.txt", b"x")]
        )
        assert [one.is_stored, two.is_stored, three.is_stored] == [True, False, True]
        assert "no room left for files" in two.problem
        with pytest.raises(FileRefused, match="no room left for files"):
            await storage.begin("d.txt", 50)
    assert await _used(acme) == 101


async def test_of_many_at_once_exactly_those_come_in_for_whom_there_is_room(
    acme: Any, part: Callable[..., Any]
) -> None:
    await _give(acme, 350)
    with acting_for(acme.id):
        sent = [storage.receive([part(f"{n}.txt", b"x" * 100)], by=MEMBER) for n in range(8)]
        taken = [file.is_stored for (file,) in await asyncio.gather(*sent)]
    assert sum(taken) == 3
    assert await _used(acme) == 300


async def test_removing_and_taking_in_one_unit_does_not_wait_for_itself(acme: Any, part: Callable[..., Any]) -> None:
    async with acme.unit():
        (one,) = await storage.receive([part("a.txt", b"x" * 100)], by=MEMBER)
        await storage.remove(one.id)
        (two,) = await asyncio.wait_for(storage.receive([part("b.txt", b"x" * 70)], by=MEMBER), 60)
    assert two.is_stored
    assert await _used(acme) == 70


async def test_the_neighbours_room_is_their_own(cast: Any, part: Callable[..., Any]) -> None:
    await _give(cast.globex, 0)
    with acting_for(cast.acme.id):
        (file,) = await storage.receive([part("a.txt", b"x")], by=MEMBER)
        assert file.is_stored


async def test_the_page_of_files_answers_with_the_reason(acme: Any) -> None:
    await _give(acme, 3)
    sent = {"file": ("a.txt", b"four", "text/plain")}
    answer = await acme.visitor.client.post("/files", files=sent, headers={"accept": "application/json"})
    assert answer.status_code == 409
    assert "no room left for files" in answer.text


async def test_members_are_counted_by_themselves_wherever_they_sit(acme: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("polydesk.kernel.storage.limits.UPLOADS_AN_HOUR", 1)
    monkeypatch.setattr("polydesk.kernel.storage.limits.UPLOADS_OF_A_MEMBER", 2)
    monkeypatch.setattr("polydesk.kernel.storage.rationing.client_address", lambda: "192.0.2.79")
    answers = []
    for who in (acme.visitor, acme.visitor, acme.alice, acme.alice, acme.alice, acme.bob):
        sent = {"file": ("a.txt", b"four", "text/plain")}
        answers.append(await who.client.post("/files", files=sent, headers={"accept": "application/json"}))
    assert [answer.status_code for answer in answers] == [201, 429, 201, 201, 429, 201]
    assert "Too many files were sent within an hour" in answers[1].text
