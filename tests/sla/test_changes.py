"""A change of hours or a policy is looked at before it applies: what moves, what would have been missed, the decision."""

import asyncio
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace
from tests_changes import LOW, MONDAY, SHORT, X, applied, computed, due, hours, policy, proposed, row_of
from tests_sla import STANDARD, Desk, standard
from tests_watch import at, weekdays

from polydesk.hours.instants import moment_of
from polydesk.kernel.clock import travel
from polydesk.kernel.outbox import drain
from polydesk.schedules import editing, reviewing
from polydesk.schedules.changes import AddException, PublishHours
from polydesk.schedules.compiling import Content
from polydesk.sla import change_rows, deciding, policies, simulating
from polydesk.sla.changes import PublishPolicy, SwitchPolicy
from polydesk.sla.deciding import AlreadyDecided, Overtaken
from polydesk.sla.refusals import Stale


async def test_where_nothing_moves_it_applies_at_once(desk: Desk) -> None:
    async with desk.moment(MONDAY) as unit:
        assert await reviewing.carry_out(hours(desk), by=desk.ada) is None
        assert await unit.fetchval("SELECT max(no) FROM schedule_version") == 2


async def test_a_day_that_no_promise_crosses_is_not_asked_about(desk: Desk) -> None:
    await desk.asks(X)
    far = AddException(desk.schedule_id, date(2026, 12, 7), None, "closed")
    async with desk.moment(MONDAY):
        assert await reviewing.carry_out(far, by=desk.ada) is None
    near = AddException(desk.schedule_id, date(2026, 3, 10), None, "closed")
    row = await row_of(desk, await proposed(desk, near))
    assert row.result.moves is not None
    assert row.result.moves.counts == {"later": 1}
    assert not row.result.touches_past


async def test_looking_leaves_nothing_behind(desk: Desk) -> None:
    x = await desk.asks(X)
    before = await due(desk, x)
    row = await computed(desk, await proposed(desk, hours(desk)))
    assert row.state == "simulated"
    assert await due(desk, x) == before
    async with desk.house.unit() as unit:
        assert await unit.fetchval("SELECT max(no) FROM schedule_version") == 1


async def test_it_tells_what_really_happens_then(desk: Desk) -> None:
    x = await desk.asks(X)
    change_id = await proposed(desk, hours(desk))
    moves = (await row_of(desk, change_id)).result.moves
    assert moves is not None
    foretold = {move.metric: (move.was, move.will) for move in moves.first}
    assert foretold["resolution"][0] == at("03-10T15:30")
    await applied(desk, change_id, also_open=True)
    for metric, (_was, will) in foretold.items():
        assert (await due(desk, x, metric)) == f"{moment_of(will or 0).isoformat()[:-6]}Z"
    assert (await row_of(desk, change_id)).state == "applied"


async def test_new_tickets_only_leaves_open_ones_as_promised(desk: Desk) -> None:
    x = await desk.asks(X)
    before = await due(desk, x)
    await applied(desk, await proposed(desk, hours(desk)), also_open=False)
    y = await desk.asks("03-09T09:30")
    assert await due(desk, x) == before
    assert await due(desk, y) == "2026-03-13T09:30:00Z"
    assert (await desk.timer(x, "resolution")).pinned_no == 1
    assert (await desk.timer(y, "resolution")).pinned_no is None


async def test_a_policy_for_open_tickets_too(desk: Desk) -> None:
    x = await desk.asks(X)
    change_id = await proposed(desk, policy(desk))
    moves = (await row_of(desk, change_id)).result.moves
    assert moves is not None
    foretold = {move.metric: move.will for move in moves.first}
    await applied(desk, change_id, also_open=True)
    assert await due(desk, x) == f"{moment_of(foretold['resolution'] or 0).isoformat()[:-6]}Z"


async def test_a_policy_for_new_tickets_only(desk: Desk) -> None:
    x = await desk.asks(X)
    before = await due(desk, x)
    await applied(desk, await proposed(desk, policy(desk)), also_open=False)
    assert await due(desk, x) == before


async def test_switching_a_policy_off_tells_which_promises_end(desk: Desk) -> None:
    await desk.asks(X)
    row = await computed(desk, await proposed(desk, SwitchPolicy(desk.policy_id, on=False)))
    assert row.result.moves is not None
    assert row.result.past is not None
    assert row.result.moves.counts == {"ends": 2}
    assert {metric: held.gone for metric, held in row.result.past.sums.items()} == {
        "first_response": 1,
        "resolution": 1,
    }


