"""Any number of workers, at once, late, dead, or with a wrong clock: one breach, one reminder, one step, ever."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from tests_sla import STANDARD, Desk, standard
from tests_watch import HOUR, at

from polydesk.hours.instants import moment_of
from polydesk.kernel import clock, outbox, unit
from polydesk.kernel.clock import travel
from polydesk.kernel.events import reacts_to
from polydesk.kernel.ids import new_id
from polydesk.sla import escalating, jobs, policies, sweeping
from polydesk.sla.events import ReminderFired, StepFired, TimerBreached
from polydesk.sla.policy import Reminder, Step, Target
from polydesk.tickets import conversation
from polydesk.tickets.queries import by_id
from polydesk.tickets.submission import NewTicket, submit

X = "03-06T15:30"
told: list[Any] = []


@reacts_to(TimerBreached)
@reacts_to(ReminderFired)
@reacts_to(StepFired)
async def _listen(event: Any) -> None:
    told.append(event)


def heard(ticket_id: UUID, kind: type) -> list[Any]:
    return [event for event in told if event.ticket_id == ticket_id and isinstance(event, kind)]


async def look(desk: Desk, when: str) -> int:
    with travel(moment_of(at(when))):
        async with desk.house.unit():
            return await sweeping.detect()


async def test_workers_at_once_find_one_breach(desk: Desk) -> None:
    tickets = [await desk.asks(X) for _ in range(6)]
    await asyncio.gather(*(look(desk, "03-09T12:00") for _ in range(4)))
    for x in tickets:
        assert len(await desk.events(x, "first_response", "breached")) == 1
        assert len(heard(x, TimerBreached)) == 1


async def test_who_holds_the_ticket_is_not_waited_for(desk: Desk) -> None:
    x = await desk.asks(X)
    async with desk.house.unit():
        await unit.execute("SELECT FROM ticket WHERE id = $1 FOR UPDATE", x)
        assert await asyncio.wait_for(look(desk, "03-09T12:00"), timeout=60) == 0
    assert await look(desk, "03-09T12:01") == 1
    (breach,) = await desk.events(x, "first_response", "breached")
    assert (breach.at, breach.detected_at) == ("2026-03-09T11:30:00Z", "2026-03-09T12:01:00Z")


async def test_a_worker_that_dies_in_the_middle_leaves_nothing_behind(desk: Desk) -> None:
    x = await desk.asks(X)
    with pytest.raises(RuntimeError, match="killed"), travel(moment_of(at("03-09T12:00"))):
        await _look_and_die(desk)
    assert await desk.events(x, kind="breached") == []
    await look(desk, "03-09T12:05")
    assert len(await desk.events(x, kind="breached")) == 1


async def test_a_job_delivered_twice_does_its_work_once(desk: Desk) -> None:
    x = await desk.asks(X)
    with travel(moment_of(at("03-09T12:00"))):
        for _ in range(2):
            async with desk.house.unit():
                await jobs.detect()
    assert len(await desk.events(x, kind="breached")) == 1
    assert len(heard(x, TimerBreached)) == 1


async def test_a_breach_of_a_verb_and_one_of_a_worker_are_the_same_one(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.replies(x, "03-09T12:00")
    await desk.sweeps("03-09T12:01")
    (breach,) = await desk.events(x, "first_response", "breached")
    assert (breach.at, len(heard(x, TimerBreached))) == ("2026-03-09T11:30:00Z", 1)


async def test_an_answer_and_a_worker_at_once_break_it_once(desk: Desk) -> None:
    x = await desk.asks(X)
    async with desk.house.unit():
        ticket = await by_id(x)

    async def answer() -> None:
        async with desk.moment("03-09T12:00"):
            await conversation.reply(ticket, body="Here I am.", by=desk.agent)

    await asyncio.gather(answer(), look(desk, "03-09T12:00"), look(desk, "03-09T12:00"))
    await look(desk, "03-09T12:00")
    first = await desk.timer(x, "first_response")
    assert (first.outcome, first.breached_at) == ("missed", "2026-03-09T11:30:00Z")
    assert len(await desk.events(x, "first_response", "breached")) == 1


async def test_a_machine_an_hour_ahead_breaks_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sweep goes by the database's clock: this machine thinks that it is an hour later than it is."""
    calendar = standard(targets=(Target("resolution", "normal", 30 * 60, "calendar"),))
    async with desk.house.unit() as held:
        await held.execute("UPDATE sla_policy SET enabled = false WHERE id = $1", desk.policy_id)
        await policies.found(calendar, by=desk.ada)
    with travel(datetime.now(UTC)):
        x = await _asks_now(desk)
    monkeypatch.setattr(clock, "datetime", _Ahead)
    assert clock.now() - datetime.now(UTC) > timedelta(minutes=59)
    async with desk.house.unit():
        assert await sweeping.detect() == 0
    assert await desk.events(x, kind="breached") == []


async def test_the_round_asks_only_companies_with_something_due(desk: Desk, globex: Any) -> None:
    await Desk.opens(globex)
    await desk.asks(X)
    with travel(moment_of(at("03-09T11:30:01"))):
        async with unit.platform():
            due = await sweeping.tenants_with_due()
    assert desk.house.id in due
    assert globex.id not in due


