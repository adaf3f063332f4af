"""What is used: counted exactly for the right time, and what stops at a cap, by every door, while customers go on."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import tests_surveys
from hypothesis import given
from hypothesis import strategies as st
from tests_limits import granted, mails, tickets

from billing import plans
from billing.terms import month_of
from billing.usage import Used, usage
from polydesk.api import access_tokens
from polydesk.kernel import clock, outbox, unit
from polydesk.kernel.ids import new_id
from polydesk.notices import preferences
from polydesk.notices.quiet import Rhythm
from polydesk.notices.telling import tell
from polydesk.tickets.submission import NewTicket, submit
from surveys import asking
from surveys import plans as survey_plans
from tenants import spending

JSON = {"accept": "application/json"}
MARCH = datetime(2027, 3, 10, 12, tzinfo=UTC)


async def on_plan(house: Any, plan: str, **limits: int) -> None:
    await granted(house, plan, **{**plans.limits_of(plan), **limits})


async def paying(house: Any, *, cycle: str = "month", caps: dict[str, int] | None = None) -> None:
    """Team, from the 5th to the 5th."""
    await on_plan(house, "team")
    end = MARCH.replace(day=5, month=4) if cycle == "month" else MARCH.replace(day=5, year=2028)
    async with unit.platform():
        await unit.execute(
            "INSERT INTO billing_account (tenant_id, customer_id, caps, created_at) VALUES ($1, $2, $3, $4)",
            *(house.id, f"cus_{house.id.hex}", caps or {}, MARCH),
        )
        await unit.execute(
            """INSERT INTO billing_subscription (tenant_id, id, status, plan, cycle, currency, period_start, period_end,
                                                 created_at, synced_at)
               VALUES ($1, $2, 'active', 'team', $3, 'eur', $4, $5, $4, $4)""",
            *(house.id, f"sub_{house.id.hex}", cycle, MARCH.replace(day=5), end),
        )


async def look(house: Any) -> dict[str, Used]:
    async with house.unit():
        return {one.meter: one for one in await usage()}


@pytest.mark.parametrize(
    ("at", "zone", "first", "last"),
    [
        (datetime(2027, 3, 31, 23, 30, tzinfo=UTC), "Europe/Rome", "2027-03-31T22:00", "2027-04-30T22:00"),
        (datetime(2027, 3, 31, 21, 30, tzinfo=UTC), "Europe/Rome", "2027-02-28T23:00", "2027-03-31T22:00"),
        (datetime(2027, 12, 31, 20, 0, tzinfo=UTC), "Asia/Tokyo", "2027-12-31T15:00", "2028-01-31T15:00"),
    ],
)
def test_a_month_is_the_companys_own(at: datetime, zone: str, first: str, last: str) -> None:
    assert [one.strftime("%Y-%m-%dT%H:%M") for one in month_of(at, zone)] == [first, last]


@given(st.timedeltas(timedelta(), timedelta(days=20_000)))
def test_every_instant_is_in_its_month_and_months_touch(later: timedelta) -> None:
    at = datetime(2000, 1, 1, tzinfo=UTC) + later
    start, end = month_of(at, "America/Santiago")
    assert start <= at < end
    assert month_of(end, "America/Santiago")[0] == end


async def test_it_counts_what_was_answered_and_what_left_and_nothing_else(acme: Any) -> None:
    await on_plan(acme, "team")
    with clock.travel(MARCH):
        async with acme.unit():
            new = NewTicket(subject="It leaks", body="…", address="dora@customers.example")
            await submit(new, key=new_id().hex)
        await tickets(acme, 5, MARCH)
        await tickets(acme, 2, MARCH - timedelta(days=30))
        await mails(acme, 3, MARCH)
        await mails(acme, 2, MARCH - timedelta(days=30))
        async with acme.unit():
            one = await unit.fetchval("SELECT min(id::text)::uuid FROM mail WHERE sent_at = $1", MARCH)
            await unit.execute("UPDATE mail SET of_platform = true WHERE id = $1", one)
        found = await look(acme)
    assert (found["tickets"].used, found["mails"].used) == (5, 2)
    assert (found["tickets"].included, found["tickets"].cap, found["tickets"].costs) == (2_000, None, None)


async def test_whoever_pays_sees_the_period_that_stripe_bills_and_what_it_costs(acme: Any) -> None:
    await paying(acme)
    with clock.travel(MARCH):
        await tickets(acme, 2_004, MARCH)
        await tickets(acme, 7, MARCH.replace(day=4))
        found = (await look(acme))["tickets"]
    assert (found.used, found.included, found.percent, found.beyond) == (2_004, 2_000, 100, 4)
    assert (found.start.day, found.end.month) == (5, 4)
    assert str(found.costs) == "€0.08"


async def test_a_year_includes_what_twelve_months_do(acme: Any) -> None:
    await paying(acme, cycle="year", caps={"mails": 10})
    with clock.travel(MARCH):
        found = await look(acme)
    assert (found["tickets"].included, found["tickets"].cap) == (24_000, None)
    assert (found["mails"].included, found["mails"].cap) == (120_000, 120_120)


async def test_a_cap_ends_what_it_costs_and_not_what_is_counted(acme: Any) -> None:
    await paying(acme, caps={"tickets": 3})
    with clock.travel(MARCH):
        await tickets(acme, 2_010, MARCH)
        found = (await look(acme))["tickets"]
    assert (found.used, found.cap, found.is_stopped) == (2_010, 2_003, True)
    assert str(found.costs) == "€0.06"


async def by_hand(house: Any, **more: Any) -> Any:
    form = {"subject": "A call", "key": new_id().hex, "begins": "caller", "priority": "normal"}
    return await house.alice.post("/desk/tickets/new", form, **more)


async def test_at_the_cap_agents_open_no_ticket_by_any_door_and_customers_do(acme: Any) -> None:
    await on_plan(acme, "free", tickets=1)
    assert (await by_hand(acme)).status_code == 303
    page, problem = await by_hand(acme), await by_hand(acme, headers=JSON)
    assert (page.status_code, problem.status_code) == (409, 409)
    assert "Tickets of this period: 1 of 1. Who can change this: Olga." in page.text
    fragment = await by_hand(acme, headers={"hx-request": "true"})
    assert (fragment.status_code, "1 of 1. Who can change this: Olga." in fragment.text) == (409, True)
    body = problem.json()
    assert (body["limit"], body["current"], body["allowed"]) == ("tickets", 1, 1)
    assert body["who_can_change"] == ["Olga"]
    outbound = {"begins": "outbound", "email": "dora@customers.example", "body": "Good morning.", "subject": "Hello"}
    more = {"key": new_id().hex, "priority": "normal"}
    assert (await acme.alice.post("/desk/tickets/new", outbound | more)).status_code == 409
    form = {"subject": "It drips", "message": "From the handle.", "email": "dora@customers.example"}
    assert (await acme.visitor.post("/en/tickets/new", form)).status_code == 303
    async with acme.unit():
        await submit(NewTicket(subject="It leaks", body="…", address="dora@customers.example", channel="mail"), key="m")
        assert await unit.fetchval("SELECT count(*) FROM ticket") == 3


async def test_many_agents_at_once_open_exactly_as_many_as_are_left(acme: Any) -> None:
    import asyncio

    await on_plan(acme, "free", tickets=3)
    answers = await asyncio.gather(*(by_hand(acme) for _ in range(12)))
    assert sorted(one.status_code for one in answers) == [303] * 3 + [409] * 9


async def use_up_mails(house: Any) -> None:
    async with house.unit():
        sent = await unit.fetchval("SELECT count(*) FROM mail")
    await mails(house, 1, clock.now())
    await on_plan(house, "free", mails=sent + 1)


async def test_at_the_cap_of_mails_no_survey_leaves_and_the_ticket_says_why(acme: Any) -> None:
    noon = tests_surveys.tuesday_noon()
    if (noon + tests_surveys.A_DAY).month != noon.month:  # and mails are used up until the month is over
        noon += timedelta(days=7)
    with clock.travel(noon):
        ticket = await tests_surveys.ticket_of(acme)
        await outbox.drain(acme.id)
        await use_up_mails(acme)
        with clock.travel(clock.now() + tests_surveys.A_DAY):
            await outbox.drain(acme.id)
            assert await tests_surveys.survey_mails(acme) == []
            async with acme.unit():
                assert (await survey_plans.plan_of(ticket.id, cycle=ticket.cycle)).reason == "used_up"


async def test_at_the_cap_of_mails_neither_people_nor_programs_ask_by_hand_and_nobody_is_reminded(acme: Any) -> None:
    with clock.travel(tests_surveys.tuesday_noon()):
        reminded, other = await tests_surveys.ticket_of(acme), await tests_surveys.ticket_of(acme, by=acme.cora)
        await outbox.drain(acme.id)
        async with acme.unit():
            await asking.ask_by_hand(reminded.id)
        await outbox.drain(acme.id)
        assert len(await tests_surveys.survey_mails(acme)) == 1
        await on_plan(acme, "free", mails=0)
        by_agent = await acme.alice.post(f"/desk/tickets/{other.number}/survey", headers=JSON)
        async with acme.unit():
            token = await access_tokens.make("BI", scopes=access_tokens.SCOPES, lasts=None)
        bearing = {"authorization": f"Bearer {token}", "idempotency-key": "order-1"}
        line, wanted = acme.visitor.client, {"ticket": other.number}
        by_program = await line.post("/api/surveys/invitations", json=wanted, headers=bearing)
        for refused in (by_agent, by_program):
            assert (refused.status_code, refused.headers["content-type"]) == (409, "application/problem+json")
        assert by_agent.json()["detail"] == by_program.json()["detail"]
        with clock.travel(clock.now() + timedelta(days=6)):
            await outbox.drain(acme.id)
            assert len(await tests_surveys.survey_mails(acme)) == 1


async def test_at_the_cap_of_mails_no_report_leaves(acme: Any) -> None:
    await acme.ada.post("/admin/reports/mails", {"report": "surveys", "rhythm": "weekly", "query": ""})
    async with acme.unit():
        due = await unit.fetchval("SELECT next_at FROM report_mail")
    sent = []
    for most, week in ((0, 0), (500, 1)):
        await on_plan(acme, "free", mails=most)
        with clock.travel(due + timedelta(days=7 * week, hours=2)):
            async with acme.unit():
                await outbox.enqueue("reports.mail")
            await outbox.drain(acme.id)
        async with acme.unit():
            sent.append(await unit.fetchval("SELECT count(*) FROM mail WHERE kind = 'report'"))
    assert sent == [0, 1]


async def test_at_the_cap_of_mails_answers_still_leave(acme: Any) -> None:
    await use_up_mails(acme)
    await tests_surveys.ticket_of(acme)
    await outbox.drain(acme.id)
    async with acme.unit():
        kinds = {
            row["kind"]
            for row in await unit.fetch("SELECT kind FROM mail WHERE created_at > now() - interval '1 hour'")
        }
    assert "receipt" in kinds


async def test_at_the_cap_of_mails_a_digest_stays_at_the_bell(acme: Any) -> None:
    async with acme.unit():
        await preferences.choose(acme.bob.id, {}, Rhythm("Europe/Rome", pace="daily"))
        for word in ("first", "second"):
            await tell("room", to=[acme.bob.id], once=word, used=1, quota=2)
    await outbox.drain(acme.id)
    await use_up_mails(acme)
    with clock.travel(clock.now() + timedelta(days=2)):
        await on_plan(acme, "free", mails=0)
        await outbox.drain(acme.id)
    async with acme.unit():
        assert await unit.fetchval("SELECT count(*) FROM mail WHERE kind = 'notice_digest'") == 0
        assert await unit.fetchval("SELECT count(*) FROM notice WHERE member_id = $1", acme.bob.id) == 2


async def test_nothing_is_counted_where_nothing_stops(acme: Any) -> None:
    await on_plan(acme, "team")
    async with acme.unit():
        assert await spending.spent("tickets") is None
