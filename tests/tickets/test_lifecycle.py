"""Statuses, assignment, spam, and who may do what."""

import asyncio
from typing import Any

import pytest

from polydesk.kernel import events, unit
from polydesk.kernel.actor import SYSTEM
from polydesk.kernel.refusals import Conflict, NotFound
from polydesk.tickets import access, assignment, changing, lifecycle, policy, spam, statuses
from polydesk.tickets.events import TicketAssigned, TicketClosed, TicketReopened, TicketResolved
from polydesk.tickets.queries import by_id
from polydesk.tickets.refusals import (
    AlreadyClosed,
    AlreadyResolved,
    LinkRevoked,
    NoSuchChoice,
    NotAMember,
    NotResolved,
    NotYours,
    TooLateToReopen,
)
from polydesk.tickets.ticket import STATUSES
from polydesk.tickets.timeline import timeline


@pytest.fixture
def heard(monkeypatch: Any) -> list[object]:
    """What was announced."""
    found: list[object] = []

    async def hear(event: object) -> None:
        found.append(event)

    for kind in (TicketResolved, TicketReopened, TicketClosed, TicketAssigned):
        monkeypatch.setitem(events._reactions, kind, [hear])
    return found


async def test_it_lives_and_tells(acme: Any, acting: Any, asks: Any, heard: list[object]) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        ticket = await asks()
        await lifecycle.resolve(ticket, by=alice)
        await lifecycle.reopen(ticket, by=alice)
        await lifecycle.resolve(ticket, by=alice)
        closed = await lifecycle.close(ticket, by=alice)
    assert [(type(event), event.cycle) for event in heard] == [  # type: ignore[attr-defined]
        *((TicketResolved, 1), (TicketReopened, 2), (TicketResolved, 2), (TicketClosed, 2)),
    ]
    assert closed.closed_at is not None
    assert closed.resolved_at is not None


