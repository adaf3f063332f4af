"""Replies, notes, and what customers write."""

from datetime import timedelta
from typing import Any

import pytest

from polydesk.kernel import clock, unit
from polydesk.kernel.actor import SYSTEM, Actor
from polydesk.kernel.refusals import NotFound
from polydesk.tickets import drafts, following
from polydesk.tickets.conversation import add_note, customer_writes, reply
from polydesk.tickets.lifecycle import close, resolve, wait
from polydesk.tickets.queries import by_id, message
from polydesk.tickets.refusals import MessageEmpty, NotYours, SomethingArrived

KEY = "a key that is long enough"


async def test_it_answers_and_waits_for_the_customer(acme: Any, acting: Any, asks: Any) -> None:
    async with acme.unit():
        written = await reply(await asks(), body="Try **this**", by=acting(acme.alice))
        said = await message(written.message_id)
    ticket = written.ticket
    assert (ticket.status, ticket.waiting_since, ticket.message_count) == ("waiting_customer", None, 2)
    assert ticket.first_response_at is not None
    assert ticket.assignee_id == acme.alice.id
    assert "<strong>this</strong>" in said.safe_html


async def test_it_resolves_with_the_reply(acme: Any, acting: Any, asks: Any) -> None:
    async with acme.unit():
        written = await reply(await asks(), body="Done", by=acting(acme.alice), then="resolved")
    assert (written.ticket.status, written.ticket.resolved_by) == ("resolved", "agent")


