"""What else is looked at before it applies: contracts, the order of policies, withdrawn and corrected hours, files again;
and the limits of looking."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests_changes import MONDAY, X, applied, computed, due, hours, proposed, row_of
from tests_sla import STANDARD, Desk, standard
from tests_watch import HOUR, at, weekdays

from polydesk.customers import organisations
from polydesk.customers.organisation_queries import organisation
from polydesk.hours.instants import moment_of
from polydesk.kernel import unit
from polydesk.kernel.clock import travel
from polydesk.schedules import editing, holidays, importing, reviewing
from polydesk.schedules.changes import CorrectPast, ImportDays, WithdrawHours
from polydesk.schedules.compiling import Content
from polydesk.schedules.ics import IcsDay
from polydesk.sla import change_rows, contracts, deciding, policies, redue
from polydesk.sla.changes import OrderPolicies, PublishPolicy
from polydesk.sla.contract import Terms
from polydesk.sla.contract_changes import EndContract, WriteContract
from polydesk.sla.policy import Condition, Target
from polydesk.sla.refusals import ContractOvertaken
from polydesk.sla.reviewing import MOST_WAITING, TooManyWait
from polydesk.tickets.queries import by_id

QUICK = standard(name="Quick", targets=tuple(replace(one, budget_s=one.budget_s // 2) for one in STANDARD))
MORNINGS = weekdays("09:00", "13:00")


async def company(desk: Desk) -> UUID:
    async with desk.moment("01-05T09:00"):
        made = await organisations.found("Lumen")
        await organisations.set_domains(await organisation(made), ["customers.example"])
        return made


async def quick(desk: Desk) -> UUID:
    """A policy that contracts alone bring."""
    async with desk.moment("01-05T09:00"):
        return await policies.found(QUICK, by=desk.ada, contract_only=True)


async def of_lumen(desk: Desk) -> tuple[UUID, UUID, WriteContract]:
    """Its organisation, an open ticket of it, and the contract that would be written."""
    organisation_id = await company(desk)
    terms = Terms("Gold", date(2026, 3, 1), policy_id=await quick(desk))
    return organisation_id, await desk.asks(X), WriteContract(organisation_id, None, terms, also_open=True)


async def test_a_contract_shows_what_it_moves_before_it_holds(desk: Desk) -> None:
    _organisation, x, change = await of_lumen(desk)
    row = await computed(desk, await proposed(desk, change))
    assert row.result.moves is not None
    assert row.result.moves.counts == {"earlier": 2}
    assert (await due(desk, x)) == "2026-03-10T15:30:00Z"
    await applied(desk, row.id, also_open=True)
    assert (await due(desk, x)) == "2026-03-09T15:30:00Z"


async def test_a_contract_for_new_tickets_only_leaves_open_ones_also_at_its_first_midnight(desk: Desk) -> None:
    organisation_id, x, change = await of_lumen(desk)
    row = await computed(desk, await proposed(desk, change))
    await applied(desk, row.id, also_open=False)
    await desk.drains("03-10T09:00")
    assert (await due(desk, x)) == "2026-03-10T15:30:00Z"
    assert (await due(desk, await desk.asks("03-10T09:00"))) == "2026-03-11T09:00:00Z"
    async with desk.house.unit():
        assert len(await contracts.contracts_of(organisation_id)) == 1


async def test_the_replay_takes_a_contract_as_if_it_had_always_run(desk: Desk) -> None:
    """An answer after three hours was in time, and would have been late by the contract's two."""
    organisation_id = await company(desk)
    terms = Terms("Gold", date(2026, 3, 9), policy_id=await quick(desk))
    x, stranger = await desk.asks("03-05T08:00"), await desk.asks("03-05T08:00", address="eve@elsewhere.example")
    await desk.replies(x, "03-05T11:00")
    await desk.replies(stranger, "03-05T11:00")
    row = await computed(desk, await proposed(desk, WriteContract(organisation_id, None, terms, also_open=True)))
    assert row.result.past is not None
    assert row.result.past.tickets == 1
    assert row.result.past.sums["first_response"].missed_after == 1
    assert row.result.past.newly_missed >= 1


