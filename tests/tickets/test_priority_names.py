"""Priorities: called by the company's own names wherever they are said, by ours in every language it has none in."""

from typing import Any

import pytest

from i18n import speaking
from polydesk.desk import choices
from polydesk.kernel import unit
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.wording import find, mark
from polydesk.sla.policy_words import PRIORITY_NAMES
from polydesk.tickets import priorities
from polydesk.tickets.changing import set_priority
from polydesk.tickets.timeline import timeline
from tenants import directory, here

PAGE = "/admin/settings/tickets/priorities/urgent"


@pytest.fixture
async def renamed(acme: Any) -> Any:
    """acme speaks English and Italian, and calls what is urgent its own way in English."""
    async with acme.unit():
        await unit.execute("UPDATE tenant SET languages = '{en,it}' WHERE id = $1", acme.id)
        await priorities.rename("urgent", names={"en": "P1 <now>"})
    directory.forget(acme.id)
    return acme


async def test_it_is_said_in_the_companys_words_or_in_ours(renamed: Any, globex: Any) -> None:
    async with renamed.unit():
        await here.visit()
        with speaking("en-GB"):
            assert dict(choices.named(choices.PRIORITY_NAMES))["urgent"] == "P1 <now>"
            assert str(PRIORITY_NAMES["high"]) == "High"
        with speaking("it"):
            assert str(PRIORITY_NAMES["urgent"]) == "Urgente"
            assert priorities.name_of("urgent", "Non posso lavorare") == "Non posso lavorare"
    async with globex.unit():
        assert priorities.name_of("urgent") == "Urgent", "nobody hears another company's words"


async def test_it_stands_on_every_page_that_says_a_priority(renamed: Any, acting: Any, asks: Any) -> None:
    alice = acting(renamed.alice)
    async with renamed.unit():
        ticket = await asks(renamed.carl.email, person_id=renamed.carl.id)
        ticket = await set_priority(ticket, to="urgent", by=alice)
        await here.visit()
        assert [entry.sentence for entry in await timeline(ticket, for_customer=False)][-1] == (
            "Alice changed the priority from “Normal” to “P1 <now>”."
        )
    said, ours = "P1 &lt;now&gt;", "Urgent<"
    for who, path in (
        (renamed.alice, f"/desk/tickets/{ticket.number}"),
        (renamed.alice, "/desk/tickets?view=all"),
        (renamed.alice, "/desk/search"),
        (renamed.ada, "/admin/service-levels/new"),
        (renamed.ada, "/admin/service-levels/matrix"),
        (renamed.carl, "/en/tickets"),
        (renamed.carl, f"/en/tickets/{ticket.number}"),
    ):
        page = (await who.get(path)).text
        assert said in page, path
        assert ours not in page, path


async def test_an_admin_renames_it_and_goes_back_to_ours(renamed: Any) -> None:
    page = (await renamed.ada.get(PAGE)).text
    assert "Urgente" in page, "our word in each of the company's languages"
    done = await renamed.ada.post(PAGE, {"name_en": " At  once ", "name_it": "Subito", "seen_en": mark("P1 <now>")})
    assert done.headers["location"].endswith("#priorities")
    assert "At once" in (await renamed.ada.get("/admin/settings/tickets")).text
    await renamed.ada.post(f"{PAGE}/removal")
    assert "At once" not in (await renamed.ada.get("/admin/settings/tickets")).text
    async with renamed.unit():
        assert await priorities.names_of("urgent") == {}
        rows = await unit.fetch("SELECT changes FROM audit WHERE action = 'tickets.priority_renamed' ORDER BY at, id")
        assert rows[-1]["changes"]["names"] == [{"en": "At once", "it": "Subito"}, None]


async def test_what_cannot_be_is_said_and_nothing_is_overwritten(renamed: Any) -> None:
    long = await renamed.ada.post(PAGE, {"name_en": "x" * 31, "seen_en": mark("P1 <now>")})
    assert (long.status_code, "at most 30" in long.text, "x" * 31 in long.text) == (422, True, True)
    late = await renamed.ada.post(PAGE, {"name_en": "Later", "seen_en": mark("Urgent")})
    assert late.status_code == 422
    assert "Somebody else has changed this text" in late.text
    assert (await renamed.ada.get(PAGE.replace("urgent", "sudden"))).status_code == 404
    assert (await renamed.alice.post(PAGE, {"name_en": "Mine"})).status_code == 403


async def test_its_names_are_texts_like_all_others(renamed: Any) -> None:
    kind = find(priorities.KIND)
    assert kind is not None
    async with renamed.unit():
        phrases = {phrase.key: phrase.texts for phrase in await kind.phrases()}
        assert phrases == {"low": {}, "normal": {}, "high": {}, "urgent": {"en": "P1 <now>"}}
        await kind.save("low", {"en": "P4"})
        assert await priorities.names_of("low") == {"en": "P4"}
        with pytest.raises(NotFound):
            await kind.save("sudden", {"en": "P0"})
    page = await renamed.ada.post(
        "/admin/languages/texts/ticket_priority/low", {"text_en": "P4", "text_it": "P4", "seen_en": mark("P4")}
    )
    assert page.status_code < 400
