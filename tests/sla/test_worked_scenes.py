"""The worked examples T1 to T23 through the verbs of tickets, to the second."""

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace
from tests_sla import STANDARD, Desk, standard
from tests_watch import HOUR, at, weekdays

from polydesk.customers import organisations
from polydesk.kernel.actor import SYSTEM
from polydesk.schedules import editing, exceptions
from polydesk.schedules.compiling import Content
from polydesk.sla import policies
from polydesk.sla.policy import Condition, Reminder, Step, Target
from polydesk.tickets import changing, conversation, merging
from polydesk.tickets.queries import by_id

X = "03-06T15:30"


async def test_t1_two_promises_over_a_weekend(desk: Desk) -> None:
    x = await desk.asks(X)
    first, resolution = await desk.timer(x, "first_response"), await desk.timer(x, "resolution")
    assert (first.due_at, resolution.due_at) == ("2026-03-09T11:30:00Z", "2026-03-10T15:30:00Z")
    assert (first.started_at, await desk.timers(x, "next_response")) == ("2026-03-06T15:30:00Z", [])


@pytest.mark.parametrize(("answered", "outcome", "breached"), [
    ("03-09T11:30:00.9", "met", None), ("03-09T11:30:01", "missed", "2026-03-09T11:30:00Z"),
])  # fmt: skip
async def test_t2_the_very_second_is_still_met(desk: Desk, answered: str, outcome: str, breached: str | None) -> None:
    x = await desk.asks(X)
    await desk.replies(x, answered)
    first = await desk.timer(x, "first_response")
    assert (first.state, first.outcome, first.breached_at, first.completed_by) == (
        "completed",
        outcome,
        breached,
        "reply",
    )