async def test_a_contract_of_nobody_s_tickets_is_written_down_at_once(desk: Desk) -> None:
    await desk.asks(X, address="eve@elsewhere.example")
    change = WriteContract(await company(desk), None, Terms("Gold", date(2026, 3, 1), policy_id=await quick(desk)))
    async with desk.moment(MONDAY):
        assert await reviewing.carry_out(change, by=desk.ada) is None


async def test_the_end_of_a_contract_is_looked_at(desk: Desk) -> None:
    organisation_id, _x, change = await of_lumen(desk)
    async with desk.moment("03-01T09:00"):
        contract_id = await contracts.found(organisation_id, change.terms, by=desk.ada)
    await desk.asks("03-09T08:00")
    async with desk.moment(MONDAY):
        there = await reviewing.carry_out(EndContract(organisation_id, contract_id, also_open=True), by=desk.ada)
    assert there is not None


async def test_somebody_changed_the_contract_meanwhile(desk: Desk) -> None:
    organisation_id, _x, change = await of_lumen(desk)
    async with desk.moment("03-01T09:00"):
        contract_id = await contracts.found(organisation_id, Terms("Gold", date(2026, 3, 1)), by=desk.ada)
    seen = Terms("Gold", date(2026, 3, 1))
    row_id = await proposed(desk, WriteContract(organisation_id, contract_id, change.terms, seen, also_open=True))
    async with desk.moment(MONDAY):
        held = await contracts.contract(contract_id)
        await contracts.change(held, Terms("Silver", date(2026, 3, 1)), by=desk.alice)
        with pytest.raises(ContractOvertaken):
            await deciding.apply(row_id, also_open=True, by=desk.ada)
        again = await deciding.compute_again(row_id, by=desk.ada)
        await deciding.apply(again, also_open=True, by=desk.ada)
        assert (await contracts.contract(contract_id)).name == "Gold"


async def by_mail_first(desk: Desk) -> tuple[OrderPolicies, UUID]:
    """A second policy, behind the one that takes everything; and the change that puts it first."""
    mail = replace(QUICK, conditions=(Condition("channel", ("mail",)),))
    async with desk.moment("01-06T09:00"):
        second = await policies.found(mail, by=desk.ada)
    return OrderPolicies((second, desk.policy_id)), second


async def test_another_order_says_which_open_tickets_it_concerns(desk: Desk) -> None:
    change, second = await by_mail_first(desk)
    x, other = await desk.asks(X, channel="mail"), await desk.asks(X)
    row = await computed(desk, await proposed(desk, change))
    assert row.result.moves is not None
    assert row.result.moves.counts == {"earlier": 2}
    await applied(desk, row.id, also_open=True)
    assert (await desk.timer(x, "resolution")).policy_id == second
    assert (await desk.timer(other, "resolution")).policy_id == desk.policy_id


async def test_another_order_for_new_tickets_only(desk: Desk) -> None:
    change, second = await by_mail_first(desk)
    x = await desk.asks(X, channel="mail")
    await applied(desk, await proposed(desk, change), also_open=False)
    assert (await desk.timer(x, "resolution")).policy_id == desk.policy_id
    assert (await desk.timer(await desk.asks("03-09T10:00", channel="mail"), "resolution")).policy_id == second


async def test_an_order_that_no_ticket_feels_applies_at_once(desk: Desk) -> None:
    change, second = await by_mail_first(desk)
    await desk.asks(X)
    async with desk.moment(MONDAY):
        assert await reviewing.carry_out(change, by=desk.ada) is None
        assert [row.id for row in await policies.in_order()] == [second, desk.policy_id]


