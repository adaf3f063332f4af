"""What service levels ask of tickets: tags, organisation, impact, automatic messages, tickets that agents begin, due times."""

from datetime import timedelta
from typing import Any

import pytest
from tests_plans import planned_by_it_alone

from i18n import living_in
from polydesk.customers import organisations
from polydesk.customers.organisation_queries import organisation
from polydesk.customers.people import person_for
from polydesk.kernel import clock, unit
from polydesk.kernel.events import reacts_to
from polydesk.kernel.ids import new_id
from polydesk.tickets.changing import set_impact, set_organisation, set_person, set_priority, set_tags
from polydesk.tickets.conditions import OPEN, Conditions, where
from polydesk.tickets.conversation import customer_writes, reply
from polydesk.tickets.due import Due, set_due
from polydesk.tickets.events import CustomerWrote, TicketChanged, TicketSubmitted
from polydesk.tickets.lifecycle import close, resolve
from polydesk.tickets.listing import queue
from polydesk.tickets.merging import merge
from polydesk.tickets.queries import by_id, message
from polydesk.tickets.refusals import NoSuchChoice
from polydesk.tickets.submission import submit_for_caller, submit_outbound
from polydesk.tickets.tags import tags_in, tags_in_use, tidy_tag
from polydesk.tickets.timeline import timeline

_HEARD: list[Any] = []


@reacts_to(TicketChanged)
async def _hear_changed(event: TicketChanged) -> None:
    _HEARD.append(event)


@reacts_to(TicketSubmitted)
async def _hear_submitted(event: TicketSubmitted) -> None:
    _HEARD.append(event)


@reacts_to(CustomerWrote)
async def _hear_written(event: CustomerWrote) -> None:
    _HEARD.append(event)


@pytest.fixture
def heard() -> list[Any]:
    _HEARD.clear()
    return _HEARD


async def _last_sentence(ticket: Any) -> str:
    return (await timeline(ticket, for_customer=False))[-1].sentence


@pytest.mark.parametrize(
    ("typed", "tag"),
    [("  #Roof  Tiles ", "roof tiles"), ("VIP", "vip"), ("a,b", "a b"), ("#", ""), ("x" * 60, "x" * 40)],
)
def test_it_writes_a_tag_one_way(typed: str, tag: str) -> None:
    assert tidy_tag(typed) == tag


def test_it_reads_tags_from_a_line() -> None:
    assert tags_in("Roof, vip,, #ROOF ,") == ["roof", "vip"]