async def test_t5_it_waits_for_the_customer(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.waits(x, "03-09T10:00")
    paused = await desk.timer(x, "resolution")
    assert (paused.consumed_s, paused.due_at, paused.state) == (9000, None, "paused")
    assert (await desk.timer(x, "first_response")).due_at == "2026-03-09T11:30:00Z"
    await desk.writes(x, "03-11T13:00")
    assert (await desk.timer(x, "resolution")).due_at == "2026-03-13T10:30:00Z"


async def test_t3_notes_machines_and_second_mails_change_nothing(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.does(x, "03-09T08:00", conversation.add_note, body="It is the fuse.")
    await desk.does(x, "03-09T08:01", conversation.reply, SYSTEM, body="We got your mail.", then="new")
    await desk.writes(x, "03-09T08:02")
    first = await desk.timer(x, "first_response")
    assert (first.state, first.due_at) == ("running", "2026-03-09T11:30:00Z")
    assert await desk.timers(x, "next_response") == []


async def test_t4_an_answer_and_the_next_question(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.replies(x, "03-09T10:00")
    assert (await desk.timer(x, "first_response")).consumed_s == 9000
    await desk.writes(x, "03-09T15:30")
    await desk.writes(x, "03-10T08:30")
    (following,) = await desk.timers(x, "next_response")
    assert (following.started_at, following.due_at) == ("2026-03-09T15:30:00Z", "2026-03-10T11:30:00Z")


async def test_t6_a_pause_while_closed_costs_nothing(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.waits(x, "03-06T17:00")
    await desk.writes(x, "03-08T10:00")
    assert (await desk.timer(x, "resolution")).due_at == "2026-03-10T15:30:00Z"


async def test_t7_raised_when_it_was_used_up(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.raises(x, "03-09T09:00")
    first, resolution = await desk.timer(x, "first_response"), await desk.timer(x, "resolution")
    assert (resolution.consumed_s, resolution.due_at) == (5400, "2026-03-09T11:30:00Z")
    assert (first.due_at, first.breached_at, first.breach_cause) == ("2026-03-09T09:00:00Z",) * 2 + ("retarget",)


async def test_t8_raised_early_it_is_due_as_if_urgent_from_the_start(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.raises(x, "03-09T08:10")
    assert (await desk.timer(x, "first_response")).due_at == "2026-03-09T08:30:00Z"


async def test_t9_there_and_back_is_the_old_due_time_and_the_breach_stays(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.raises(x, "03-09T09:00")
    await desk.raises(x, "03-09T10:00", to="normal")
    assert (await desk.timer(x, "resolution")).due_at == "2026-03-10T15:30:00Z"
    assert (await desk.timer(x, "first_response")).breached_at == "2026-03-09T09:00:00Z"


async def test_t10_one_breach_caused_by_the_raise(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.raises(x, "03-10T09:00")
    await desk.sweeps("03-10T09:30")
    resolution = await desk.timer(x, "resolution")
    assert (resolution.due_at, resolution.consumed_s) == ("2026-03-10T09:00:00Z", 34200)
    (breach,) = await desk.events(x, "resolution", "breached")
    assert (breach.at, breach.data["cause"]) == ("2026-03-10T09:00:00Z", "retarget")


async def test_t11_reopened_it_goes_on_where_it_was(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.resolves(x, "03-10T08:30")
    await desk.writes(x, "03-12T14:00")
    before, after = await desk.timers(x, "resolution")
    assert (before.outcome, before.consumed_s, before.state) == ("met", 32400, "completed")
    assert (after.cycle, after.carry_s, after.due_at) == (2, 32400, "2026-03-13T13:00:00Z")
    assert (await desk.timer(x, "next_response")).due_at == "2026-03-13T10:00:00Z"


async def test_t12_a_closure_is_added(desk: Desk) -> None:
    x = await desk.asks(X)
    async with desk.moment("03-09T10:00"):
        await exceptions.add(desk.schedule_id, date(2026, 3, 10), kind="closed", by=desk.ada)
    await desk.drains("03-09T10:00")
    assert (await desk.timer(x, "resolution")).due_at == "2026-03-11T15:30:00Z"


async def test_t13_shorter_hours_from_now_on(desk: Desk) -> None:
    x = await desk.asks(X)
    async with desk.moment("03-09T10:00"):
        shorter = Content("Europe/Rome", weekdays("09:00", "13:00"), ())
        await editing.publish(desk.schedule_id, shorter, based_on=1, by=desk.ada)
    await desk.drains("03-09T10:00")
    assert (await desk.timer(x, "resolution")).due_at == "2026-03-12T11:30:00Z"


async def test_t14_measured_again_by_the_calendar(desk: Desk) -> None:
    x = await desk.asks(X)
    async with desk.moment("03-02T09:00"):
        initech = await organisations.found("Initech")
        long = standard(targets=(Target("resolution", "normal", 96 * HOUR, "calendar"),), name="Initech",
                        conditions=(Condition("organisation", (str(initech),)),))  # fmt: skip
        theirs = await policies.found(long, by=desk.ada)
        await policies.reorder([theirs, desk.policy_id], by=desk.ada)
    await desk.does(x, "03-09T09:00", changing.set_organisation, to=initech)
    resolution = await desk.timer(x, "resolution")
    assert (resolution.consumed_s, resolution.due_at) == (int(65.5 * HOUR), "2026-03-10T15:30:00Z")
    first = await desk.timer(x, "first_response")
    assert (first.state, first.reason) == ("cancelled", "no_target")


async def test_t15_new_tickets_only(desk: Desk) -> None:
    x, finished = await desk.asks(X), await desk.asks(X)
    await desk.resolves(finished, "03-09T09:00")
    before = await desk.results(finished)
    async with desk.moment("03-09T10:00"):
        halved = tuple(replace(one, budget_s=8 * HOUR) if one.metric == "resolution" else one for one in STANDARD)
        await policies.publish(desk.policy_id, standard(targets=halved), based_on=1, also_open=False, by=desk.ada)
    await desk.drains("03-09T10:00")
    assert (await desk.timer(x, "resolution")).due_at == "2026-03-10T15:30:00Z"
    assert await desk.results(finished) == before
    later = await desk.asks("03-09T10:00")
    assert (await desk.timer(later, "resolution")).budget_s == 8 * HOUR


async def test_t16_an_unanswered_mail_is_merged_in(desk: Desk) -> None:
    survivor, other = await desk.asks(X), await desk.asks("03-09T09:30")
    await desk.replies(survivor, "03-09T09:00")
    async with desk.moment("03-09T11:00"):
        await merging.merge(await by_id(other), into=await by_id(survivor), by=desk.agent)
    for metric in ("first_response", "resolution"):
        gone = await desk.timer(other, metric)
        assert (gone.state, gone.reason) == ("cancelled", "merged")
    following = await desk.timer(survivor, "next_response")
    assert (following.started_at, following.due_at) == ("2026-03-09T09:30:00Z", "2026-03-09T13:30:00Z")


async def test_t17_the_workers_were_down(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.sweeps("03-09T11:00")
    await desk.sweeps("03-09T14:00")
    await desk.sweeps("03-09T14:01")
    (breach,) = await desk.events(x, "first_response", "breached")
    assert (breach.at, breach.detected_at) == ("2026-03-09T11:30:00Z", "2026-03-09T14:00:00Z")
    assert (await desk.timer(x, "first_response")).breached_at == "2026-03-09T11:30:00Z"


async def test_t18_a_reminder_before_the_weekend(acme: Any) -> None:
    desk = await Desk.opens(acme, standard(reminders=(Reminder("next_response", before_s=2 * HOUR),)))
    x = await desk.asks("03-06T10:00")
    await desk.replies(x, "03-06T11:00")
    await desk.writes(x, "03-06T14:00")
    assert (await desk.timer(x, "next_response")).due_at == "2026-03-09T10:00:00Z"
    await desk.sweeps("03-06T15:59:59")
    assert await desk.events(x, "next_response", "reminded") == []
    await desk.sweeps("03-06T16:00")
    await desk.sweeps("03-07T12:00")
    assert [one.at for one in await desk.events(x, "next_response", "reminded")] == ["2026-03-06T16:00:00Z"]


async def test_t19_an_hour_before_and_at_four_fifths(acme: Any) -> None:
    both = (Reminder("resolution", before_s=HOUR), Reminder("resolution", percent=80))
    desk = await Desk.opens(acme, standard(reminders=both))
    x = await desk.asks(X)
    await desk.replies(x, "03-09T08:00")
    assert (await desk.timer(x, "resolution")).next_event_at == "2026-03-10T12:18:00Z"
    await desk.sweeps("03-10T12:18")
    assert (await desk.timer(x, "resolution")).next_event_at == "2026-03-10T14:30:00Z"


async def test_t20_a_step_two_hours_after(acme: Any) -> None:
    first = (Target("first_response", "normal", HOUR),)
    desk = await Desk.opens(acme, standard(targets=first, steps=(Step("first_response", 2 * HOUR, tag="late"),)))
    x = await desk.asks("03-06T14:30")
    assert (await desk.timer(x, "first_response")).due_at == "2026-03-06T15:30:00Z"
    await desk.sweeps("03-09T09:29:59")
    assert (await desk.ticket(x)).tags == []
    await desk.sweeps("03-09T09:30")
    assert (await desk.ticket(x)).tags == ["late"]
    assert [one.at for one in await desk.events(x, kind="stepped")] == ["2026-03-09T09:30:00Z"]


async def test_t21_a_pause_from_half_past_one_to_half_past_one(acme: Any) -> None:
    always = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    desk = await Desk.opens(acme, zone="America/New_York", weekly=always)
    x = await desk.asks("11-01T04:00")
    before = await desk.timer(x, "resolution")
    await desk.waits(x, "11-01T05:30")
    await desk.writes(x, "11-01T06:30")
    after = await desk.timer(x, "resolution")
    assert (at(after.due_at) - at(before.due_at), after.paused_s) == (3600, 3600)


async def test_t22_an_out_of_office_mail_wakes_nobody(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.waits(x, "03-09T10:00")
    await desk.writes(x, "03-09T11:00", automatic=True)
    assert (await desk.timer(x, "resolution")).state == "paused"
    assert (await desk.ticket(x)).status == "waiting_customer"


async def test_t23_a_late_pause_hides_no_breach(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.raises(x, "03-09T09:00")
    await desk.waits(x, "03-09T12:00")
    await desk.sweeps("03-09T14:00")
    resolution = await desk.timer(x, "resolution")
    assert (resolution.breached_at, resolution.state) == ("2026-03-09T11:30:00Z", "paused")
    (breach,) = await desk.events(x, "resolution", "breached")
    assert breach.detected_at == "2026-03-09T12:00:00Z"