async def test_hours_that_are_withdrawn_are_looked_at(desk: Desk) -> None:
    async with desk.moment("03-05T09:00"):
        no = await editing.publish(
            desk.schedule_id,
            Content("Europe/Rome", MORNINGS),
            based_on=1,
            by=desk.ada,
            valid_from=moment_of(at("03-09T00:00")),
        )
    x = await desk.asks(X)
    late = await due(desk, x)
    async with desk.moment("03-06T16:00"):
        there = await reviewing.carry_out(WithdrawHours(desk.schedule_id, no), by=desk.ada)
    assert there is not None
    row = await row_of(desk, UUID(there.rpartition("/")[2]))
    assert row.result.moves is not None
    assert set(row.result.moves.counts) == {"earlier"}
    await applied(desk, row.id, also_open=True, when="03-06T16:00")
    assert (await due(desk, x)) == "2026-03-10T15:30:00Z"
    assert late > "2026-03-10T15:30:00Z"


async def test_a_correction_of_the_past_says_which_misses_are_none(desk: Desk) -> None:
    """By hours that were closed on Monday morning the first answer was not due yet."""
    x = await desk.asks("03-06T13:00")
    await desk.sweeps("03-09T09:30")
    assert (await desk.timer(x, "first_response")).breached_at == "2026-03-09T09:00:00Z"
    weekly = {**weekdays(), "mon": [["13:00", "17:00"]]}
    change = CorrectPast.of(
        desk.schedule_id, Content("Europe/Rome", weekly), since=moment_of(at("03-08T00:00")), note="Nobody was in."
    )
    row = await computed(desk, await proposed(desk, change, when="03-09T10:00"), when="03-09T10:00")
    assert row.result.moves is not None
    assert row.result.moves.counts.get("kept") == 1
    await applied(desk, row.id, also_open=True, when="03-09T10:00")
    assert (await desk.timer(x, "first_response")).breached_at is None


async def test_a_file_brought_up_to_date_is_looked_at_where_its_calendar_is_in_use(desk: Desk) -> None:
    async with desk.moment("03-01T09:00"):
        calendar_id = await importing.import_calendar(
            "Works", [IcsDay(date(2026, 5, 4), "Move", "closed")], by=desk.ada
        )
        content = Content("Europe/Rome", weekdays(), (calendar_id,))
        await editing.publish(desk.schedule_id, content, based_on=1, by=desk.ada)
    x = await desk.asks(X)
    days = (
        IcsDay(date(2026, 3, 10), "Move", "closed"),
        IcsDay(date(2026, 3, 11), "Half", "partial", (("09:00", "12:00"),)),
    )
    row = await computed(desk, await proposed(desk, ImportDays(calendar_id, "Works", days)))
    assert row.result.moves is not None
    assert row.result.moves.counts["later"] >= 1
    async with desk.house.unit():
        assert [day.date.month for day in (await holidays.calendar(calendar_id)).days] == [5]
    await applied(desk, row.id, also_open=True)
    assert (await due(desk, x)) > "2026-03-11"


async def test_what_was_decided_still_says_what_it_was(desk: Desk, acme: Any) -> None:
    await desk.asks(X)
    change_id = await proposed(desk, hours(desk))
    before = (await acme.olga.get(f"/admin/changes/{change_id}")).text
    await applied(desk, change_id, also_open=False)
    after = (await acme.olga.get(f"/admin/changes/{change_id}")).text
    assert "What it changed" in after
    assert "applied it to new tickets only" in after
    lines = [line for line in before.splitlines() if "Monday:" in line]
    assert lines
    assert all(line.split("Monday:", 1)[1][:30] in after for line in lines)
    async with desk.house.unit() as held:
        changes = await held.fetchval("SELECT changes FROM audit WHERE action = 'sla.change_applied'")
    assert changes["what"] == [None, "New hours for “Support hours”"]


async def test_of_one_person_one_change_is_computed_at_a_time(desk: Desk) -> None:
    await desk.asks(X, channel="mail")
    first = await proposed(desk, hours(desk))
    second = await proposed(desk, (await by_mail_first(desk))[0])
    async with desk.moment(MONDAY):
        await change_rows.begin(first, 1)
        assert await change_rows.wait_for_turn(await change_rows.change_row(second))
        assert not await change_rows.wait_for_turn(await change_rows.change_row(first))
    async with desk.moment("03-09T09:04"):  # the first was not heard of for too long
        assert not await change_rows.wait_for_turn(await change_rows.change_row(second))
    await desk.drains(MONDAY)
    await desk.drains("03-09T09:01")
    assert {(await row_of(desk, one)).state for one in (first, second)} == {"simulated"}


