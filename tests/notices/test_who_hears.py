"""Who hears of what happens to tickets, by which channel; and who does not."""

from typing import Any

from tests_notices import agent, customer, mailed, submitted, told

from polydesk.kernel import outbox
from polydesk.notices import muting, preferences, words
from polydesk.notices.choice import BELL, EVERYTHING, Choice
from polydesk.notices.quiet import Rhythm
from polydesk.notices.telling import tell
from polydesk.tickets import assignment, conversation, following, lifecycle


async def test_it_tells_the_assignee_unless_they_took_it_themselves(acme: Any) -> None:
    ticket = await submitted(acme)
    async with acme.unit():
        ticket = await assignment.assign(ticket, to=acme.alice.id, by=agent(acme))
    assert (await told(acme, "alice"), await mailed(acme, "alice")) == ([], [])
    async with acme.unit():
        await assignment.assign(ticket, to=acme.bob.id, by=agent(acme))
    (mail,) = await mailed(acme, "bob")
    assert mail["subject"] == f"Ticket {ticket.number} is yours: The kettle leaks"


async def test_it_tells_what_the_customer_wrote_but_not_that_they_are_away(acme: Any) -> None:
    ticket = await submitted(acme, assignee="bob")
    async with acme.unit():
        await following.follow(ticket, acme.lara.id)
        ticket = (await conversation.customer_writes(ticket, body="It still drips.", by=customer(acme))).ticket
        await conversation.customer_writes(ticket, body="I am away.", by=customer(acme), automatic=True)
    for name in ("bob", "lara"):
        (mail,) = await mailed(acme, name)
        assert "It still drips." in mail["text"]
    assert (await told(acme, "lara"), await told(acme, "alice")) == (["customer_wrote"], [])


async def test_a_burst_is_one_mail_that_lists_it(acme: Any) -> None:
    ticket = await submitted(acme)
    async with acme.unit():
        ticket = await assignment.assign(ticket, to=acme.bob.id, by=agent(acme))
        await conversation.add_note(ticket, body="@bob please", by=agent(acme))
        await conversation.customer_writes(ticket, body="It still drips.", by=customer(acme))
    assert len(await told(acme, "bob")) == 3
    (mail,) = await mailed(acme, "bob")
    assert mail["subject"].startswith(f"3 notifications about ticket {ticket.number}")
    for said in ("is yours", "Alice mentioned you", "wrote in ticket", "It still drips."):
        assert said in mail["text"]


async def test_a_note_mentions_once_and_tells_other_followers(acme: Any) -> None:
    ticket = await submitted(acme, assignee="ada")
    async with acme.unit():
        await conversation.add_note(ticket, body="@bob please", by=agent(acme))
    assert (await told(acme, "bob"), await told(acme, "ada")) == (["mentioned"], ["noted"])


async def test_a_muted_ticket_is_still_unless_it_is_about_oneself(acme: Any) -> None:
    ticket = await submitted(acme, assignee="bob")
    async with acme.unit():
        await muting.mute(ticket.id, acme.bob.id)
        ticket = (await conversation.customer_writes(ticket, body="It still drips.", by=customer(acme))).ticket
    assert await told(acme, "bob") == []
    async with acme.unit():
        await conversation.add_note(ticket, body="@bob please", by=agent(acme))
    assert await told(acme, "bob") == ["mentioned"]
    async with acme.unit():
        await muting.unmute(ticket.id, acme.bob.id)
        await lifecycle.resolve(ticket, by=agent(acme))
    assert await told(acme, "bob") == ["resolved", "mentioned"]


async def test_whoever_wants_to_hear_of_all_tickets_does_and_others_choose_less(acme: Any) -> None:
    async with acme.unit():
        everything = {"new_ticket": Choice(BELL, EVERYTHING)}
        await preferences.choose(acme.lara.id, everything, Rhythm())
        await preferences.choose(acme.bob.id, {"assigned": Choice(frozenset(), "named")}, Rhythm())
    ticket = await submitted(acme)
    assert (await told(acme, "lara"), await mailed(acme, "lara"), await told(acme, "alice")) == (["new_ticket"], [], [])
    async with acme.unit():
        await assignment.assign(ticket, to=acme.bob.id, by=agent(acme))
    assert (await told(acme, "bob"), await mailed(acme, "bob")) == ([], [])


async def test_the_companys_choice_counts_for_whoever_has_none(acme: Any) -> None:
    async with acme.unit():
        await preferences.choose_for_all({"new_ticket": Choice(BELL, EVERYTHING)})
        await preferences.choose(acme.bob.id, {"new_ticket": Choice(frozenset(), EVERYTHING)}, Rhythm())
    await submitted(acme)
    assert (await told(acme, "alice"), await told(acme, "bob")) == (["new_ticket"], [])


async def test_other_slices_tell_by_name_and_once(acme: Any) -> None:
    ticket = await submitted(acme, assignee="bob")
    async with acme.unit():
        for _time in range(2):
            await tell("survey.low_score", ticket_id=ticket.id, to=[acme.olga.id], urgent=True, once="rating:7")
    await outbox.drain(acme.id)
    assert [await told(acme, name) for name in ("olga", "bob", "alice")] == [
        ["survey.low_score"],
        ["survey.low_score"],
        [],
    ]


def test_every_event_can_be_chosen_somewhere_once() -> None:
    places = words.TICKETS + words.PROMISES + words.COMPANY
    assert sorted(places) == sorted({words.chosen_as(event) for event in words.EVENTS})
