"""Categories: named in every language, in an order, archived and never lost, and what a ticket says of its own."""

from typing import Any
from uuid import UUID

import pytest

from i18n import speaking
from polydesk.kernel import unit
from polydesk.kernel.events import reacts_to
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.wording import find
from polydesk.tickets import categories
from polydesk.tickets.changing import set_category
from polydesk.tickets.conditions import Conditions
from polydesk.tickets.conversation import customer_writes
from polydesk.tickets.events import TicketChanged
from polydesk.tickets.lifecycle import close
from polydesk.tickets.listing import queue
from polydesk.tickets.queries import by_id
from polydesk.tickets.refusals import NoSuchChoice, NotYours, TooManyCategories
from polydesk.tickets.timeline import timeline

_HEARD: list[TicketChanged] = []


@reacts_to(TicketChanged)
async def _hear(event: TicketChanged) -> None:
    if event.field == "category":
        _HEARD.append(event)


async def _audited(category_id: UUID) -> list[str]:
    rows = await unit.fetch("SELECT action FROM audit WHERE subject_id = $1 ORDER BY at, id", category_id)
    return [row["action"].removeprefix("tickets.category_") for row in rows]


async def test_it_keeps_the_order_that_people_chose(acme: Any) -> None:
    async with acme.unit():
        first, second, third = [await categories.add({"en": name}) for name in ("Delivery", "Repair", "Invoice")]
        await categories.move(third.id, up=True)
        await categories.move(first.id, up=True)
        assert [one.id for one in await categories.categories()] == [first.id, third.id, second.id]
        assert await _audited(third.id) == ["added", "moved"]


async def test_a_form_that_was_sent_twice_makes_one_category(acme: Any) -> None:
    async with acme.unit():
        made = [await categories.add({"en": "Delivery", "it": "Consegna"}) for _ in range(2)]
        assert made[0] == made[1]
        assert await _audited(made[0].id) == ["added"]


async def test_it_is_read_in_the_readers_language_or_the_nearest(acme: Any) -> None:
    async with acme.unit():
        made = await categories.add({"en": "Delivery", "it": "Consegna"})
    with speaking("it"):
        assert made.name == "Consegna"
    with speaking("hu"):
        assert (made.picked.text, made.picked.is_fallback) == ("Delivery", True)


async def test_what_is_archived_keeps_its_tickets_and_takes_no_new_ones(acme: Any, acting: Any, asks: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        made = await categories.add({"en": "Delivery"})
        held = await set_category(await asks(), to=made.id, by=alice)
        await categories.archive(made.id)
        assert (await by_id(held.id)).category_id == made.id
        assert await categories.categories() == []
        assert (await asks("erik@customers.example", category_id=made.id)).category_id is None
        with pytest.raises(NoSuchChoice):
            await set_category(await asks("fred@customers.example"), to=made.id, by=alice)
        await categories.restore(made.id)
        assert [one.id for one in await categories.categories()] == [made.id]
        assert await _audited(made.id) == ["added", "archived", "restored"]


async def test_it_says_who_changed_what_a_ticket_is_about(acme: Any, acting: Any, asks: Any) -> None:
    alice = acting(acme.alice)
    _HEARD.clear()
    async with acme.unit():
        one, other = await categories.add({"en": "Delivery", "it": "Consegna"}), await categories.add({"en": "Repair"})
        ticket = await set_category(await asks(), to=one.id, by=alice)
        ticket = await set_category(ticket, to=other.id, by=alice)
        ticket = await set_category(ticket, to=one.id, by=alice)
        ticket = await set_category(ticket, to=None, by=alice)
        told = [entry.sentence for entry in await timeline(ticket, for_customer=False)][-4:]
    assert told == [
        "Alice set the category to “Delivery”.",
        "Alice changed the category from “Delivery” to “Repair”.",
        "Alice changed the category from “Repair” to “Delivery”.",
        "Alice removed the category “Delivery”.",
    ]
    assert [(event.old, event.new) for event in _HEARD[-2:]] == [(other.id, one.id), (one.id, None)]


async def test_the_same_again_changes_nothing(acme: Any, acting: Any, asks: Any) -> None:
    async with acme.unit():
        made = await categories.add({"en": "Delivery"})
        ticket = await set_category(await asks(), to=made.id, by=acting(acme.alice))
        assert (await set_category(ticket, to=made.id, by=acting(acme.alice))).version == ticket.version


async def test_a_customer_cannot_change_it(acme: Any, acting: Any, asks: Any) -> None:
    async with acme.unit():
        made = await categories.add({"en": "Delivery"})
        with pytest.raises((NotYours, NotFound)):
            await set_category(await asks(), to=made.id, by=acting(acme.carl))


async def test_a_company_never_sees_anothers(acme: Any, globex: Any, acting: Any, asks: Any) -> None:
    async with acme.unit():
        ours = await categories.add({"en": "Delivery"})
    async with globex.unit():
        assert await categories.categories(archived_too=True) == []
        with pytest.raises(NotFound):
            await categories.category(ours.id)
        with pytest.raises(NotFound):
            await categories.archive(ours.id)
        assert (await asks(category_id=ours.id)).category_id is None
        with pytest.raises(NoSuchChoice):
            await set_category(await asks("erik@x.example"), to=ours.id, by=acting(globex.mallory))


async def test_there_are_not_endlessly_many(acme: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(categories, "MOST", 2)
    async with acme.unit():
        held = [await categories.add({"en": name}) for name in ("A", "B")]
        with pytest.raises(TooManyCategories):
            await categories.add({"en": "C"})
        await categories.archive(held[0].id)
        await categories.add({"en": "C"})
        with pytest.raises(TooManyCategories):
            await categories.restore(held[0].id)


async def test_views_ask_for_categories_and_for_tickets_without_one(acme: Any, acting: Any, asks: Any) -> None:
    async with acme.unit():
        made = await categories.add({"en": "Delivery"})
        tagged, bare = await asks(category_id=made.id), await asks("erik@customers.example")

        async def found(*wanted: str) -> set[int]:
            page = await queue(Conditions(categories=list(wanted)), by=acting(acme.alice), sort="newest")
            return {row.number for row in page.rows}

        assert await found(str(made.id)) == {tagged.number}
        assert await found("none") == {bare.number}
        assert await found("none", str(made.id)) == {tagged.number, bare.number}
        assert await found("no id at all") == set()


async def test_what_follows_a_closed_ticket_is_about_the_same(acme: Any, acting: Any, asks: Any) -> None:
    async with acme.unit():
        made = await categories.add({"en": "Delivery"})
        ticket = await close(
            await asks(acme.carl.email, person_id=acme.carl.id, category_id=made.id), by=acting(acme.alice)
        )
        written = await customer_writes(ticket, body="It came back.", by=acting(acme.carl))
        assert written.is_follow_up
        assert written.ticket.category_id == made.id


async def test_its_names_are_texts_like_all_others(acme: Any) -> None:
    kind = find(categories.KIND)
    assert kind is not None
    async with acme.unit():
        made = await categories.add({"en": "Delivery"})
        (phrase,) = await kind.phrases()
        assert (phrase.key, phrase.texts, phrase.edited_at) == (
            str(made.id),
            {"en": "Delivery"},
            f"/admin/settings/categories/{made.id}",
        )
        await kind.save(phrase.key, {"en": "Delivery", "it": "Consegna"})
        assert (await categories.category(made.id)).names == {"en": "Delivery", "it": "Consegna"}
        assert await _audited(made.id) == ["added", "renamed"]
        with pytest.raises(NotFound):
            await kind.save("nothing", {})