async def test_it_refuses_what_is_done_already(acme: Any, acting: Any, asks: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        ticket = await asks()
        with pytest.raises(NotResolved):
            await lifecycle.reopen(ticket, by=alice)
        await lifecycle.resolve(ticket, by=alice)
        with pytest.raises(AlreadyResolved):
            await lifecycle.resolve(ticket, by=alice)
        await lifecycle.close(ticket, by=alice)
        with pytest.raises(AlreadyClosed):
            await lifecycle.close(ticket, by=alice)
        with pytest.raises(AlreadyClosed):
            await lifecycle.resolve(ticket, by=alice)


async def test_it_lets_agents_always_reopen_and_customers_only_soon(acme: Any, acting: Any, asks: Any) -> None:
    async with acme.unit():
        ticket = await asks(person_id=acme.carl.id)
        await lifecycle.close(ticket, by=SYSTEM)
        with pytest.raises(TooLateToReopen):
            await lifecycle.reopen(ticket, by=acting(acme.carl))
        assert (await lifecycle.reopen(ticket, by=acting(acme.alice))).is_open


async def test_it_resolves_once_of_two_at_the_same_time(acme: Any, acting: Any, asks: Any) -> None:
    async with acme.unit():
        ticket = await asks()

    async def resolve() -> str:
        try:
            async with acme.unit():
                await lifecycle.resolve(ticket, by=acting(acme.alice))
        except Conflict:
            return "late"
        return "done"

    assert sorted(await asyncio.gather(resolve(), resolve())) == ["done", "late"]


@pytest.mark.parametrize("start", STATUSES)
@pytest.mark.parametrize("goal", STATUSES)
async def test_it_goes_only_where_a_way_leads(acme: Any, acting: Any, asks: Any, start: Any, goal: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        ticket = await asks()
        await unit.execute("UPDATE ticket SET status = $2 WHERE id = $1", ticket.id, start)
        if start == goal or goal in lifecycle.WAYS[start]:
            assert (await lifecycle.set_status(ticket, to=goal, by=alice)).status == goal
        else:
            with pytest.raises(NoSuchChoice):
                await lifecycle.set_status(ticket, to=goal, by=alice)


async def test_it_has_statuses_of_the_tenants_own(acme: Any, acting: Any, asks: Any) -> None:
    alice = acting(acme.alice)
    names = {"en": "In the workshop", "it": "In officina"}
    async with acme.unit():
        own = await statuses.add_own_status(category="waiting_third_party", names=names)
        ticket = await lifecycle.set_status(await asks(), to=str(own.id), by=alice)
        assert (ticket.status, ticket.status_id) == ("waiting_third_party", own.id)
        assert "In the workshop" in (await timeline(ticket, for_customer=False))[-1].sentence
        await statuses.archive_own_status(own.id)
        with pytest.raises(NoSuchChoice):
            await lifecycle.set_status(await asks(), to=str(own.id), by=alice)
        with pytest.raises(NoSuchChoice):
            await lifecycle.set_status(ticket, to="lost", by=alice)


async def test_it_gives_a_ticket_to_a_colleague(acme: Any, acting: Any, asks: Any, heard: list[object]) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        given = await assignment.assign(await asks(), to=acme.bob.id, by=alice)
        assert (given.assignee_id, given.status) == (acme.bob.id, "open")
        await assignment.assign(given, to=acme.bob.id, by=alice)
        assert (await timeline(given, for_customer=False))[-1].sentence == "Alice assigned the ticket to Bob."
        assert (await assignment.assign(given, to=None, by=alice)).assignee_id is None
    assert len(heard) == 2


async def test_it_gives_nothing_to_strangers(acme: Any, globex: Any, acting: Any, asks: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        ticket = await asks()
        with pytest.raises(NotAMember):
            await assignment.assign(ticket, to=globex.mallory.id, by=alice)
        with pytest.raises(NoSuchChoice):
            await assignment.hand_to_team(ticket, to=globex.id, by=alice)


async def test_it_learns_and_forgets_spammers(acme: Any, acting: Any, asks: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        marked = await spam.mark(await asks("x@spam.example"), by=alice, learn="domain")
        assert marked.shown_status == "spam"
        assert [one.pattern for one in await spam.senders()] == ["spam.example"]
        assert (await asks("y@SPAM.example")).is_spam
        assert not (await asks("y@ham.example")).is_spam
        restored = await spam.restore(marked, by=alice)
        assert (restored.is_spam, restored.status) == (False, "new")
        assert await spam.senders() == []


async def test_it_never_learns_the_hosts_that_everybody_uses(acme: Any, acting: Any, asks: Any) -> None:
    async with acme.unit():
        await spam.mark(await asks("x@gmail.com"), by=acting(acme.alice), learn="domain")
        assert [one.pattern for one in await spam.senders()] == ["x@gmail.com"]


async def test_it_lets_only_those_in_who_may_see(acme: Any, acting: Any, asks: Any) -> None:
    async with acme.unit():
        ticket = await asks(person_id=acme.carl.id)
        see = {name: policy.may_see(ticket, acting(getattr(acme, name))) for name in acme.people}
        with pytest.raises(NotFound):
            await policy.ticket_for(ticket.number, acting(acme.cora))
    assert [name for name, may in see.items() if may] == ["olga", "ada", "alice", "bob", "lara", "carl"]


async def test_it_takes_the_link_from_the_former_person(acme: Any, acting: Any, asks: Any) -> None:
    alice = acting(acme.alice)
    async with acme.unit():
        ticket = await asks()
        token = await access.token_for(ticket.id, ticket.person_id)
        assert (await policy.guest_ticket(token))[1].email == "dora@customers.example"
        moved = await changing.set_person(ticket, address="emil@example.org", by=alice)
        with pytest.raises(LinkRevoked):
            await policy.guest_ticket(token)
        new = await access.token_for(ticket.id, moved.person_id or ticket.id)
        assert new != token
        assert (await policy.guest_ticket(new))[1].email == "emil@example.org"


async def test_it_gives_the_same_link_to_every_mail(acme: Any, asks: Any) -> None:
    async with acme.unit():
        ticket = await asks()
        first = await access.token_for(ticket.id, ticket.person_id)
        assert await access.token_for(ticket.id, ticket.person_id) == first


async def test_it_keeps_customers_from_the_desks_verbs(acme: Any, acting: Any, asks: Any) -> None:
    carl = acting(acme.carl)
    async with acme.unit():
        ticket = await asks(person_id=acme.carl.id)
        for verb in (
            *(lambda: lifecycle.close(ticket, by=carl), lambda: assignment.assign(ticket, to=None, by=carl)),
            *(lambda: spam.mark(ticket, by=carl), lambda: changing.rename(ticket, to="x", by=carl)),
        ):
            with pytest.raises(NotYours):
                await verb()
        assert (await by_id(ticket.id)).version == 1