async def test_it_tags_a_ticket_and_says_so(acme: Any, acting: Any, asks: Any, heard: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        ticket = await set_tags(await asks(), tags=["Roof", "VIP"], by=alice)
        assert ticket.tags == ["roof", "vip"]
        assert await _last_sentence(ticket) == "Alice added tags: roof and vip."
        ticket = await set_tags(ticket, tags=["vip", "leak"], by=alice)
        assert await _last_sentence(ticket) == "Alice added the tags leak and removed roof."
        assert (heard[-1].field, heard[-1].old, heard[-1].new) == ("tags", ["roof", "vip"], ["vip", "leak"])
        assert (await tags_in_use())[:2] == ["leak", "vip"]


async def test_it_changes_impact_and_urgency_as_one(acme: Any, acting: Any, asks: Any, heard: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        ticket = await set_impact(await asks(), impact="high", urgency=None, by=alice)
        assert (ticket.impact, ticket.urgency, ticket.priority) == ("high", None, "normal")
        assert [event.field for event in heard if isinstance(event, TicketChanged)] == ["impact"]
        assert heard[-1].new == {"impact": "high", "urgency": None}
        assert await _last_sentence(ticket) == "Alice set the impact to “High” and the urgency to “Not set”."
        with pytest.raises(NoSuchChoice):
            await set_impact(ticket, impact="huge", urgency=None, by=alice)


async def test_it_keeps_why_a_priority_was_chosen(acme: Any, acting: Any, asks: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        ticket = await set_priority(await asks(), to="high", by=alice, reason="Their fair is tomorrow")
        assert ticket.priority_reason == "Their fair is tomorrow"
        assert (await set_priority(ticket, to="low", by=alice)).priority_reason == ""


async def test_it_is_for_the_organisation_of_its_person(acme: Any, asks: Any) -> None:
    async with acme.unit():
        roofers = await organisations.found("Roofers")
        await organisations.set_domains(await organisation(roofers), ["roofers.example"])
        newcomer = await asks("new@roofers.example")
        again = await asks("new@roofers.example")
        stranger = await asks("dora@elsewhere.example")
    assert [one.organisation_id for one in (newcomer, again, stranger)] == [roofers, roofers, None]


async def test_it_follows_its_person_while_it_is_open(acme: Any, acting: Any, asks: Any, heard: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        old, new, other = [await organisations.found(name) for name in ("Old", "New", "Other")]
        person = await person_for("mia@somewhere.example")
        await organisations.assign(person.id, to=old)
        opened, closed = await asks("mia@somewhere.example"), await asks("mia@somewhere.example")
        given = await set_organisation(await asks("mia@somewhere.example"), to=other, by=alice)
        await close(closed, by=alice)
        heard.clear()
        await organisations.assign(person.id, to=new)
        found = [(await by_id(one.id)).organisation_id for one in (opened, closed, given)]
        assert found == [new, old, other]
        assert [(event.field, event.old, event.new) for event in heard] == [("organisation", old, new)]
        assert await _last_sentence(opened) == "Polydesk changed the organisation from Old to New."


async def test_it_takes_the_organisation_of_a_new_person(acme: Any, acting: Any, asks: Any) -> None:
    async with acme.unit():
        firm = await organisations.found("Firm")
        person = await person_for("boss@firm.example")
        await organisations.assign(person.id, to=firm)
        ticket = await set_person(await asks(), address="boss@firm.example", by=acting(acme.alice))
    assert ticket.organisation_id == firm


async def test_it_knows_no_organisation_of_others(acme: Any, globex: Any, acting: Any, asks: Any) -> None:
    async with globex.unit():
        theirs = await organisations.found("Theirs")
    async with acme.unit():
        with pytest.raises(NoSuchChoice):
            await set_organisation(await asks(), to=theirs, by=acting(acme.alice))


async def test_it_keeps_an_automatic_message_and_stays_as_it_is(acme: Any, acting: Any, asks: Any, heard: Any) -> None:
    async with acme.unit():
        ticket = (await reply(await asks(), body="Try this", by=acting(acme.alice))).ticket
        carl = await _requester(ticket)
        written = await customer_writes(ticket, body="I am away", by=carl, automatic=True, channel="mail")
        said = await message(written.message_id)
        assert (written.ticket.status, written.ticket.waiting_since) == ("waiting_customer", None)
        assert written.ticket.message_count == ticket.message_count + 1
        assert said.automatic
        assert (heard[-1].automatic, heard[-1].reopened, heard[-1].at) == (True, False, said.at)


@pytest.mark.parametrize("ending", [resolve, close])
async def test_it_brings_nothing_back_automatically(acme: Any, acting: Any, asks: Any, ending: Any) -> None:
    async with acme.unit():
        ticket = await ending(await asks(), by=acting(acme.alice))
        written = await customer_writes(ticket, body="I am away", by=await _requester(ticket), automatic=True)
    assert (written.ticket.id, written.ticket.status, written.is_follow_up) == (ticket.id, ticket.status, False)


async def test_it_lets_an_agent_write_first(acme: Any, acting: Any, heard: Any) -> None:
    async with acme.unit():
        await unit.execute("INSERT INTO spam_sender (pattern, kind) VALUES ('fay@shop.example', 'address')")
        done = await submit_outbound(
            subject="Your order",
            body="It is **ready**.",
            address="fay@shop.example",
            by=acting(acme.alice),
            key=str(new_id()),
        )
        ticket, said = await by_id(done.ticket_id), await message(done.message_id)  # type: ignore[arg-type]
        assert (ticket.status, ticket.waiting_since, ticket.is_spam) == ("waiting_customer", None, False)
        assert (ticket.first_response_at, ticket.assignee_id) == (ticket.created_at, acme.alice.id)
        assert (said.kind, said.author_kind) == ("reply", "member")
        assert "<strong>ready</strong>" in said.html
        assert (heard[-1].outbound, heard[-1].at) == (True, ticket.created_at)


async def test_it_counts_a_call_as_the_customers_word(acme: Any, acting: Any, heard: Any) -> None:
    async with acme.unit():
        done = await submit_for_caller(subject="Rang", by=acting(acme.alice), key=str(new_id()))
        ticket = await by_id(done.ticket_id)
    assert (ticket.status, ticket.waiting_since) == ("new", ticket.created_at)
    assert not heard[-1].outbound


async def test_it_sorts_by_what_is_due_and_pages_through(acme: Any, acting: Any, asks: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        late, paused, soon, none = [await asks() for _one in range(4)]
        at = clock.now().replace(microsecond=0)
        await set_due(late.id, Due(at + timedelta(hours=9), "resolution"))
        await set_due(soon.id, Due(at + timedelta(hours=1), "first_response"))
        await set_due(paused.id, Due(None, "resolution", None, "waiting_customer", 600))
        wanted = Conditions(statuses=OPEN)
        first = await queue(wanted, by=alice, most=1)
        second = await queue(wanted, by=alice, most=2, after=first.older)
        third = await queue(wanted, by=alice, most=2, after=second.older)
        assert (await by_id(late.id)).version == late.version
    rows = [*first.rows, *second.rows, *third.rows]
    assert [row.number for row in rows] == [soon.number, late.number, paused.number, none.number]
    assert (rows[0].due_at, rows[0].due_metric) == (at + timedelta(hours=1), "first_response")
    assert (rows[2].due_paused, rows[2].due_left_s) == ("waiting_customer", 600)


async def test_it_finds_what_is_overdue_and_what_is_due_today(acme: Any, acting: Any, asks: Any) -> None:
    alice = acting(acme.alice)
    # 23:30 in Rome.
    with clock.travel(clock.now().replace(year=2027, month=3, day=9, hour=22, minute=30, second=0, microsecond=0)):
        async with acme.unit():
            at = clock.now()
            tickets = [await asks() for _one in range(4)]
            for ticket, minutes in zip(tickets, (-1, 0, 29, 31), strict=True):
                await set_due(ticket.id, Due(at + timedelta(minutes=minutes), "resolution"))
            with living_in("Europe/Rome"):
                overdue = await queue(Conditions(due="overdue"), by=alice)
                today = await queue(Conditions(due="today"), by=alice)
    assert [row.number for row in overdue.rows] == [1]
    assert [row.number for row in today.rows] == [2, 3]


async def test_it_finds_by_tag_and_by_organisation(acme: Any, acting: Any, asks: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        firm = await organisations.found("Firm")
        one, two, _three = [await asks() for _one in range(3)]
        await set_tags(one, tags=["roof", "vip"], by=alice)
        await set_tags(two, tags=["leak"], by=alice)
        await set_organisation(two, to=firm, by=alice)
        tagged = await queue(Conditions(tags=["vip", "leak"]), by=alice)
        firms = await queue(Conditions(organisation=firm), by=alice)
    assert sorted(row.number for row in tagged.rows) == [one.number, two.number]
    assert sorted(tag for row in tagged.rows for tag in row.tags) == ["leak", "roof", "vip"]
    assert [row.number for row in firms.rows] == [two.number]


async def test_it_lists_no_merged_ticket(acme: Any, acting: Any, asks: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        first, second = await asks(), await asks()
        await merge(second, into=first, by=alice)
        listed = await queue(Conditions(), by=alice, sort="newest")
    assert [row.number for row in listed.rows] == [first.number]


@pytest.mark.parametrize(
    ("wanted", "index"),
    [
        (Conditions(statuses=OPEN), "ticket_due"),
        (Conditions(statuses=OPEN, due="overdue"), "ticket_due"),
        (Conditions(statuses=OPEN, assignee="me"), "ticket_assignee_due"),
    ],
)
async def test_it_reads_the_queue_from_an_index(
    acme: Any, acting: Any, superuser_url: str, wanted: Any, index: str
) -> None:
    async with acme.unit():
        made = where(wanted, by=acting(acme.alice))
    plan = await planned_by_it_alone(
        f"SELECT id FROM ticket t WHERE {made}"  # noqa: S608
        " ORDER BY COALESCE(t.due_at, 'infinity'::timestamptz), t.number LIMIT 50",
        *(made.args, index, acme.id, superuser_url),
    )
    assert index in plan, plan
    assert "Sort" not in plan, plan


@pytest.mark.parametrize(("condition", "index"), [("tags", "ticket_tagged"), ("organisation", "ticket_organisation")])
async def test_the_few_among_many_have_an_index_that_finds_them_in_order(
    acme: Any, acting: Any, superuser_url: str, condition: str, index: str
) -> None:
    async with acme.unit():
        firm = await organisations.found("Firm")
        wanted = Conditions(tags=["rare"]) if condition == "tags" else Conditions(organisation=firm)
        made = where(wanted, by=acting(acme.alice))
    plan = await planned_by_it_alone(
        f"SELECT id FROM ticket t WHERE {made} ORDER BY t.number DESC LIMIT 50",  # noqa: S608
        *(made.args, index, acme.id, superuser_url),
    )
    assert index in plan, plan
    assert "Sort" not in plan, plan


async def _requester(ticket: Any) -> Any:
    from polydesk.kernel.actor import Actor

    address = await unit.fetchval("SELECT address FROM person_address WHERE person_id = $1", ticket.person_id)
    return Actor("requester", ticket.person_id, "", address)
