"""Lists, search, timelines: what is read of tickets."""

from datetime import timedelta
from typing import Any

import pytest
from tests_plans import planned_by_it_alone

from polydesk.kernel import clock
from polydesk.kernel.refusals import NotFound
from polydesk.tickets import views
from polydesk.tickets.assignment import assign
from polydesk.tickets.conditions import OPEN, Conditions, where
from polydesk.tickets.conversation import add_note, reply
from polydesk.tickets.lifecycle import resolve
from polydesk.tickets.listing import count, counts, queue
from polydesk.tickets.own_tickets import own_tickets
from polydesk.tickets.refusals import NotYours
from polydesk.tickets.searching import search
from polydesk.tickets.timeline import timeline

ALL_OPEN = Conditions(statuses=OPEN)


async def test_it_pages_through_the_queue_by_waiting_time(acme: Any, acting: Any, asks: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        for n in range(7):
            with clock.travel(clock.now() - timedelta(hours=n)):
                await asks(subject=f"Ticket {n}")
        await reply(await asks(subject="Answered"), body="Done", by=alice)
        first = await queue(ALL_OPEN, by=alice, most=4, sort="waiting")
        second = await queue(ALL_OPEN, by=alice, most=4, after=first.older, sort="waiting")
    assert [row.subject for row in first.rows] == ["Ticket 6", "Ticket 5", "Ticket 4", "Ticket 3"]
    assert [row.subject for row in second.rows] == ["Ticket 2", "Ticket 1", "Ticket 0", "Answered"]
    assert second.older == ""


@pytest.mark.parametrize("sort", ["newest", "oldest"])
async def test_it_pages_by_number(acme: Any, acting: Any, asks: Any, sort: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        for _ in range(5):
            await asks()
        first = await queue(Conditions(), by=alice, sort=sort, most=3)
        second = await queue(Conditions(), by=alice, sort=sort, most=3, after=first.older)
    numbers = [row.number for row in (*first.rows, *second.rows)]
    assert numbers == sorted(numbers, reverse=sort == "newest")
    assert len(numbers) == 5


@pytest.mark.parametrize("cursor", ["x", "_", "2020_1", "_99999999999999999999999", "'; DROP TABLE ticket_1", "٣_٣"])
async def test_it_takes_any_cursor(acme: Any, acting: Any, asks: Any, cursor: str) -> None:
    async with acme.unit():
        await asks()
        assert (await queue(ALL_OPEN, by=acting(acme.alice), after=cursor)).rows is not None


async def test_it_counts_views_in_one_statement(acme: Any, acting: Any, asks: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit() as work:
        await assign(await asks(), to=acme.alice.id, by=alice)
        await asks()
        before = work.statements
        found = await counts({view.key: view.conditions for view in views.BUILT_IN}, by=alice)
        assert work.statements == before + 1
    assert (found["mine"], found["unassigned"], found["open"], found["spam"]) == (1, 1, 2, 0)


async def test_it_shows_nothing_of_another_tenant(acme: Any, globex: Any, acting: Any, asks: Any) -> None:
    async with acme.unit():
        await asks(subject="Secret plans")
    async with globex.unit():
        mallory = acting(globex.mallory)
        assert await count(Conditions(), by=mallory) == 0
        assert await search("secret", by=mallory) == []


@pytest.mark.parametrize(
    "words",
    ["lamp", "lamps", "LAMP broken", "dora", "dora@customers", "dark", "1", "#1", "brokne lamp", "lam", "bröken"],
)
async def test_it_finds_by_words_people_numbers_and_typos(acme: Any, acting: Any, asks: Any, words: str) -> None:
    async with acme.unit():
        await asks(subject="The lamp is broken")
        await asks("emil@example.org", subject="Something else", body="Entirely")
        found = await search(words, by=acting(acme.alice))
    assert [row.number for row in found][:1] == [1]


@pytest.mark.parametrize("words", ["", "   ", "'", "!!", ":*", "\\", "%", "a" * 5000, "(", "& |", "-", '"', "<->"])
async def test_it_takes_any_words(acme: Any, acting: Any, asks: Any, words: str) -> None:
    async with acme.unit():
        await asks()
        await search(words, by=acting(acme.alice))
        await own_tickets((await asks()).person_id, words=words)


async def test_it_finds_what_was_said_later_in_the_tickets_language(acme: Any, acting: Any, asks: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        ticket = await asks(language="it", subject="Lampada", body="Buongiorno")
        await reply(ticket, body="Abbiamo spedito le fatture", by=alice)
        assert [row.number for row in await search("fattura", by=alice, languages=("en", "it"))] == [1]


async def test_it_shows_a_customer_their_tickets_without_notes(acme: Any, acting: Any, asks: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        ticket = await asks()
        await asks("emil@example.org")
        await add_note(ticket, body="A difficult one", by=alice)
        mine, more = await own_tickets(ticket.person_id)
        assert ([row.number for row in mine], more, mine[0].messages) == ([1], None, 1)
        assert (await own_tickets(ticket.person_id, words="difficult"))[0] == []
        assert len((await own_tickets(ticket.person_id, words="DARK"))[0]) == 1
        assert (await own_tickets(ticket.person_id, which="solved"))[0] == []


async def test_it_tells_the_story_in_order(acme: Any, acting: Any, asks: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit() as work:
        ticket = await asks()
        await add_note(ticket, body="Ask Bob", by=alice)
        await reply(ticket, body="**Soon**", by=alice)
        await resolve(ticket, by=alice)
        before = work.statements
        told = await timeline(ticket, for_customer=False)
        assert work.statements == before + 1
        seen = await timeline(ticket, for_customer=True)
    assert [entry.kind for entry in told if entry.is_message] == ["customer", "note", "reply"]
    assert told[-1].sentence == "Alice marked the ticket as resolved."
    assert "<strong>Soon</strong>" in next(entry.html for entry in told if entry.kind == "reply")
    assert not any(entry.is_note for entry in seen)


async def test_it_keeps_a_private_view_private(acme: Any, acting: Any) -> None:
    alice, bob = acting(acme.alice), acting(acme.bob)
    async with acme.unit():
        made = await views.save("Urgent ones", Conditions(priorities=["urgent"], statuses=OPEN), by=alice)
        assert (await views.view(made.key, by=alice)).conditions.priorities == ["urgent"]
        with pytest.raises(NotFound):
            await views.view(made.key, by=bob)
        await views.change(made.key, by=alice, name="All", conditions=Conditions(), sort="newest", scope="all")
        assert made.key in [view.key for view in await views.views_for(bob)]
        with pytest.raises(NotYours):
            await views.remove(made.key, by=bob)


async def test_it_uses_the_queues_index(acme: Any, acting: Any, superuser_url: str) -> None:
    async with acme.unit():
        made = where(ALL_OPEN, by=acting(acme.alice))
    plan = await planned_by_it_alone(
        f"SELECT id FROM ticket t WHERE {made}"  # noqa: S608
        " ORDER BY COALESCE(t.waiting_since, 'infinity'::timestamptz), t.number LIMIT 50",
        *(made.args, "ticket_queue", acme.id, superuser_url),
    )
    assert "ticket_queue" in plan
    assert "Sort" not in plan
