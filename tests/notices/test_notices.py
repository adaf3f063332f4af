"""Notices: whom they reach, when, once; and what stands in the bell and in the mail."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests_promises import found_policy, make_promise

from polydesk.kernel import outbox, unit
from polydesk.kernel.clock import now, travel
from polydesk.kernel.events import announce
from polydesk.kernel.ids import new_id
from polydesk.kernel.storage.events import RoomRunsOut
from polydesk.notices import mails, promise_words, queries
from polydesk.notices.quiet import BURST
from polydesk.sla import shared_looks
from polydesk.sla.events import ContractEnding, ReminderFired, StepFired, TimerBreached
from polydesk.sla.policy import METRICS
from polydesk.sla.policy_words import METRIC_SAYS
from polydesk.sla.words import METRIC_NAMES

# Far enough away to be ahead: what waits for a Monday that is over waits for nothing.
MONDAY_NOON = datetime(2038, 3, 8, 11, tzinfo=UTC)
SATURDAY = datetime(2038, 3, 6, 11, tzinfo=UTC)
MONDAY_NINE = datetime(2038, 3, 8, 8, tzinfo=UTC)

Breaks = Callable[..., Awaitable[UUID]]


@pytest.fixture
async def hours(acme: Any) -> None:
    """Monday to Friday 9 to 5 in Rome, by SQL: schedules have scenes of their own."""
    schedule_id = new_id()
    weekly = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    compiled = {"tz": "Europe/Rome", "weekly": weekly, "closures": [], "special": {}}
    async with acme.unit():
        await unit.execute("INSERT INTO schedule (id, name, created_at) VALUES ($1, 'Office', now())", schedule_id)
        await unit.execute(
            """INSERT INTO schedule_version (id, schedule_id, no, valid_from, tz, weekly, compiled, hash, reason, made_at)
               VALUES ($1, $2, 1, '2020-01-01Z', 'Europe/Rome', $3, $4, 'x', 'created', now())""",
            *(new_id(), schedule_id, weekly, compiled),
        )
        await unit.execute("DELETE FROM schedule_setting")
        await unit.execute("INSERT INTO schedule_setting (default_schedule_id) VALUES ($1)", schedule_id)


@pytest.fixture
async def breaks(acme: Any, hours: None) -> Breaks:
    """A first response is broken now; answers the ticket."""
    policy = await found_policy(acme)

    async def broken(*, is_urgent: bool = False, assignee: str = "alice", **named: Any) -> UUID:
        assignee_id = getattr(acme, assignee).id if assignee else None
        timer_id, ticket_id, _number = await make_promise(
            acme, policy, outcome="missed", is_open=True, counted=now(), assignee_id=assignee_id, **named
        )
        async with acme.unit():
            await announce(
                TimerBreached(
                    ticket_id=ticket_id,
                    timer_id=timer_id,
                    metric="first_response",
                    due_at=now(),
                    is_urgent=is_urgent,
                    schedule_id=None,
                    cause="time",
                    breached_at=now(),
                    detected_at=now(),
                )
            )
        return ticket_id

    return broken


async def told(house: Any, name: str) -> list[str]:
    async with house.unit():
        found, _older = await queries.notices_of(getattr(house, name).id)
    return [one.kind for one in found]


async def mails_to(house: Any, name: str) -> int:
    """Once the burst is over."""
    with travel(now() + BURST):
        await outbox.drain(house.id)
    async with house.unit():
        rows = await unit.fetch(
            "SELECT kind FROM mail WHERE to_address = $1 AND kind LIKE 'notice%'", getattr(house, name).email
        )
    return len(rows)


async def test_it_tells_the_assignee_at_once_while_the_desk_is_open(acme: Any, breaks: Breaks) -> None:
    with travel(MONDAY_NOON):
        await breaks()
        await outbox.drain(acme.id)
        assert await told(acme, "alice") == ["breached"]
        assert await told(acme, "bob") == []
        assert await mails_to(acme, "alice") == 1


async def test_it_waits_until_the_desk_opens(acme: Any, breaks: Breaks) -> None:
    with travel(SATURDAY):
        await breaks()
        await outbox.drain(acme.id)
        assert await told(acme, "alice") == []
    with travel(MONDAY_NINE - timedelta(seconds=1)):
        await outbox.drain(acme.id)
        assert await told(acme, "alice") == []
    with travel(MONDAY_NINE + timedelta(seconds=1)):
        await outbox.drain(acme.id)
        assert await told(acme, "alice") == ["breached"]


async def test_what_is_urgent_is_told_at_night(acme: Any, breaks: Breaks) -> None:
    with travel(SATURDAY):
        await breaks(is_urgent=True)
        await outbox.drain(acme.id)
        assert await told(acme, "alice") == ["breached"]


async def test_what_was_done_meanwhile_is_no_news(acme: Any, breaks: Breaks) -> None:
    with travel(SATURDAY):
        await breaks()
    async with acme.unit():
        await unit.execute("UPDATE sla_timer SET state = 'completed'")
    with travel(MONDAY_NOON):
        await outbox.drain(acme.id)
        assert await told(acme, "alice") == []


async def test_a_ticket_of_nobody_is_told_to_the_leads(acme: Any, breaks: Breaks) -> None:
    with travel(MONDAY_NOON):
        await breaks(assignee="")
        await outbox.drain(acme.id)
        assert [await told(acme, name) for name in ("olga", "ada", "alice", "lara", "bill")] == [
            ["breached"],
            ["breached"],
            [],
            [],
            [],
        ]


async def test_whoever_is_away_is_passed_over(acme: Any, breaks: Breaks) -> None:
    async with acme.unit():
        await unit.execute("UPDATE member SET away_until = '2038-04-01Z' WHERE id = $1", acme.alice.id)
    with travel(MONDAY_NOON):
        await breaks()
        await outbox.drain(acme.id)
        assert (await told(acme, "alice"), await told(acme, "olga")) == ([], ["breached"])


async def test_it_tells_nobody_twice_however_often_the_job_runs(acme: Any, breaks: Breaks) -> None:
    with travel(MONDAY_NOON):
        await breaks()
        async with acme.unit():
            payload = await unit.fetchval("SELECT payload FROM outbox WHERE job = 'notices.promise'")
            await outbox.enqueue("notices.promise", **payload)
        await outbox.drain(acme.id)
        assert await told(acme, "alice") == ["breached"]
        assert await mails_to(acme, "alice") == 1


async def test_a_reminder_that_the_breach_overtook_is_not_sent(acme: Any, hours: None) -> None:
    policy = await found_policy(acme)
    with travel(MONDAY_NOON):
        timer_id, ticket_id, _number = await make_promise(
            acme, policy, is_open=True, counted=now() + timedelta(minutes=30), assignee_id=acme.alice.id
        )
        fired = ReminderFired(
            ticket_id=ticket_id,
            timer_id=timer_id,
            metric="first_response",
            due_at=now() + timedelta(minutes=30),
            is_urgent=False,
            schedule_id=None,
            key="reminder:3600s",
            to=("assignee",),
        )
        async with acme.unit():
            await announce(fired)
    with travel(MONDAY_NOON + timedelta(hours=1)):
        await outbox.drain(acme.id)
        assert await told(acme, "alice") == []


async def test_a_step_tells_whom_the_policy_names(acme: Any, hours: None) -> None:
    policy = await found_policy(acme)
    with travel(MONDAY_NOON):
        timer_id, ticket_id, _number = await make_promise(
            acme, policy, outcome="missed", is_open=True, counted=now(), assignee_id=acme.alice.id
        )
        fired = StepFired(
            ticket_id=ticket_id,
            timer_id=timer_id,
            metric="resolution",
            due_at=now(),
            is_urgent=False,
            schedule_id=None,
            keys=("step:0", "step:3600"),
            notify=("assignee", "leads"),
        )
        async with acme.unit():
            await announce(fired)
        await outbox.drain(acme.id)
        assert [await told(acme, name) for name in ("alice", "olga", "bob")] == [["stepped"], ["stepped"], []]


async def test_it_tells_the_leads_of_a_contract_that_ends(acme: Any, hours: None) -> None:
    organisation_id, contract_id = new_id(), new_id()
    async with acme.unit():
        await unit.execute(
            "INSERT INTO organisation (id, name, created_at) VALUES ($1, 'Hooli', now())", organisation_id
        )
        await unit.execute(
            """INSERT INTO contract (id, organisation_id, name, starts_on, ends_on, created_at)
               VALUES ($1, $2, 'Gold care', '2037-04-01', '2038-03-31', now())""",
            *(contract_id, organisation_id),
        )
    with travel(MONDAY_NOON):
        async with acme.unit():
            ends = MONDAY_NOON.date().replace(day=31)
            await announce(ContractEnding(contract_id=contract_id, organisation_id=organisation_id, ends_on=ends))
        await outbox.drain(acme.id)
    page = (await acme.olga.get("/desk/notices")).text
    assert "The contract with Hooli ends on Mar 31, 2038" in page
    assert f"/desk/organisations/{organisation_id}" in (await _opened(acme))


async def test_it_tells_the_leads_once_that_the_room_runs_out(acme: Any, hours: None) -> None:
    with travel(MONDAY_NOON):
        for used in (95, 96):
            async with acme.unit():
                await announce(RoomRunsOut(used, 100))
            await outbox.drain(acme.id)
    assert (await told(acme, "olga"), await told(acme, "alice")) == (["room"], [])
    assert "The room for files is nearly used up" in (await acme.olga.get("/desk/notices?show=company")).text


async def test_what_is_old_is_forgotten(acme: Any, breaks: Breaks) -> None:
    with travel(MONDAY_NOON):
        await breaks()
        await outbox.drain(acme.id)
    for days, left in ((89, ["breached"]), (91, [])):
        with travel(MONDAY_NOON + timedelta(days=days)):
            async with acme.unit():
                await outbox.enqueue("notices.forget_old")
            await outbox.drain(acme.id)
            assert await told(acme, "alice") == left


async def _opened(house: Any) -> str:
    async with house.unit():
        found, _older = await queries.notices_of(house.olga.id)
    return str((await house.olga.post(f"/desk/notices/{found[0].id}/seen")).headers["location"])


async def test_the_bell_counts_and_opening_one_makes_it_seen(acme: Any, breaks: Breaks) -> None:
    with travel(MONDAY_NOON):
        await breaks()
        await outbox.drain(acme.id)
    assert "1 new notification" in (await acme.alice.get("/desk/notices/count")).text
    async with acme.unit():
        (notice,) = (await queries.notices_of(acme.alice.id))[0]
    opened = await acme.alice.post(f"/desk/notices/{notice.id}/seen")
    assert opened.headers["location"].startswith("/desk/tickets/")
    assert "new notification" not in (await acme.alice.get("/desk/notices/count")).text


async def test_a_colleague_opens_none_of_mine(acme: Any, breaks: Breaks) -> None:
    with travel(MONDAY_NOON):
        await breaks()
        await outbox.drain(acme.id)
    async with acme.unit():
        (notice,) = (await queries.notices_of(acme.alice.id))[0]
    assert (await acme.bob.post(f"/desk/notices/{notice.id}/seen")).status_code == 404
    assert "overdue" not in (await acme.bob.get("/desk/notices")).text


async def test_it_is_told_in_the_language_and_zone_of_the_reader(acme: Any, breaks: Breaks) -> None:
    async with acme.unit():
        await unit.execute("UPDATE member SET zone = 'America/New_York' WHERE id = $1", acme.alice.id)
    with travel(MONDAY_NOON):
        await breaks()
        await outbox.drain(acme.id)
        assert await mails_to(acme, "alice") == 1
        async with acme.unit():
            text = await unit.fetchval("SELECT text FROM mail WHERE kind = 'notice_breached'")
    assert "Mar 8, 2038, 6:00\u202fAM EST" in text


async def test_a_thousand_at_once_are_one_mail(acme: Any, breaks: Breaks) -> None:
    with travel(MONDAY_NOON):
        for _number in range(mails.MAILS_AN_HOUR + 3):
            await breaks()
        await outbox.drain(acme.id)
        assert len(await told(acme, "alice")) == mails.MAILS_AN_HOUR + 3
        assert await mails_to(acme, "alice") == 1


def test_every_kind_of_promise_has_words() -> None:
    tables = [METRIC_NAMES, METRIC_SAYS, promise_words.DUE_SOON, promise_words.BREACHED, promise_words.STEPPED]
    tables += [shared_looks.NAMES, shared_looks.WILL, shared_looks.WANTED, shared_looks.IN_TIME, shared_looks.LATER]
    assert all(set(table) == set(METRICS) for table in (*tables, shared_looks.CAME))