async def test_it_asks_before_sending_when_something_arrived(acme: Any, acting: Any, asks: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        ticket = await asks()
        await add_note(ticket, body="Wait", by=acting(acme.bob))
        with pytest.raises(SomethingArrived):
            await reply(ticket, body="Too quick", by=alice, seen=ticket.message_count)
        assert (await by_id(ticket.id)).message_count == 2
        await reply(ticket, body="Now", by=alice, seen=2)


async def test_it_says_a_doubled_reply_once(acme: Any, acting: Any, asks: Any) -> None:
    async with acme.unit():
        ticket = await asks()
        first = await reply(ticket, body="Once", by=acting(acme.alice), key=KEY)
        second = await reply(ticket, body="Once", by=acting(acme.alice), key=KEY)
        assert second.message_id == first.message_id
        assert second.is_repeat
        assert (await by_id(ticket.id)).message_count == 2


async def test_it_says_nothing_empty(acme: Any, acting: Any, asks: Any) -> None:
    async with acme.unit():
        with pytest.raises(MessageEmpty):
            await reply(await asks(), body=" \n", by=acting(acme.alice))


async def test_it_lets_light_agents_note_but_not_reply(acme: Any, acting: Any, asks: Any) -> None:
    async with acme.unit():
        ticket = await asks()
        await add_note(ticket, body="Seen", by=acting(acme.lara))
        with pytest.raises(NotYours):
            await reply(ticket, body="Hi", by=acting(acme.lara))
        with pytest.raises(NotFound):
            await add_note(ticket, body="Hi", by=acting(acme.bill))


async def test_it_keeps_the_clock_running_over_notes(acme: Any, acting: Any, asks: Any) -> None:
    async with acme.unit():
        ticket = await asks()
        noted = await add_note(ticket, body="Hm", by=acting(acme.alice))
    assert (noted.ticket.waiting_since, noted.ticket.first_response_at) == (ticket.waiting_since, None)


async def test_it_waits_since_the_oldest_unanswered_message(acme: Any, acting: Any, asks: Any) -> None:
    carl = acting(acme.carl)
    async with acme.unit():
        ticket = await asks(person_id=carl.id)
        await reply(ticket, body="Hi", by=acting(acme.alice))
        first = await customer_writes(ticket, body="One", by=carl)
        with clock.travel(clock.now() + timedelta(hours=1)):
            second = await customer_writes(ticket, body="Two", by=carl)
    assert first.ticket.status == "open"
    assert first.ticket.waiting_since == second.ticket.waiting_since is not None


async def test_it_reopens_what_was_solved_a_few_days_ago(acme: Any, acting: Any, asks: Any) -> None:
    carl = acting(acme.carl)
    async with acme.unit():
        ticket = await asks(person_id=carl.id)
        await resolve(ticket, by=acting(acme.alice))
        with clock.travel(clock.now() + timedelta(days=6)):
            written = await customer_writes(ticket, body="Not yet", by=carl)
    assert (written.ticket.id, written.ticket.status, written.ticket.cycle) == (ticket.id, "open", 2)
    assert written.ticket.resolved_at is None


@pytest.mark.parametrize("late", [True, False])
async def test_it_follows_up_when_it_is_too_late(acme: Any, acting: Any, asks: Any, late: bool) -> None:
    carl = acting(acme.carl)
    async with acme.unit():
        ticket = await asks(person_id=carl.id)
        await resolve(ticket, by=acting(acme.alice))
        if not late:
            await close(ticket, by=SYSTEM)
        with clock.travel(clock.now() + timedelta(days=8 if late else 0)):
            written = await customer_writes(ticket, body="Again", by=carl, key=KEY)
            again = await customer_writes(ticket, body="Again", by=carl, key=KEY)
    assert written.is_follow_up
    assert written.ticket.follows_id == ticket.id
    assert again.ticket.id == written.ticket.id


async def test_it_calls_colleagues_by_name(acme: Any, acting: Any, asks: Any) -> None:
    async with acme.unit():
        ticket = await asks()
        noted = await add_note(ticket, body="@Bob and @lara, see mail@ada.example. @alice", by=acting(acme.alice))
        assert set(noted.mentioned) == {acme.bob.id, acme.lara.id}
        assert [one.number for one in await following.mentions_of(acme.bob.id)] == [ticket.number]
        assert {one.name for one in await following.followers_of(ticket)} == {"Bob", "Lara"}
        await following.see_mentions(acme.bob.id, ticket=ticket)
        assert await following.mentions_of(acme.bob.id) == []
        await following.unfollow(ticket, acme.bob.id)
        assert [one.name for one in await following.followers_of(ticket)] == ["Lara"]


async def test_it_keeps_drafts_of_each_member_until_they_are_sent(acme: Any, acting: Any, asks: Any) -> None:
    alice, bob = acting(acme.alice), acting(acme.bob)
    async with acme.unit():
        ticket = await asks()
        await drafts.keep(ticket.id, kind="reply", body="Dear", by=alice)
        await drafts.keep(ticket.id, kind="note", body="Psst", by=alice)
        assert await drafts.drafts_of(ticket.id, by=bob) == {}
        await reply(ticket, body="Dear Dora", by=alice)
        assert list(await drafts.drafts_of(ticket.id, by=alice)) == ["note"]
        await drafts.keep(ticket.id, kind="note", body="  ", by=alice)
        assert await drafts.drafts_of(ticket.id, by=alice) == {}


async def test_it_lets_customers_write_on_their_own_tickets_only(acme: Any, acting: Any, asks: Any) -> None:
    async with acme.unit():
        ticket = await asks(person_id=acme.carl.id)
        with pytest.raises(NotFound):
            await customer_writes(ticket, body="Hi", by=acting(acme.cora))
        with pytest.raises(NotYours):
            await reply(ticket, body="Hi", by=acting(acme.carl))
        assert await unit.fetchval("SELECT count(*) FROM message WHERE tenant_id = app.tenant_id()") == 1


async def test_it_still_waits_for_others_when_the_customer_writes(acme: Any, asks: Any, acting: Any) -> None:
    async with acme.unit():
        ticket = await wait(await asks(), on="third_party", by=acting(acme.alice))
        written = await customer_writes(ticket, body="Any news?", by=Actor("requester", ticket.person_id, "Dora"))
        assert (written.ticket.status, written.ticket.waiting_since is None) == ("waiting_third_party", False)
