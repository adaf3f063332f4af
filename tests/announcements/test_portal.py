"""Announcements on the portal: where, when, in which language, and for whom; nobody reads one that is over."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from polydesk.announcements import editing, ending, queries
from polydesk.announcements.editing import Draft
from polydesk.announcements.refusals import ChangedMeanwhile, NoTitle
from polydesk.kernel import clock, unit
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.wording import find
from tenants import directory

HOUR = timedelta(hours=1)


@pytest.fixture
async def house(acme: Any) -> AsyncIterator[Any]:
    """acme speaks English and Italian."""
    async with acme.unit():
        await unit.execute("UPDATE tenant SET languages = '{en,it}' WHERE id = $1", acme.id)
    directory.forget(acme.id)
    yield acme
    directory.forget(acme.id)


async def announced(house: Any, title: str = "Parcels are late", **named: Any) -> Any:
    wanted = {"severity": "known_issue", "titles": {"en": title}, "bodies": {}, "starts_at": now(), **named}
    async with house.unit():
        return await editing.announce(Draft(**wanted), key=new_id())


async def seen(house: Any, language: str = "en") -> str:
    return str((await house.visitor.get(f"/{language}/")).text)


async def test_it_stands_on_the_first_page_and_on_the_form(house: Any, globex: Any) -> None:
    await seen(house)  # a page that visitors share, from before
    body = "# The carrier\n\nIs **on strike**. <script>alert(1)</script> [More](https://carrier.example)"
    await announced(house, bodies={"en": body})
    for page in (await seen(house), (await house.visitor.get("/en/tickets/new")).text):
        assert "Parcels are late" in page
        assert "<strong>on strike</strong>" in page
        assert "<script>alert" not in page
        assert ">The carrier</h4>" in page
    assert "You need not write to us about it" in page
    assert "Parcels are late" not in await seen(globex), "another company's portal"


async def test_a_language_it_lacks_is_said_and_counted_as_a_gap(house: Any) -> None:
    made = await announced(house)
    assert '<span lang="en" dir="auto">Parcels are late</span> <span class="badge-soft badge-grey"' in await seen(
        house, "it"
    )
    kind = find(editing.KIND)
    assert kind is not None
    async with house.unit():
        await kind.save(f"{made}.title", {"en": "Parcels are late", "it": "Pacchi in ritardo"})
        await kind.save(f"{made}.body", {"it": "Uno sciopero."})
        assert [phrase.texts for phrase in await kind.phrases()] == [
            {"en": "Parcels are late", "it": "Pacchi in ritardo"},
            {"it": "Uno sciopero."},
        ]
        for key in (f"{made}.nothing", f"{new_id()}.title", "nothing"):
            with pytest.raises(NotFound):
                await kind.save(key, {"en": "x"})
        with pytest.raises(NoTitle):
            await kind.save(f"{made}.title", {})
    page = await seen(house, "it")
    assert "Pacchi in ritardo" in page
    assert "Uno sciopero." in page
    assert "Not yet translated" not in page


async def test_it_comes_and_goes_by_itself_also_from_pages_in_memory(house: Any) -> None:
    await announced(house, starts_at=now() + HOUR / 60 / 2, ends_at=now() + HOUR)
    early = await house.visitor.get("/en/")
    assert "Parcels are late" not in early.text
    fresh = int(early.headers["cache-control"].partition("max-age=")[2].partition(",")[0])
    assert fresh <= 30, "nobody gets this page once it is not true any more"
    directory.forget(house.id)
    with clock.travel(now() + HOUR / 2):
        assert "Parcels are late" in await seen(house)
    directory.forget(house.id)
    with clock.travel(now() + HOUR):
        assert "Parcels are late" not in await seen(house)


async def test_a_resolved_one_says_so_for_a_day(house: Any) -> None:
    made = await announced(house)
    async with house.unit():
        await ending.resolve(made)
    page = await seen(house)
    assert "alert-success" in page
    assert "Resolved" in page
    assert "You need not write" not in (await house.visitor.get("/en/tickets/new")).text
    directory.forget(house.id)
    with clock.travel(now() + 25 * HOUR):
        assert "Parcels are late" not in await seen(house)
    async with house.unit():
        await ending.reopen(made)
    assert "alert-warning" in await seen(house)


async def test_each_ending_can_be_undone(house: Any) -> None:
    until = now() + 5 * HOUR
    made = await announced(house, ends_at=until)
    async with house.unit():
        for there, back in ((ending.end_now, ending.show_again), (ending.archive, ending.restore)):
            await there(made)
            await there(made)
            assert await queries.current() == []
            await back(made)
            await back(made)
            (one,) = await queries.current()
            assert one.ends_at == until
        rows = await unit.fetch("SELECT action FROM audit WHERE subject_id = $1 ORDER BY at, id", made)
    said = [row["action"].removeprefix("announcement.") for row in rows]
    assert said == ["written", "ended", "shown_again", "archived", "restored"], "what changes nothing leaves no trace"


async def test_two_who_write_at_once_overwrite_nothing(house: Any) -> None:
    made = await announced(house)
    async with house.unit():
        held = await queries.announcement(made)
        draft = Draft("outage", {"en": "Mine"}, {}, held.starts_at)
        await editing.change(held, draft, seen=held.version)
        with pytest.raises(ChangedMeanwhile):
            await editing.change(held, Draft("outage", {"en": "Yours"}, {}, held.starts_at), seen=held.version)
        await ending.end_now(made)
        with pytest.raises(ChangedMeanwhile):
            await editing.change(held, Draft("outage", {"en": "Yours"}, {}, held.starts_at), seen=held.version + 1)
        found = await queries.announcement(made)
    assert found.titles == {"en": "Mine"}
    assert found.ends_at is not None, "a form that was opened before puts nothing back on the portal"


async def test_another_company_finds_none_of_them(house: Any, globex: Any) -> None:
    made = await announced(house)
    async with globex.unit():
        assert await queries.announcements() == []
        for verb in (ending.end_now, ending.resolve, ending.archive):
            with pytest.raises(NotFound):
                await verb(made)
    assert (await globex.mallory.get(f"/admin/announcements/{made}")).status_code == 404
    assert (await globex.mallory.post(f"/admin/announcements/{made}/end")).status_code == 404