async def test_a_computation_that_was_not_heard_of_says_that_it_stopped(desk: Desk, acme: Any) -> None:
    await desk.asks(X)
    change_id = await proposed(desk, hours(desk))
    with travel(moment_of(at("03-09T09:10"))):
        page = (await acme.olga.get(f"/admin/changes/{change_id}")).text
        assert "The computation has stopped" in page
        assert "every 1s" not in page
        assert "the computation has stopped" in (await acme.olga.get("/admin/changes")).text
        again = (await acme.olga.post(f"/admin/changes/{change_id}/renewal")).headers["location"]
    row = await computed(desk, UUID(again.rpartition("/")[2]), when="03-09T09:10")
    assert row.state == "simulated"


async def test_nobody_lets_any_number_of_changes_wait(desk: Desk) -> None:
    await desk.asks(X)
    async with desk.moment(MONDAY):
        for number in range(MOST_WAITING):
            draft = standard(targets=(Target("resolution", "normal", (number + 1) * HOUR),), name=f"No. {number}")
            change, result = PublishPolicy(policy_id=None, draft=draft), change_rows.Result()
            await change_rows.keep(change, typed=None, numbers={}, result=result, by=desk.ada)
        with pytest.raises(TooManyWait):
            await reviewing.carry_out(hours(desk), by=desk.ada)
        assert await change_rows.how_many_wait_of(desk.ada) == MOST_WAITING
        assert await reviewing.carry_out(hours(desk), by=desk.alice) is not None


async def test_a_ticket_that_fails_holds_up_no_other_on_the_way_of_an_edit(desk: Desk, monkeypatch: Any) -> None:
    good, bad = await desk.asks(X), await desk.asks(X)
    real = redue.catch_up

    async def fails(cases: Any) -> None:
        if any(case.ticket.id == bad for case in cases):
            raise RuntimeError("broken")
        await real(cases)

    monkeypatch.setattr(redue, "catch_up", fails)
    async with desk.moment(MONDAY):
        await editing.publish(desk.schedule_id, Content("Europe/Rome", MORNINGS), based_on=1, by=desk.ada)
    async with desk.moment(MONDAY):
        assert await redue.follow_hours(desk.schedule_id) == redue.Round(done=1, failed=1)
        assert await redue.follow_hours(desk.schedule_id) == redue.Round(done=0, failed=1)
    assert (await due(desk, good)) > (await due(desk, bad))
    monkeypatch.undo()
    await desk.drains(MONDAY)
    assert (await due(desk, good)) == (await due(desk, bad))


async def test_following_waits_for_tickets_in_the_order_of_merging(desk: Desk) -> None:
    """One holds the first of two tickets and wants the second; the follower must not hold the second meanwhile."""
    first, second = sorted([await desk.asks(X), await desk.asks(X)])

    async def follows() -> None:
        async with desk.moment(MONDAY):
            await redue.pin(desk.schedule_id)
            await redue.follow_tickets(None)

    async with unit.tenant(desk.house.id):
        held = await by_id(first)
        await unit.fetch("SELECT FROM ticket WHERE id = $1 FOR UPDATE", held.id)
        follower = asyncio.create_task(follows())
        async with asyncio.timeout(60):
            while not await unit.fetchval(_IS_WAITED_FOR):  # noqa: ASYNC110 - there is no event to wait for
                await asyncio.sleep(0.01)
        await unit.fetch("SELECT FROM ticket WHERE id = $1 FOR UPDATE", second)
    await asyncio.wait_for(follower, 60)


# Not of pg_stat_activity, which a transaction sees as it was at its first look: before somebody else had connected.
_IS_WAITED_FOR = """
SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))
"""
