"""What each thing that happens to a ticket means for its promises: the rows of b8 that the worked examples leave open."""

from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests_sla import STANDARD, Desk, standard
from tests_watch import HOUR

from polydesk.kernel.actor import SYSTEM, Actor
from polydesk.kernel.ids import new_id
from polydesk.sla import policies
from polydesk.sla.policy import Condition, Options, Target
from polydesk.tickets import changing, conversation, lifecycle, merging, spam
from polydesk.tickets.assignment import assign
from polydesk.tickets.queries import by_id
from polydesk.tickets.submission import submit_for_caller, submit_outbound

X = "03-06T15:30"


async def states(desk: Desk, x: UUID) -> dict[str, str]:
    async with desk.house.unit() as unit:
        rows = await unit.fetch(
            "SELECT metric, cycle, state FROM sla_timer WHERE ticket_id = $1 ORDER BY metric, cycle", x
        )
    return {f"{metric} {cycle}": state for metric, cycle, state in rows}


async def test_a_call_is_answered_by_when_a_mail_would_be(desk: Desk) -> None:
    async with desk.moment(X):
        done = await submit_for_caller(subject="Lamp", by=desk.alice, key=str(new_id()), name="Dora")
    assert (await desk.timer(done.ticket_id, "first_response")).due_at == "2026-03-09T11:30:00Z"


async def test_who_writes_first_owes_no_first_response(desk: Desk) -> None:
    async with desk.moment(X):
        done = await submit_outbound(subject="Recall", body="Please send it back.", by=desk.alice, key=str(new_id()),
                                     address="dora@customers.example")  # fmt: skip
    x = done.ticket_id
    assert await desk.timers(x, "first_response") == []
    assert len(await desk.timers(x, "resolution")) == 1
    await desk.writes(x, "03-09T09:00")
    assert (await desk.timer(x, "next_response")).due_at == "2026-03-09T13:00:00Z"


async def test_a_machine_answers_only_where_the_policy_says_so(acme: Any) -> None:
    desk = await Desk.opens(acme, standard(options=Options(bot_counts=True)))
    x = await desk.asks(X)
    await desk.replies(x, "03-09T08:00", by=SYSTEM)
    assert (await desk.timer(x, "first_response")).outcome == "met"


