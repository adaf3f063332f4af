"""Merging two tickets, and taking them apart again."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from polydesk.kernel import clock, unit
from polydesk.kernel.events import reacts_to
from polydesk.kernel.refusals import Conflict, NotFound
from polydesk.tickets import drafts, following, shared_drafts, spam
from polydesk.tickets.conversation import add_note, customer_writes, reply
from polydesk.tickets.customers_view import seen_as
from polydesk.tickets.events import TicketMerged, TicketUnmerged
from polydesk.tickets.lifecycle import close, resolve
from polydesk.tickets.merging import merge, unmerge
from polydesk.tickets.own_tickets import own_tickets
from polydesk.tickets.policy import guest_ticket
from polydesk.tickets.queries import by_id
from polydesk.tickets.refusals import (
    DifferentCustomers,
    MergedAway,
    MergeIntoClosed,
    MergeIntoItself,
    MergeOfSpam,
    NotMerged,
    NotYours,
)
from polydesk.tickets.searching import search
from polydesk.tickets.timeline import timeline

CARL = "carl@acme-customers.example"
ERIN = "erin@acme-customers.example"


@pytest.fixture
def heard() -> Any:
    """The merges and their undoing that were announced while the test runs."""
    return _HEARD


_HEARD: list[Any] = []


@reacts_to(TicketMerged)
async def _hear_merged(event: TicketMerged) -> None:
    _HEARD.append(event)


@reacts_to(TicketUnmerged)
async def _hear_unmerged(event: TicketUnmerged) -> None:
    _HEARD.append(event)


async def bodies(ticket: Any, *, for_customer: bool = False) -> list[str]:
    return [entry.body for entry in await timeline(ticket, for_customer=for_customer) if entry.is_message]


async def sentences(ticket: Any) -> list[str]:
    return [entry.sentence for entry in await timeline(ticket, for_customer=False) if not entry.is_message]


async def test_it_joins_two_conversations_and_closes_the_merged_one(acme: Any, acting: Any, asks: Any) -> None:
    async with acme.unit():
        first = await asks(CARL, subject="The lamp", body="It went dark.")
        second = await asks(CARL, subject="The lamp again", body="Still dark.")
        home = await merge(second, into=first, by=acting(acme.alice))
        merged = await by_id(second.id)
        assert await bodies(home) == ["It went dark.", "Still dark."]
        assert (home.message_count, home.waiting_since) == (2, first.waiting_since)
        assert (merged.status, merged.merged_into_id, merged.waiting_since) == ("closed", home.id, None)
        assert (await sentences(home))[-1] == f"Alice merged ticket #{second.number} “The lamp again” into this one."
        assert (await sentences(merged))[-1] == f"Alice merged this ticket into #{first.number} “The lamp”."


async def test_it_says_from_which_ticket_a_message_came(acme: Any, acting: Any, asks: Any) -> None:
    async with acme.unit():
        first, second = await asks(CARL), await asks(CARL)
        home = await merge(second, into=first, by=acting(acme.alice))
        came = [entry.came_from for entry in await timeline(home, for_customer=False) if entry.is_message]
    assert came == [None, second.number]


async def test_it_gives_back_what_was_and_what_came_since(acme: Any, acting: Any, asks: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        first, second = await asks(CARL, body="One"), await asks(ERIN, body="Two")
        erin = await _requester(second)
        await merge(second, into=first, by=alice, across_customers=True)
        await customer_writes(await by_id(second.id), body="Two, later", by=erin)
        freed = await unmerge(await by_id(second.id), by=alice)
        home = await by_id(first.id)
        assert (freed.status, freed.merged_into_id, freed.closed_at) == ("new", None, None)
        assert (freed.message_count, freed.waiting_since) == (2, second.waiting_since)
        assert (home.message_count, home.waiting_since) == (1, first.waiting_since)
        assert await bodies(freed) == ["Two", "Two, later"]
        assert await bodies(home) == ["One"]


async def test_it_cannot_be_undone_twice(acme: Any, acting: Any, asks: Any) -> None:
    async with acme.unit():
        first, second = await asks(CARL), await asks(CARL)
        await merge(second, into=first, by=acting(acme.alice))
        await unmerge(second, by=acting(acme.alice))
        with pytest.raises(NotMerged):
            await unmerge(second, by=acting(acme.alice))


async def test_it_can_be_merged_again_after_it_was_undone(acme: Any, acting: Any, asks: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        first, second = await asks(CARL, body="One"), await asks(CARL, body="Two")
        await merge(second, into=first, by=alice)
        freed = await unmerge(second, by=alice)
        home = await merge(freed, into=first, by=alice)
        assert await bodies(home) == ["One", "Two"]


async def test_it_puts_the_state_back(acme: Any, acting: Any, asks: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        first = await asks(CARL)
        second = (await reply(await asks(CARL), body="Done", by=alice, then="resolved")).ticket
        await merge(second, into=first, by=alice)
        freed = await unmerge(second, by=alice)
    assert (freed.status, freed.resolved_at, freed.waiting_since) == ("resolved", second.resolved_at, None)


async def test_it_wakes_a_waiting_ticket_for_an_unanswered_message(
    acme: Any, acting: Any, asks: Any, heard: Any
) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        first = (await reply(await asks(CARL), body="Try this", by=alice)).ticket
        with clock.travel(clock.now() + timedelta(minutes=30)):
            second = await asks(CARL)
            home = await merge(second, into=first, by=alice)
        assert (first.status, home.status, home.waiting_since) == ("waiting_customer", "open", second.created_at)
        event = heard[-1]
        assert (event.ticket_id, event.into_id) == (second.id, first.id)
        assert event.oldest_unanswered_at == second.created_at
        await unmerge(second, by=alice)
        home = await by_id(first.id)
        assert (home.status, home.waiting_since) == ("waiting_customer", None)
        assert (heard[-1].ticket_id, heard[-1].into_id) == (second.id, first.id)


async def test_it_leaves_a_resolved_ticket_resolved(acme: Any, acting: Any, asks: Any, heard: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        first = await resolve(await asks(CARL), by=alice)
        home = await merge(await asks(CARL), into=first, by=alice)
    assert (home.status, home.waiting_since) == ("resolved", None)
    assert heard[-1].oldest_unanswered_at is None


async def test_it_asks_before_it_merges_across_customers(acme: Any, acting: Any, asks: Any) -> None:
    async with acme.unit():
        first, second = await asks(CARL), await asks(ERIN)
        with pytest.raises(DifferentCustomers):
            await merge(second, into=first, by=acting(acme.alice))
        home = await merge(second, into=first, by=acting(acme.alice), across_customers=True)
    assert home.person_id == first.person_id


async def test_it_shows_no_customer_the_words_of_another(acme: Any, acting: Any, asks: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        first, second = await asks(CARL, body="Carl's"), await asks(ERIN, body="Erin's")
        await reply(second, body="To Erin alone", by=alice)
        home = await merge(second, into=first, by=alice, across_customers=True)
        await reply(home, body="To both", by=alice)
        await add_note(home, body="Between us", by=alice)
        await customer_writes(await by_id(second.id), body="Erin's thanks", by=await _requester(second))
        erins = await by_id(second.id)
        assert await bodies(home, for_customer=True) == ["Carl's", "To both"]
        assert await bodies(erins, for_customer=True) == ["Erin's", "To Erin alone", "To both", "Erin's thanks"]
        assert (await own_tickets(first.person_id, words="Erin"))[0] == []
        assert (await own_tickets(second.person_id, words="Carl"))[0] == []


async def test_it_tells_no_customer_what_another_did(acme: Any, acting: Any, asks: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        first, second = await asks(CARL, name="Carl"), await asks(ERIN, name="Erin")
        home = await merge(second, into=first, by=alice, across_customers=True)
        await resolve(home, by=alice)
        await customer_writes(await by_id(second.id), body="No", by=await _requester(second, "Erin"))
        told = await timeline(home, for_customer=True)
        assert (await by_id(home.id)).status == "open"
    assert not any("Erin" in entry.sentence for entry in told)


async def test_it_keeps_showing_earlier_replies_to_whom_they_were_written(acme: Any, acting: Any, asks: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        first, second = await asks(CARL, body="Carl's"), await asks(ERIN, body="Erin's")
        await reply(first, body="To Carl alone", by=alice)
        with clock.travel(clock.now() + timedelta(seconds=1)):
            await merge(second, into=first, by=alice, across_customers=True)
        assert await bodies(await by_id(second.id), for_customer=True) == ["Erin's"]


async def test_it_opens_the_old_link_to_the_ticket_where_it_goes_on(acme: Any, acting: Any, asks: Any) -> None:
    from polydesk.tickets.access import token_for

    async with acme.unit():
        first, second = await asks(CARL), await asks(CARL)
        token = await token_for(second.id, second.person_id)
        await merge(second, into=first, by=acting(acme.alice))
        found, _holder = await guest_ticket(token)
        assert (await seen_as(found)).number == first.number


async def test_it_shows_another_customers_ticket_under_its_own_number(acme: Any, acting: Any, asks: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        first, second = await asks(CARL, subject="Carl's"), await asks(ERIN, subject="Erin's")
        home = await merge(second, into=first, by=alice, across_customers=True)
        await resolve(home, by=alice)
        face = await seen_as(await by_id(second.id))
        listed = (await own_tickets(second.person_id))[0]
    assert (face.number, face.subject, face.status) == (second.number, "Erin's", "resolved")
    assert [(row.number, row.status) for row in listed] == [(second.number, "resolved")]


async def test_it_lists_a_merged_ticket_of_the_same_customer_once(acme: Any, acting: Any, asks: Any) -> None:
    async with acme.unit():
        first, second = await asks(CARL), await asks(CARL)
        await merge(second, into=first, by=acting(acme.alice))
        listed = (await own_tickets(first.person_id))[0]
    assert [(row.number, row.messages) for row in listed] == [(first.number, 2)]


async def test_it_does_nothing_more_to_a_merged_ticket(acme: Any, acting: Any, asks: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        first, second = await asks(CARL), await asks(CARL)
        await merge(second, into=first, by=alice)
        for attempt in (reply(second, body="Hi", by=alice), resolve(second, by=alice), spam.mark(second, by=alice)):
            with pytest.raises(MergedAway, match=f"#{first.number}"):
                await attempt


async def test_it_follows_the_customer_after_the_other_was_closed(acme: Any, acting: Any, asks: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        first, second = await asks(CARL), await asks(ERIN, subject="Erin's")
        home = await merge(second, into=first, by=alice, across_customers=True)
        await close(home, by=alice)
        written = await customer_writes(await by_id(second.id), body="Again", by=await _requester(second))
    assert written.is_follow_up
    assert (written.ticket.subject, written.ticket.person_id) == ("Erin's", second.person_id)


async def test_it_refuses_what_makes_no_sense(acme: Any, acting: Any, asks: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        first, second, third = await asks(CARL), await asks(CARL), await asks(CARL)
        with pytest.raises(MergeIntoItself):
            await merge(first, into=first, by=alice)
        with pytest.raises(MergeIntoClosed):
            await merge(first, into=await close(second, by=alice), by=alice)
        with pytest.raises(MergeOfSpam):
            await merge(await spam.mark(third, by=alice, learn=None), into=first, by=alice)
        with pytest.raises(NotYours):
            await merge(first, into=third, by=acting(acme.lara))


async def test_it_asks_for_strangers_nothing(acme: Any, acting: Any, asks: Any) -> None:
    async with acme.unit():
        first, second = await asks(CARL), await asks(CARL)
        with pytest.raises(NotFound):
            await merge(second, into=first, by=acting(acme.bill))


async def test_it_goes_on_where_the_other_went(acme: Any, acting: Any, asks: Any) -> None:
    """Merged into one that was merged: all stand in the last one, and come back step by step."""
    alice = acting(acme.alice)
    async with acme.unit():
        first, second, third = await asks(CARL, body="1"), await asks(CARL, body="2"), await asks(CARL, body="3")
        await merge(third, into=second, by=alice)
        await merge(second, into=first, by=alice)
        assert (await by_id(third.id)).merged_into_id == first.id
        assert sorted(await bodies(await by_id(first.id))) == ["1", "2", "3"]
        freed = await unmerge(second, by=alice)
        assert sorted(await bodies(freed)) == ["2", "3"]
        assert (await by_id(third.id)).merged_into_id == second.id
        await unmerge(third, by=alice)
        assert await bodies(await by_id(third.id)) == ["3"]


async def test_it_takes_one_out_of_a_chain(acme: Any, acting: Any, asks: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        first, second, third = await asks(CARL, body="1"), await asks(CARL, body="2"), await asks(CARL, body="3")
        await merge(third, into=second, by=alice)
        await merge(second, into=first, by=alice)
        await unmerge(third, by=alice)
        assert await bodies(await by_id(third.id)) == ["3"]
        assert sorted(await bodies(await by_id(first.id))) == ["1", "2"]


async def test_it_merges_into_where_a_merged_one_went(acme: Any, acting: Any, asks: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        first, second, third = await asks(CARL), await asks(CARL), await asks(CARL)
        await merge(second, into=first, by=alice)
        assert (await merge(third, into=second, by=alice)).id == first.id
        with pytest.raises(MergeIntoItself):
            await merge(first, into=second, by=alice)


async def test_it_lets_two_merge_both_ways_at_once(acme: Any, acting: Any, asks: Any) -> None:
    """One wins; the other is told, and nobody waits for ever."""
    async with acme.unit():
        first, second = await asks(CARL), await asks(CARL)

    async def attempt(ticket: Any, into: Any, who: Any) -> str:
        try:
            async with acme.unit():
                await merge(ticket, into=into, by=acting(who))
        except Conflict as refusal:
            return type(refusal).__name__
        return "merged"

    for _round in range(5):
        said = await asyncio.gather(attempt(first, second, acme.alice), attempt(second, first, acme.bob))
        assert said.count("merged") == 1
        async with acme.unit():
            merged = next(one for one in (await by_id(first.id), await by_id(second.id)) if one.is_merged)
            await unmerge(merged, by=acting(acme.alice))


async def test_it_takes_followers_drafts_and_mentions_along(acme: Any, acting: Any, asks: Any) -> None:
    alice, bob = acting(acme.alice), acting(acme.bob)
    async with acme.unit():
        first, second = await asks(CARL), await asks(CARL)
        await following.follow(second, acme.olga.id)
        await add_note(second, body="@Bob, look", by=alice)
        await drafts.keep(second.id, kind="reply", body="Half an answer", by=bob)
        await merge(second, into=first, by=alice)
        assert {one.id for one in await following.followers_of(first)} == {acme.olga.id, acme.bob.id}
        assert (await drafts.drafts_of(first.id, by=bob))["reply"].body == "Half an answer"
        assert [one.number for one in await following.mentions_of(acme.bob.id)] == [first.number]
        await unmerge(second, by=alice)
        assert await following.followers_of(first) == []
        assert [one.number for one in await following.mentions_of(acme.bob.id)] == [second.number]


async def test_it_makes_a_note_of_a_reply_begun_for_another_customer(acme: Any, acting: Any, asks: Any) -> None:
    bob = acting(acme.bob)
    async with acme.unit():
        first, second = await asks(CARL), await asks(ERIN)
        await drafts.keep(first.id, kind="note", body="Mine", by=bob)
        await drafts.keep(second.id, kind="reply", body="Dear Erin", by=bob)
        await merge(second, into=first, by=acting(acme.alice), across_customers=True)
        kept = await drafts.drafts_of(first.id, by=bob)
    assert {kind: draft.body for kind, draft in kept.items()} == {"note": "Mine\n\nDear Erin"}


async def test_it_shows_colleagues_nothing_that_was_not_shared(acme: Any, acting: Any, asks: Any) -> None:
    alice, bob = acting(acme.alice), acting(acme.bob)
    async with acme.unit():
        first, second = await asks(), await asks()
        await shared_drafts.share(first.id, kind="reply", body="For all to see", by=bob)
        await drafts.keep(second.id, kind="reply", body="For me alone", by=bob)
        await shared_drafts.share(second.id, kind="note", body="Look at this", by=bob)
        await merge(second, into=first, by=alice)
        shown = await shared_drafts.shared_on(first.id, reader=alice)
    assert [draft.body for draft in shown] == ["Look at this"]


async def test_it_finds_the_words_and_the_number_where_the_ticket_goes_on(acme: Any, acting: Any, asks: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        first, second = await asks(CARL, subject="Lamp"), await asks(CARL, subject="Xylophone", body="rosewood bars")
        await merge(second, into=first, by=alice)
        for words in ("rosewood", "xylophone", f"#{second.number}"):
            assert [row.number for row in await search(words, by=alice)][:1] == [first.number]
        await unmerge(second, by=alice)
        assert [row.number for row in await search("rosewood", by=alice)] == [second.number]
        assert first.number not in [row.number for row in await search("xylophone", by=alice)]


async def test_it_brings_back_what_its_customer_wrote_meanwhile(acme: Any, acting: Any, asks: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        first = await asks(CARL)
        second = (await reply(await asks(ERIN), body="Solved", by=alice, then="resolved")).ticket
        await merge(second, into=first, by=alice, across_customers=True)
        with clock.travel(clock.now() + timedelta(seconds=5)):
            at = clock.now()
            await customer_writes(await by_id(second.id), body="It is not", by=await _requester(second))
            freed = await unmerge(second, by=alice)
    assert (freed.status, freed.waiting_since, freed.cycle) == ("open", at, second.cycle + 1)


async def _requester(ticket: Any, name: str = "") -> Any:
    from polydesk.kernel.actor import Actor

    address = await unit.fetchval("SELECT address FROM person_address WHERE person_id = $1", ticket.person_id)
    return Actor("requester", ticket.person_id, name, address)