async def test_the_round_brings_every_company_a_job(desk: Desk) -> None:
    x = await desk.asks(X)
    with travel(moment_of(at("03-09T11:30:01"))):
        async with unit.platform():
            await jobs.sweep()
        await outbox.drain(desk.house.id)
    assert len(await desk.events(x, kind="breached")) == 1


async def test_reminders_and_steps_are_told_once_with_what_they_are_for(acme: Any) -> None:
    desk = await Desk.opens(acme, standard(
        reminders=(Reminder("first_response", before_s=HOUR, to=("assignee", "team")),),
        steps=(Step("first_response", 0, notify=("team",)), Step("first_response", HOUR, notify=("leads",), priority="high")),
    ))  # fmt: skip
    x = await desk.asks(X)
    for when in ("03-09T10:30", "03-09T10:31", "03-09T13:00", "03-09T13:01"):
        await desk.sweeps(when)
    (reminder,) = heard(x, ReminderFired)
    assert (reminder.key, reminder.to, reminder.metric) == ("reminder:3600s", ("assignee", "team"), "first_response")
    (step,) = heard(x, StepFired)
    assert (step.keys, step.notify) == (("step:0", "step:3600"), ("team", "leads"))
    assert (await desk.ticket(x)).priority == "high"


async def test_a_step_that_raises_does_not_climb_twice(acme: Any) -> None:
    steps = (Step("first_response", 0, priority="urgent", tag="late"),)
    desk = await Desk.opens(acme, standard(steps=steps))
    x = await desk.asks(X)
    await desk.sweeps("03-09T11:30:01")
    await desk.sweeps("03-10T09:00")
    assert [one.once for one in await desk.events(x, kind="stepped")] == ["step:0"]
    resolution = await desk.timer(x, "resolution")
    assert (resolution.priority, resolution.budget_s) == ("urgent", 4 * HOUR)
    assert (await desk.ticket(x)).tags == ["late"]


async def test_a_step_whose_person_has_left_does_the_rest(acme: Any) -> None:
    steps = (Step("first_response", 0, assign_to=acme.bob.id, tag="late"),)
    desk = await Desk.opens(acme, standard(targets=STANDARD[:1], steps=steps))
    x = await desk.asks(X)
    async with acme.unit() as held:
        await held.execute("UPDATE member SET state = 'removed' WHERE id = $1", acme.bob.id)
    await desk.sweeps("03-09T12:00")
    ticket = await desk.ticket(x)
    assert (ticket.tags, ticket.assignee_id) == (["late"], None)


async def test_a_step_that_fails_takes_no_breach_with_it(acme: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(*_args: Any, **_named: Any) -> None:
        await unit.execute("SELECT 1 / 0")

    monkeypatch.setattr(escalating, "set_tags", fails)
    desk = await Desk.opens(acme, standard(steps=(Step("first_response", 0, tag="late", priority="high"),)))
    x = await desk.asks(X)
    await desk.sweeps("03-09T12:00")
    assert len(await desk.events(x, "first_response", "breached")) == 1
    assert (await desk.ticket(x)).priority == "high"


async def test_a_step_lowers_nothing_that_a_person_raised(acme: Any) -> None:
    desk = await Desk.opens(acme, standard(steps=(Step("resolution", 0, priority="normal"),)))
    x = await desk.asks(X)
    await desk.raises(x, "03-06T15:40")
    await desk.sweeps("03-10T09:00")
    assert (await desk.ticket(x)).priority == "urgent"


async def _look_and_die(desk: Desk) -> None:
    async with desk.house.unit():
        await sweeping.detect()
        raise RuntimeError("killed")


async def _asks_now(desk: Desk) -> UUID:
    async with desk.house.unit():
        done = await submit(
            NewTicket(subject="Lamp", body="Dark.", address="dora@customers.example"), key=str(new_id())
        )
    return done.ticket_id


class _Ahead(datetime):
    @classmethod
    def now(cls, tz: Any = None) -> datetime:
        return datetime.now(tz) + timedelta(hours=1)


async def test_a_promise_that_cannot_be_looked_at_holds_up_no_other(acme: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = await Desk.opens(acme)
    sick, sound = await desk.asks(X), await desk.asks(X, "emil@customers.example")
    of_old = sweeping.timer.sweep

    def stumbles(one: Any, *args: Any) -> Any:
        assert one.ticket_id != sick, "something nobody thought of"
        return of_old(one, *args)

    monkeypatch.setattr(sweeping.timer, "sweep", stumbles)
    await look(desk, "03-09T12:00")
    assert (await desk.timer(sound, "first_response")).breached_at is not None
    assert (await desk.timer(sick, "first_response")).breached_at is None
    monkeypatch.undo()
    await look(desk, "03-09T14:00")
    found = await desk.timer(sick, "first_response")
    assert found.breached_at == "2026-03-09T11:30:00Z"
    assert len(heard(sick, TimerBreached)) == len(heard(sound, TimerBreached)) == 1