async def test_the_replay_tells_what_would_have_been_missed(desk: Desk) -> None:
    """Answered within four hours of a long day; in a morning there are not that many."""
    x = await desk.asks("03-02T08:00")
    await desk.replies(x, "03-02T11:30")
    await desk.resolves(x, "03-02T11:31")
    row = await computed(desk, await proposed(desk, hours(desk, weekdays("09:00", "11:00"))))
    past = row.result.past
    assert past is not None
    assert (row.done, row.total) == (1, 1)
    assert (past.newly_missed, past.newly_kept) == (0, 0)
    longer = await computed(desk, await proposed(desk, hours(desk, weekdays("00:00", "24:00"))))
    assert longer.result.past is not None
    assert longer.result.past.newly_missed == 0


async def test_a_miss_that_other_hours_would_have_kept(desk: Desk) -> None:
    x = await desk.asks("03-02T08:00")
    await desk.replies(x, "03-03T08:00")
    await desk.resolves(x, "03-03T08:01")
    row = await computed(desk, await proposed(desk, hours(desk, weekdays("09:00", "10:00"))))
    past = row.result.past
    assert past is not None
    assert (past.newly_kept, [line.ticket_id for line in past.kept_listed]) == (1, [x])
    assert past.before[0][9] == 1
    assert past.after[0][9] == 0


async def test_half_the_time_would_have_been_missed(desk: Desk) -> None:
    """Answered after three hours of four, solved after five days with a wait that was a pause."""
    x = await desk.asks("03-02T08:00")
    await desk.replies(x, "03-02T11:00", then="waiting_customer")
    await desk.resolves(x, "03-06T08:00")
    row = await computed(desk, await proposed(desk, policy(desk)))
    assert row.result.past is not None
    sums = row.result.past.sums
    assert [sums[metric].missed_after for metric in ("first_response", "resolution")] == [1, 0]
    unpaused = tuple(replace(one, pause_on=()) for one in STANDARD)
    row = await computed(desk, await proposed(desk, policy(desk, standard(targets=unpaused))))
    assert row.result.past is not None
    sums = row.result.past.sums
    assert [sums[metric].missed_after for metric in ("first_response", "resolution")] == [0, 1]


async def test_a_policy_for_what_nobody_had_promised(desk: Desk) -> None:
    """First answers that would have been promised besides, by a policy of their own."""
    x = await desk.asks("03-02T08:00", priority="low")
    await desk.replies(x, "03-02T11:00")
    kind = replace(STANDARD[0], priority="low", budget_s=3600)
    new = PublishPolicy(policy_id=None, draft=standard(name="For low ones", targets=(kind,), conditions=(LOW,)))
    row = await computed(desk, await proposed(desk, new))
    assert row.result.past is not None
    held = row.result.past.sums["first_response"]
    assert (held.promises, held.new, held.missed_after) == (0, 1, 1)


async def test_a_policy_of_the_same_promises_changes_no_outcome(desk: Desk) -> None:
    x = await desk.asks("03-02T08:00")
    await desk.replies(x, "03-03T08:00")
    row = await computed(desk, await proposed(desk, policy(desk, standard(name="Another name"))))
    assert row.result.past is not None
    assert [held.missed_before for held in row.result.past.sums.values()] == [1, 1]
    assert (row.result.past.newly_missed, row.result.past.newly_kept) == (0, 0)


async def test_hours_that_were_only_tried_out_are_forgotten(desk: Desk) -> None:
    """Those that are published under the same number hold."""
    await desk.asks(X)
    await computed(desk, await proposed(desk, hours(desk)))
    other = hours(desk, weekdays("09:00", "12:00"))
    await applied(desk, await proposed(desk, other), also_open=True)
    y = await desk.asks("03-09T10:00")
    assert await due(desk, y, "first_response") == "2026-03-10T11:00:00Z"


async def test_discarded_is_over(desk: Desk) -> None:
    x = await desk.asks(X)
    before, change_id = await due(desk, x), await proposed(desk, hours(desk))
    async with desk.moment(MONDAY):
        await deciding.discard(change_id, by=desk.ada)
    async with desk.moment(MONDAY):
        with pytest.raises(AlreadyDecided):
            await deciding.apply(change_id, also_open=True, by=desk.ada)
    await desk.drains(MONDAY)
    assert (await row_of(desk, change_id)).state == "discarded"
    assert await due(desk, x) == before