async def test_an_agent_resolves_and_has_answered(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.resolves(x, "03-09T09:00")
    first, resolution = await desk.timer(x, "first_response"), await desk.timer(x, "resolution")
    assert (first.outcome, first.completed_by, resolution.outcome) == ("met", "resolved", "met")
    ticket = await desk.ticket(x)
    assert (ticket.due_at, ticket.due_metric) == (None, None)


@pytest.mark.parametrize("who", ["customer", "automation"])
async def test_who_resolves_it_else_has_answered_nothing(desk: Desk, who: str) -> None:
    x = await desk.asks(X)
    async with desk.moment("03-09T09:00"):
        ticket = await by_id(x)
        by = SYSTEM if who == "automation" else Actor("requester", ticket.person_id, "Dora")
        await lifecycle.resolve(ticket, by=by)
    first = await desk.timer(x, "first_response")
    assert (first.state, first.reason, first.outcome) == ("cancelled", f"resolved_by_{who}", None)
    assert (await desk.timer(x, "resolution")).outcome == "met"
    assert [one["metric"] for one in await desk.results(x)] == ["resolution"]


async def test_paused_and_then_resolved_the_pause_ends_first(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.waits(x, "03-09T10:00")
    await desk.resolves(x, "03-12T10:00")
    (result,) = [one for one in await desk.results(x) if one["metric"] == "resolution"]
    assert (result["elapsed_s"], result["paused_s"], result["outcome"]) == (9000, 3 * 86400, "met")


async def test_a_result_is_a_copy_that_nothing_changes_any_more(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.replies(x, "03-09T09:00")
    (before,) = await desk.results(x)
    assert (before["policy_names"], before["policy_no"], before["schedule_name"]) == (
        {"en": "Standard"},
        1,
        "Support hours",
    )
    assert (before["tz"], before["agent_name"], before["budget_s"], before["elapsed_s"]) == (
        "Europe/Rome",
        "Alice",
        4 * HOUR,
        5400,
    )
    assert (before["due_at"], before["counted_at"], len(before["schedule_hash"]) > 0) == (
        "2026-03-09T11:30:00Z",
        "2026-03-09T09:00:00Z",
        True,
    )


async def test_an_option_begins_anew_when_it_is_reopened(acme: Any) -> None:
    desk = await Desk.opens(acme, standard(options=Options(restart_on_reopen=True)))
    x = await desk.asks(X)
    await desk.resolves(x, "03-10T08:30")
    await desk.writes(x, "03-12T08:00")
    again = await desk.timer(x, "resolution")
    assert (again.carry_s, again.due_at) == (0, "2026-03-13T16:00:00Z")


async def test_a_breach_is_inherited_and_told_once(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.resolves(x, "03-11T09:00")
    await desk.writes(x, "03-12T09:00")
    again = await desk.timer(x, "resolution")
    assert (again.cycle, again.breached_at) == (2, "2026-03-10T15:30:00Z")
    assert len(await desk.events(x, "resolution", "breached")) == 1
    await desk.sweeps("03-13T09:00")
    assert len(await desk.events(x, "resolution", "breached")) == 1


async def test_on_hold_stays_paused_when_the_customer_writes(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.waits(x, "03-09T10:00", on="third_party")
    await desk.writes(x, "03-09T11:00")
    assert (await desk.timer(x, "resolution")).reason == "waiting_third_party"


async def test_waiting_needs_a_question_where_the_policy_says_so(acme: Any) -> None:
    desk = await Desk.opens(acme, standard(options=Options(pause_needs_question=True)))
    x = await desk.asks(X)
    await desk.waits(x, "03-09T10:00")
    assert (await desk.timer(x, "resolution")).state == "running"
    await desk.replies(x, "03-09T11:00", then="waiting_customer")
    assert (await desk.timer(x, "resolution")).state == "paused"


async def test_spam_that_was_none_goes_on_and_its_time_was_a_pause(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.does(x, "03-09T10:00", spam.mark, learn=None)
    assert set((await states(desk, x)).values()) == {"cancelled"}
    assert (await desk.ticket(x)).due_at is None
    await desk.does(x, "03-11T13:00", spam.restore)
    assert (await desk.timer(x, "resolution")).due_at == "2026-03-13T10:30:00Z"
    assert (await desk.timer(x, "first_response")).due_at == "2026-03-11T14:30:00Z"


async def test_spam_from_the_first_second_begins_when_it_is_none(desk: Desk) -> None:
    marked = await desk.asks(X, address="eve@shady.example")
    await desk.does(marked, "03-06T15:31", spam.mark)
    x = await desk.asks("03-09T08:00", address="eve@shady.example")
    assert await states(desk, x) == {}
    await desk.does(x, "03-09T10:00", spam.restore)
    first = await desk.timer(x, "first_response")
    assert (first.started_at, first.due_at, first.paused_s) == (
        "2026-03-09T08:00:00Z",
        "2026-03-09T14:00:00Z",
        2 * HOUR,
    )


async def test_spam_is_never_escalated(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.does(x, "03-09T10:00", spam.mark, learn=None)
    await desk.sweeps("03-20T10:00")
    assert await desk.events(x, kind="breached") == []


async def test_what_was_broken_before_a_merge_still_counts(desk: Desk) -> None:
    home, x = await desk.asks(X), await desk.asks(X)
    async with desk.moment("03-09T12:00"):
        await merging.merge(await by_id(x), into=await by_id(home), by=desk.alice)
    (result,) = await desk.results(x)
    assert (result["metric"], result["outcome"], result["ended_by"]) == ("first_response", "missed", "merged")


async def test_an_older_question_moves_the_answer_that_is_awaited_and_back(desk: Desk) -> None:
    home = await desk.asks(X)
    await desk.replies(home, "03-09T08:00")
    older, _written = await desk.asks("03-09T08:30"), await desk.writes(home, "03-09T10:00")
    async with desk.moment("03-09T11:00"):
        await merging.merge(await by_id(older), into=await by_id(home), by=desk.alice)
    moved = await desk.timer(home, "next_response")
    assert (moved.started_at, moved.due_at, moved.consumed_s) == ("2026-03-09T08:30:00Z", "2026-03-09T12:30:00Z", 9000)
    async with desk.moment("03-09T11:30"):
        await merging.unmerge(await by_id(older), by=desk.alice)
    assert (await desk.timer(home, "next_response")).due_at == "2026-03-09T14:00:00Z"
    back = await desk.timer(older, "first_response")
    assert (back.state, back.due_at) == ("running", "2026-03-09T13:00:00Z")


async def test_a_question_that_a_merge_brought_goes_again_with_it(desk: Desk) -> None:
    home, other = await desk.asks(X), await desk.asks("03-09T09:30")
    await desk.replies(home, "03-09T09:00")
    async with desk.moment("03-09T11:00"):
        await merging.merge(await by_id(other), into=await by_id(home), by=desk.alice)
    async with desk.moment("03-09T11:10"):
        await merging.unmerge(await by_id(other), by=desk.alice)
    gone = await desk.timer(home, "next_response")
    assert (gone.state, gone.reason) == ("cancelled", "unmerged")


async def test_a_target_that_appears_has_been_running_all_along(acme: Any) -> None:
    urgent_only = tuple(one for one in STANDARD if one.priority == "urgent")
    desk = await Desk.opens(acme, standard(targets=urgent_only))
    x = await desk.asks(X)
    assert await states(desk, x) == {}
    await desk.waits(x, "03-09T08:00")
    await desk.writes(x, "03-09T10:00")
    await desk.raises(x, "03-09T11:00")
    resolution = await desk.timer(x, "resolution")
    assert (resolution.started_at, resolution.consumed_s, resolution.paused_s) == (
        "2026-03-06T15:30:00Z",
        5400,
        2 * HOUR,
    )
    assert resolution.due_at == "2026-03-09T13:30:00Z"
    first = await desk.timer(x, "first_response")
    assert (first.due_at, first.breach_cause) == ("2026-03-09T11:00:00Z", "retarget")


async def test_a_target_that_goes_and_comes_back_lost_no_second(acme: Any) -> None:
    desk = await Desk.opens(acme)
    x = await desk.asks(X)
    await desk.raises(x, "03-09T08:00", to="low")
    assert set((await states(desk, x)).values()) == {"cancelled"}
    await desk.raises(x, "03-09T10:00", to="normal")
    assert (await desk.timer(x, "resolution")).due_at == "2026-03-10T15:30:00Z"
    assert (await desk.timer(x, "first_response")).due_at == "2026-03-09T11:30:00Z"


async def test_an_answered_ticket_gets_no_first_response_by_a_raise(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.replies(x, "03-09T08:00")
    await desk.raises(x, "03-09T09:00")
    assert (await states(desk, x))["first_response 1"] == "completed"
    assert len(await desk.timers(x, "first_response")) == 1


async def test_a_tag_in_a_condition_moves_it_under_another_policy(desk: Desk) -> None:
    async with desk.moment("03-06T10:00"):
        vip = standard(name="VIP", conditions=(Condition("tag", ("vip",)),),
                       targets=(Target("resolution", "normal", 2 * HOUR),))  # fmt: skip
        await policies.reorder([await policies.found(vip, by=desk.ada), desk.policy_id], by=desk.ada)
    x = await desk.asks(X)
    await desk.does(x, "03-09T08:15", changing.set_tags, tags=["vip"])
    assert (await desk.timer(x, "resolution")).due_at == "2026-03-09T09:30:00Z"
    assert (await desk.timer(x, "first_response")).reason == "no_target"
    await desk.does(x, "03-09T08:30", changing.set_tags, tags=[])
    assert (await desk.timer(x, "resolution")).due_at == "2026-03-10T15:30:00Z"


async def test_handing_it_on_moves_nothing(desk: Desk) -> None:
    x = await desk.asks(X)
    before = (await desk.timer(x, "resolution")).values
    await desk.does(x, "03-09T09:00", assign, to=desk.bob.id)
    assert (await desk.timer(x, "resolution")).values == before


async def test_after_closing_a_new_mail_has_promises_of_its_own(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.resolves(x, "03-09T09:00")
    await desk.does(x, "03-09T10:00", lifecycle.close)
    written = await desk.writes(x, "03-20T10:00")
    assert written.is_follow_up
    assert (await desk.timer(written.ticket.id, "first_response")).started_at == "2026-03-20T10:00:00Z"
    assert len(await desk.timers(x, "resolution")) == 1


async def test_the_ticket_shows_what_is_due_next(desk: Desk) -> None:
    x = await desk.asks(X)
    row = await desk.ticket(x)
    assert (row.due_at, row.due_metric, row.due_schedule_id) == (
        "2026-03-09T11:30:00Z",
        "first_response",
        desk.schedule_id,
    )
    await desk.replies(x, "03-09T10:00", then="waiting_customer")
    row = await desk.ticket(x)
    assert (row.due_at, row.due_metric, row.due_paused, row.due_left_s) == (
        None,
        "resolution",
        "waiting_customer",
        48600,
    )


async def test_a_tenant_without_policies_promises_nothing(acme: Any) -> None:
    desk = await Desk.opens(acme)
    async with desk.moment("01-10T10:00"):
        await policies.disable(desk.policy_id, by=desk.ada)
    x = await desk.asks(X)
    await desk.replies(x, "03-09T10:00")
    assert await states(desk, x) == {}


async def test_empty_support_hours_never_break_a_promise(acme: Any) -> None:
    desk = await Desk.opens(acme, weekly={})
    x = await desk.asks(X)
    assert (await desk.ticket(x)).due_paused == "never_open"
    await desk.sweeps("2035-01-01T00:00")
    assert await desk.events(x, kind="breached") == []


async def test_another_company_has_its_own_promises(desk: Desk, globex: Any) -> None:
    other = await Desk.opens(globex, standard(targets=tuple(replace(one, budget_s=HOUR) for one in STANDARD)))
    x, theirs = await desk.asks(X), await other.asks(X)
    await desk.sweeps("03-12T10:00")
    assert await other.events(theirs, kind="breached") == []
    assert (await other.timer(theirs, "resolution")).due_at == "2026-03-09T08:30:00Z"
    assert len(await desk.events(x, kind="breached")) == 2


async def test_a_note_to_colleagues_answers_nobody(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.does(x, "03-09T09:00", conversation.add_note, body="Anybody?")
    assert (await desk.timer(x, "first_response")).state == "running"
