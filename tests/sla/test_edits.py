"""Edits of hours, policies and contracts: what they move, what they leave, and that it does not matter how late."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec.structs import replace
from tests_sla import STANDARD, Desk, standard
from tests_watch import HOUR, at, weekdays

from polydesk.customers import organisations
from polydesk.hours.instants import moment_of
from polydesk.kernel.events import announce
from polydesk.schedules import editing, exceptions
from polydesk.schedules.compiling import Content
from polydesk.schedules.events import ZonesChanged
from polydesk.sla import contracts, policies, redue
from polydesk.tickets import changing

X = "03-06T15:30"
HALVED = standard(targets=tuple(replace(one, budget_s=one.budget_s // 2) for one in STANDARD))


async def closes(desk: Desk, day: int, when: str, **named: Any) -> None:
    async with desk.moment(when):
        await exceptions.add(desk.schedule_id, date(2026, 3, day), kind="closed", by=desk.ada, **named)


async def test_a_late_worker_and_a_prompt_one_leave_the_same(desk: Desk) -> None:
    prompt, late = await desk.asks(X), await desk.asks(X)
    await closes(desk, 10, "03-09T10:00")
    await desk.waits(late, "03-09T12:00")
    await desk.drains("03-09T12:30")
    await desk.waits(prompt, "03-09T12:00")
    rows = [(await desk.timer(x, "resolution")).values for x in (prompt, late)]
    mine = [{name: row[name] for name in ("consumed_s", "state", "since", "hours_no", "breached_at")} for row in rows]
    assert mine[0] == mine[1]
    assert mine[0]["hours_no"] == 2


async def test_an_edit_after_the_due_time_saves_nobody(desk: Desk) -> None:
    x = await desk.asks(X)
    await closes(desk, 9, "03-09T12:00")
    await desk.drains("03-09T12:00")
    first = await desk.timer(x, "first_response")
    assert (first.breached_at, first.breach_cause) == ("2026-03-09T11:30:00Z", "time")


async def test_an_edit_moves_the_due_time_that_queues_show(desk: Desk) -> None:
    x = await desk.asks(X)
    await closes(desk, 9, "03-08T12:00")
    await desk.drains("03-08T12:00")
    assert (await desk.ticket(x)).due_at == "2026-03-10T11:30:00Z"
    (moved,) = await desk.events(x, "first_response", "redue")
    assert (moved.data["was_due"], moved.data["due_at"]) == (at("03-09T11:30"), at("03-10T11:30"))


async def test_what_moves_nothing_writes_nothing(desk: Desk) -> None:
    x = await desk.asks(X)
    await closes(desk, 20, "03-08T12:00")
    await desk.drains("03-08T12:00")
    assert await desk.events(x, kind="redue") == []
    assert (await desk.timer(x, "resolution")).hours_no == 2


async def test_for_new_tickets_only_open_promises_keep_their_hours(desk: Desk) -> None:
    x = await desk.asks(X)
    async with desk.moment("03-08T12:00"):
        assert await redue.pin(desk.schedule_id) == 2
        await exceptions.add(desk.schedule_id, date(2026, 3, 9), kind="closed", by=desk.ada)
    await desk.drains("03-08T12:00")
    assert (await desk.timer(x, "first_response")).due_at == "2026-03-09T11:30:00Z"
    later = await desk.asks("03-08T13:00")
    assert (await desk.timer(later, "first_response")).due_at == "2026-03-10T12:00:00Z"
    await desk.raises(x, "03-09T08:10")
    assert (await desk.timer(x, "first_response")).due_at == "2026-03-10T08:30:00Z"


async def test_the_past_corrected_takes_a_breach_back_and_finished_ones_stay(desk: Desk) -> None:
    x, finished = await desk.asks(X), await desk.asks(X)
    await desk.replies(finished, "03-09T12:00")
    await desk.sweeps("03-09T14:00")
    async with desk.moment("03-09T15:00"):
        await exceptions.add(desk.schedule_id, date(2026, 3, 9), kind="closed", by=desk.ada, past_ok=True)
        hours = Content("Europe/Rome", weekdays(), ())
        await editing.correct_the_past(
            desk.schedule_id, hours, since=moment_of(at("03-09T00:00")), by=desk.ada, note="A strike"
        )
    await desk.drains("03-09T15:00")
    first = await desk.timer(x, "first_response")
    assert (first.breached_at, first.due_at, first.consumed_s) == (None, "2026-03-10T11:30:00Z", 0)
    (taken_back,) = await desk.events(x, "first_response", "retracted")
    assert taken_back.data["breached_at"] == at("03-09T11:30")
    assert (await desk.timer(finished, "first_response")).breached_at == "2026-03-09T11:30:00Z"
    assert [one["outcome"] for one in await desk.results(finished)] == ["missed"]
    await desk.sweeps("03-10T12:00")
    assert (await desk.timer(x, "first_response")).breached_at == "2026-03-10T11:30:00Z"


async def test_other_rules_of_a_zone_measure_again_and_say_why(desk: Desk) -> None:
    x = await desk.asks(X)
    async with desk.house.unit() as unit:
        await unit.execute("UPDATE sla_timer SET due_at = due_at + interval '1 hour' WHERE ticket_id = $1", x)
    async with desk.moment("03-09T09:00"):
        await announce(ZonesChanged(desk.schedule_id, "2026a", "2026f"))
    await desk.drains("03-09T09:00")
    assert (await desk.timer(x, "first_response")).due_at == "2026-03-09T11:30:00Z"
    (moved,) = await desk.events(x, "first_response", "redue")
    assert moved.data["tzdata"] == ["2026a", "2026f"]


async def test_a_version_for_open_tickets_too_moves_each_promise_once(desk: Desk) -> None:
    x = await desk.asks(X)
    async with desk.moment("03-09T08:00"):
        await policies.publish(desk.policy_id, HALVED, based_on=1, also_open=True, by=desk.ada)
    await desk.drains("03-09T08:00")
    await desk.drains("03-09T08:02")
    assert (await desk.timer(x, "resolution")).due_at == "2026-03-09T15:30:00Z"
    retargeted = await desk.events(x, kind="retargeted")
    assert sorted((one.metric, one.at) for one in retargeted) == [
        ("first_response", "2026-03-09T08:00:00Z"),
        ("resolution", "2026-03-09T08:00:00Z"),
    ]


async def test_published_at_ten_it_holds_from_ten_however_late_the_worker(desk: Desk) -> None:
    x = await desk.asks(X)
    async with desk.moment("03-09T10:00"):
        await policies.publish(desk.policy_id, HALVED, based_on=1, also_open=True, by=desk.ada)
    await desk.replies(x, "03-09T10:30")
    first = await desk.timer(x, "first_response")
    assert (first.breached_at, first.breach_cause, first.outcome) == ("2026-03-09T10:00:00Z", "retarget", "missed")


async def test_new_tickets_only_and_a_raise_takes_the_new_version(desk: Desk) -> None:
    x = await desk.asks(X)
    async with desk.moment("03-09T08:00"):
        await policies.publish(desk.policy_id, HALVED, based_on=1, also_open=False, by=desk.ada)
    await desk.does(x, "03-09T08:05", changing.set_tags, tags=["lamp"])
    assert (await desk.timer(x, "resolution")).budget_s == 16 * HOUR
    await desk.raises(x, "03-09T08:10")
    assert (await desk.timer(x, "resolution")).budget_s == 2 * HOUR


async def test_a_policy_that_is_switched_off_promises_nothing_more(desk: Desk) -> None:
    x = await desk.asks(X)
    async with desk.moment("03-09T12:00"):
        await policies.disable(desk.policy_id, by=desk.ada)
    await desk.drains("03-09T12:00")
    first, resolution = await desk.timer(x, "first_response"), await desk.timer(x, "resolution")
    assert (first.state, first.reason, first.breached_at) == ("cancelled", "policy_withdrawn", "2026-03-09T11:30:00Z")
    assert (resolution.state, resolution.breached_at) == ("cancelled", None)
    assert [one["metric"] for one in await desk.results(x)] == ["first_response"]
    assert (await desk.ticket(x)).due_at is None


async def _contract(desk: Desk, organisation_id: UUID, **named: Any) -> None:
    terms = contracts.Terms("Gold", date(2026, 1, 1), **named)
    await contracts.found(organisation_id, terms, by=desk.ada)


async def test_a_contract_brings_its_hours_to_open_tickets(desk: Desk) -> None:
    async with desk.moment("03-02T10:00"):
        initech = await organisations.found("Initech")
        always = Content("Europe/Rome", {day: [["00:00", "24:00"]] for day in ("sat", "sun", *weekdays())}, ())
        nights = await editing.found("Always", always, by=desk.ada)
    x = await desk.asks(X)
    await desk.does(x, "03-06T15:40", changing.set_organisation, to=initech)
    assert (await desk.timer(x, "resolution")).due_at == "2026-03-10T15:30:00Z"
    async with desk.moment("03-06T16:00"):
        await _contract(desk, initech, schedule_id=nights)
    await desk.drains("03-06T16:00")
    assert (await desk.timer(x, "resolution")).due_at == "2026-03-07T07:30:00Z"


async def test_a_moment_of_years_ago_is_no_moment_of_edits(desk: Desk) -> None:
    """A ticket taken in before the schedule existed is measured by its first version."""
    x = await desk.asks("01-02T10:00")
    assert datetime.fromisoformat((await desk.timer(x, "first_response")).due_at).year == 2026
    await closes(desk, 10, "03-09T10:00")
    await desk.drains("03-09T10:00")
    assert (await desk.timer(x, "first_response")).breached_at == "2026-01-02T14:00:00Z"


async def test_a_zone_that_no_longer_exists_keeps_no_ticket_out(desk: Desk) -> None:
    async with desk.moment("03-02T10:00") as held:
        initech = await organisations.found("Initech")
        await _contract(desk, initech)
        await held.execute("UPDATE tenant SET zone = 'Mars/Olympus' WHERE id = $1", desk.house.id)
    x = await desk.asks(X)
    await desk.does(x, "03-06T15:40", changing.set_organisation, to=initech)
    assert (await desk.timer(x, "resolution")).due_at == "2026-03-10T15:30:00Z"
