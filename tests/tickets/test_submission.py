"""One submit is one ticket."""

import asyncio
from typing import Any

from polydesk.kernel import unit
from polydesk.tickets.queries import by_id, by_number, facts
from polydesk.tickets.spam import mark
from polydesk.tickets.submission import NewTicket, Submitted, submit, submit_for_caller

KEY = "a key that is long enough"
NEW = NewTicket(address="Dora@Customers.example", subject="The lamp", body="It went dark.", language="en")


async def _submit(house: Any, key: str = KEY, new: NewTicket = NEW) -> Submitted:
    async with house.unit():
        return await submit(new, key=key)


async def test_it_makes_a_ticket_with_its_first_message(acme: Any) -> None:
    done = await _submit(acme)
    async with acme.unit():
        found = await facts(done.ticket_id)
    assert (found.ticket.number, found.ticket.status, found.ticket.message_count) == (1, "new", 1)
    assert found.person is not None
    assert found.person.address == "Dora@customers.example"
    assert found.last_message is not None
    assert found.last_message.body == "It went dark."
    assert found.last_message.author_name == "Dora@customers.example", "as in every later message of theirs"


async def test_it_answers_a_repeat_as_the_first(acme: Any) -> None:
    first, second = await _submit(acme), await _submit(acme)
    assert (second.ticket_id, second.number, second.token) == (first.ticket_id, first.number, first.token)
    assert second.is_repeat


async def test_it_does_not_give_the_answer_to_another_sender(acme: Any) -> None:
    first = await _submit(acme)
    other = await _submit(acme, new=NewTicket(address="eve@customers.example", subject="x", body="y"))
    assert other.ticket_id != first.ticket_id


async def test_it_makes_one_ticket_of_fifty_at_once(acme: Any) -> None:
    answers = await asyncio.gather(*(_submit(acme) for _ in range(50)))
    assert len({answer.ticket_id for answer in answers}) == 1
    async with acme.unit():
        assert await unit.fetchval("SELECT count(*) FROM ticket WHERE tenant_id = app.tenant_id()") == 1


async def test_it_counts_without_gaps_when_many_come_at_once(acme: Any) -> None:
    answers = await asyncio.gather(*(_submit(acme, key=f"{KEY} {n}") for n in range(30)))
    assert sorted(answer.number for answer in answers) == list(range(1, 31))
    async with acme.unit():
        assert await unit.fetchval("SELECT count(*) FROM person_address WHERE address_key LIKE 'dora@%'") == 1


async def test_it_counts_for_each_tenant_apart(acme: Any, globex: Any) -> None:
    assert [(await _submit(house)).number for house in (acme, globex)] == [1, 1]


async def test_it_takes_few_statements(acme: Any) -> None:
    await _submit(acme)  # from now on everything that stays in memory is there
    async with acme.unit() as work:
        await submit(NEW, key=f"{KEY} 2")
        assert work.statements == 2


async def test_it_takes_only_a_subject_from_a_caller(acme: Any, acting: Any) -> None:
    async with acme.unit():
        done = await submit_for_caller(subject="Somebody called", by=acting(acme.alice), key=KEY)
        ticket = await by_number(done.number)
    assert (ticket.person_id, ticket.channel, ticket.message_count, done.token) == (None, "phone", 0, "")


async def test_it_keeps_the_name_of_a_caller_without_an_address(acme: Any, acting: Any) -> None:
    async with acme.unit():
        done = await submit_for_caller(subject="Called", name="Herr Müller", by=acting(acme.alice), key=KEY)
        found = await facts(done.ticket_id)
    assert found.person is not None
    assert found.person.name == "Herr Müller"


async def test_it_marks_what_a_known_spammer_sends(acme: Any, acting: Any) -> None:
    first = await _submit(acme)
    async with acme.unit():
        await mark(await by_id(first.ticket_id), by=acting(acme.alice))
    second = await _submit(acme, key=KEY + "2")
    async with acme.unit():
        assert (await by_id(second.ticket_id)).is_spam


async def test_marks_that_turn_the_direction_are_no_part_of_a_subject_or_a_name(acme: Any) -> None:
    tricky = NewTicket(
        address="dora@customers.example",
        name="Dora\u202e nimda",
        subject="İzmir\u2067 Straße\u0335\u0354 👩\u200d🔧\u202e",
        body="x",
    )
    done = await _submit(acme, new=tricky)
    async with acme.unit():
        found = await facts(done.ticket_id)
    assert found.ticket.subject == "İzmir Straße\u0335\u0354 👩\u200d🔧"
    assert found.person is not None
    assert found.person.name == "Dora nimda"
