"""What counts as a ticket: who answers or opens it makes it count, once, then; whatever becomes of it afterwards."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests_life import settled, subscribed

from billing import comping
from billing.counting import count, count_charged
from billing.usage import used
from polydesk.kernel import clock, unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.ids import new_id
from polydesk.kernel.refusals import Refusal
from polydesk.tickets import spam
from polydesk.tickets.conversation import reply
from polydesk.tickets.merging import merge, unmerge
from polydesk.tickets.queries import by_id
from polydesk.tickets.submission import NewTicket, submit
from tenants.roles import permissions_of

MARCH = datetime(2027, 3, 1, tzinfo=UTC)
APRIL, MAY = MARCH.replace(month=4), MARCH.replace(month=5)
A_SECOND, A_DAY = timedelta(seconds=1), timedelta(days=1)
MAIL = "dora@customers.example"


def acting(person: Any) -> Actor:
    return Actor("member", person.id, person.name, person.email, person.role, permissions_of(person.role))


async def asked(house: Any) -> Any:
    async with house.unit():
        new = NewTicket(subject="It drips", body="Still.", address=MAIL, name="Dora")
        return (await submit(new, key=new_id().hex)).ticket_id


async def answered(house: Any, ticket_id: Any) -> None:
    async with house.unit():
        await reply(await by_id(ticket_id), body="Turn it off.", by=acting(house.alice))


async def counted(house: Any, start: datetime = MARCH, end: datetime = MAY) -> int:
    async with house.unit():
        return await count("tickets", start, end)


async def marked(house: Any, ticket_id: Any) -> None:
    async with house.unit():
        await spam.mark(await by_id(ticket_id), by=acting(house.alice), learn=None)


async def restored(house: Any, ticket_id: Any) -> None:
    async with house.unit():
        await spam.restore(await by_id(ticket_id), by=acting(house.alice))


async def test_spam_that_nobody_answered_is_billed_in_no_period_however_late_it_is_found(acme: Any) -> None:
    with clock.travel(APRIL - A_SECOND):
        ticket = await asked(acme)
    assert await counted(acme) == 0
    with clock.travel(APRIL + A_SECOND):
        await marked(acme, ticket)
    assert await counted(acme) == 0


async def test_marking_everything_as_spam_at_the_months_end_saves_nothing(acme: Any) -> None:
    with clock.travel(MARCH + A_SECOND):
        ticket = await asked(acme)
        await answered(acme, ticket)
    with clock.travel(APRIL - A_SECOND):
        await marked(acme, ticket)
    assert await counted(acme, MARCH, APRIL) == 1
    with clock.travel(APRIL + A_SECOND):
        await restored(acme, ticket)
        await answered(acme, ticket)
    assert (await counted(acme, MARCH, APRIL), await counted(acme, APRIL, MAY)) == (1, 0)


@pytest.mark.parametrize(("answered_at", "months"), [(APRIL - A_SECOND, (1, 0)), (APRIL, (0, 1))])
async def test_it_counts_in_the_period_of_its_first_answer(
    acme: Any, answered_at: datetime, months: tuple[int, int]
) -> None:
    with clock.travel(MARCH + A_SECOND):
        ticket = await asked(acme)
    for at in (answered_at, APRIL + A_SECOND):
        with clock.travel(at):
            await answered(acme, ticket)
    assert (await counted(acme, MARCH, APRIL), await counted(acme, APRIL, MAY)) == months


async def test_what_an_agent_opens_counts_at_once_and_what_is_rolled_back_does_not(acme: Any) -> None:
    form = {"subject": "A call", "key": new_id().hex, "begins": "caller", "priority": "normal"}
    assert (await acme.alice.post("/desk/tickets/new", form)).status_code == 303
    ticket = await asked(acme)

    async def breaks_off() -> None:
        async with acme.unit():
            await reply(await by_id(ticket), body="Turn it off.", by=acting(acme.alice))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await breaks_off()
    assert await counted(acme, clock.now() - A_DAY, clock.now() + A_DAY) == 1


async def test_a_sample_never_counts(acme: Any) -> None:
    with clock.travel(MARCH + A_SECOND):
        ticket = await asked(acme)
        async with acme.unit():
            await unit.execute("INSERT INTO sample (kind, id) VALUES ('ticket', $1)", ticket)
        await answered(acme, ticket)
    assert await counted(acme) == 0


@pytest.mark.parametrize("seed", range(3))
async def test_whatever_people_do_each_ticket_counts_once_where_it_was_answered_first(acme: Any, seed: int) -> None:
    """Answers, spam, restoring, merging and undoing it, in any order and across the border of two periods."""
    choose, at = random.Random(seed), MARCH
    with clock.travel(at):
        tickets = [await asked(acme) for _ in range(5)]
    first: dict[Any, datetime] = {}
    for _ in range(24):
        at += timedelta(hours=choose.randint(20, 70))
        ticket, other = choose.sample(tickets, 2)
        with clock.travel(at):
            try:
                match choose.choice(("answer", "answer", "spam", "restore", "merge", "unmerge")):
                    case "answer":
                        await answered(acme, ticket)
                        first.setdefault(ticket, at)
                    case "spam":
                        await marked(acme, ticket)
                    case "restore":
                        await restored(acme, ticket)
                    case "merge":
                        async with acme.unit():
                            await merge(await by_id(ticket), into=await by_id(other), by=acting(acme.alice))
                    case "unmerge":
                        async with acme.unit():
                            await unmerge(await by_id(ticket), by=acting(acme.alice))
            except Refusal:
                continue
    border = MARCH + timedelta(days=20)
    expected = [sum(moment < border for moment in first.values()), sum(moment >= border for moment in first.values())]
    assert [await counted(acme, MARCH, border), await counted(acme, border, at + A_SECOND)] == expected
    assert sum(expected) > 0


async def test_while_a_plan_of_ours_counts_nothing_that_is_used_is_charged(acme: Any) -> None:
    """Before and after it everything is; who pays for a smaller plan beside it keeps the seats that were bought."""
    await subscribed(acme)

    async def one(at: datetime) -> None:
        with clock.travel(at):
            await answered(acme, await asked(acme))

    given, ended = APRIL, APRIL + timedelta(days=5)
    async with unit.platform():
        period = (
            "UPDATE billing_subscription SET created_at = $2, period_start = $2, period_end = $3 WHERE tenant_id = $1"
        )
        await unit.execute(period, acme.id, MARCH, MAY)
    with clock.travel(MARCH):
        await settled(acme)
    await one(given - A_SECOND)
    with clock.travel(given):
        async with unit.platform():
            await comping.comp(acme.id, plan="business", until=ended, reason="A pilot")
        async with acme.unit():
            limits = await unit.fetchval("SELECT entitlements FROM tenant")
            shown = await used("tickets")
    # Ten of Business and the one that is paid for.
    assert (limits["seats"], limits["tickets"], shown.included, shown.costs, shown.is_billed) == (
        11,
        10_000,
        10_000,
        None,
        False,
    )
    await one(given + A_SECOND)
    with clock.travel(ended + timedelta(hours=3)):
        await settled(acme)
        await one(ended + A_SECOND)
        async with acme.unit():
            again = await used("tickets")
            assert (await count("tickets", MARCH, MAY), await count_charged("tickets", MARCH, MAY)) == (3, 2)
    assert (again.used, again.included, again.is_billed) == (2, 2_000, True)


async def test_a_smaller_plan_of_ours_changes_nothing_of_what_is_bought(acme: Any) -> None:
    await subscribed(acme)
    async with unit.platform():
        sql = "UPDATE billing_subscription SET plan = 'business', created_at = $2, period_start = $2, period_end = $3 WHERE tenant_id = $1"
        await unit.execute(sql, acme.id, MARCH, MAY)
    with clock.travel(APRIL):
        async with unit.platform():
            await comping.comp(acme.id, plan="team", until=None, reason="Thanks")
        await answered(acme, await asked(acme))
        async with acme.unit():
            shown = await used("tickets")
            assert await count_charged("tickets", MARCH, MAY) == 1
    assert (shown.used, shown.included, shown.is_billed) == (1, 10_000, True)