async def test_somebody_published_other_hours_meanwhile(desk: Desk) -> None:
    await desk.asks(X)
    change_id = await proposed(desk, hours(desk))
    async with desk.moment("03-09T09:30"):
        await editing.publish(
            desk.schedule_id, Content("Europe/Rome", weekdays("08:00", "12:00"), ()), based_on=1, by=desk.ada
        )
    async with desk.moment("03-09T09:40"):
        with pytest.raises(Overtaken):
            await deciding.apply(change_id, also_open=True, by=desk.ada)
    async with desk.moment("03-09T09:40"):
        again = await deciding.compute_again(change_id, by=desk.ada)
    await applied(desk, again, also_open=True, when="03-09T09:50")
    async with desk.house.unit() as unit:
        assert await unit.fetchval("SELECT max(no) FROM schedule_version") == 3


async def test_somebody_published_another_policy_meanwhile(desk: Desk) -> None:
    await desk.asks(X)
    change_id = await proposed(desk, policy(desk), typed={"name_en": ["Standard"], "based_on": ["1"]})
    async with desk.moment("03-09T09:30"):
        await policies.publish(desk.policy_id, standard(name="Theirs"), based_on=1, also_open=False, by=desk.ada)
    async with desk.moment("03-09T09:40"):
        with pytest.raises(Stale):
            await deciding.apply(change_id, also_open=True, by=desk.ada)
    assert (await row_of(desk, change_id)).is_open
    async with desk.moment("03-09T09:40"):
        again = await deciding.compute_again(change_id, by=desk.ada)
    assert (await row_of(desk, again)).typed == {"name_en": ["Standard"], "based_on": ["2"]}
    await applied(desk, again, also_open=False, when="03-09T09:50")


async def test_the_same_change_again_takes_the_place_of_the_draft(desk: Desk) -> None:
    await desk.asks(X)
    first = await proposed(desk, hours(desk))
    second = await proposed(desk, hours(desk, weekdays("09:00", "12:00")))
    assert (await row_of(desk, first)).state == "discarded"
    async with desk.house.unit():
        assert [row.id for row in await change_rows.open_changes()] == [second]


async def test_a_job_that_died_in_the_middle_begins_again(desk: Desk, monkeypatch: Any) -> None:
    for _number in range(3):
        x = await desk.asks("03-02T08:00")
        await desk.replies(x, "03-03T08:00")
        await desk.resolves(x, "03-03T08:01")
    change_id = await proposed(desk, hours(desk, weekdays("09:00", "10:00")))
    monkeypatch.setattr("polydesk.sla.past_promises.BATCH", 1)
    take, taken = simulating.Replay.take, []

    async def dies(self: Any, batch: Any) -> None:
        taken.append(batch.last)
        if len(taken) == 3:
            raise asyncio.CancelledError
        await take(self, batch)

    monkeypatch.setattr(simulating.Replay, "take", dies)
    with travel(moment_of(at(MONDAY))), pytest.raises(asyncio.CancelledError):
        await drain(desk.house.id)
    row = await row_of(desk, change_id)
    assert (row.state, row.done, row.total) == ("simulating", 2, 3)
    row = await computed(desk, change_id)
    assert (row.state, row.done) == ("simulated", 3)
    assert row.result.past is not None
    assert (row.result.past.tickets, row.result.past.newly_kept) == (3, 3)


async def test_two_companies_see_their_own(desk: Desk, globex: Any) -> None:
    await desk.asks(X)
    theirs = await Desk.opens(globex)
    theirs.people["ada"] = theirs.mallory
    await theirs.asks(X)
    mine = await proposed(desk, hours(desk))
    other = await proposed(theirs, PublishHours(theirs.schedule_id, "Support hours", "Europe/Rome", SHORT, based_on=1))
    for held, change_id, foreign in ((desk, mine, other), (theirs, other, mine)):
        row = await computed(held, change_id)
        assert row.result.past is not None
        assert row.result.past.tickets == 1
        async with held.house.unit() as unit:
            assert await unit.fetchval("SELECT count(*) FROM sla_change WHERE id = $1", foreign) == 0
