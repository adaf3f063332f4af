"""What was agreed with an organisation: its own policy and hours while it runs, and a reminder before it ends."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from polydesk.customers import organisations
from polydesk.hours.instants import instant_of
from polydesk.kernel import unit
from polydesk.kernel.actor import SYSTEM
from polydesk.kernel.events import reacts_to
from polydesk.sla import contracts, policies, renewals
from polydesk.sla.contract import Terms
from polydesk.sla.events import ContractEnding
from polydesk.sla.facts import facts_for
from polydesk.sla.matching import Matched, match_ticket
from polydesk.sla.policy import Condition, Draft, Target
from polydesk.sla.refusals import BadContract, PolicyInUse

TODAY = datetime.now(UTC).date()
DAY = timedelta(days=1)

endings: list[ContractEnding] = []


@reacts_to(ContractEnding)
async def _note(event: ContractEnding) -> None:
    endings.append(event)


def draft(name: str, *conditions: Condition) -> Draft:
    return Draft({"en": name}, conditions, targets=(Target("first_response", "normal", 3600),))


async def matched(organisation_id: UUID, day: date) -> Matched:
    """For a ticket that comes at noon of this day."""
    at = instant_of(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
    facts = await facts_for(channel="portal", language="en", organisation_id=organisation_id, priority="normal", at=at)
    return await match_ticket(facts, at)


async def test_its_policy_wins_from_the_first_day_to_the_last(acme: Any) -> None:
    async with acme.unit():
        listed = await policies.found(draft("Everybody"), by=SYSTEM)
        own = await policies.found(draft("Agreed"), by=SYSTEM, contract_only=True)
        held = await organisations.found("Hatters")
        terms = Terms("Care", date(2026, 3, 1), date(2026, 3, 31), policy_id=own)
        await contracts.found(held, terms, by=SYSTEM)
        won = [
            (found.version.policy_id if found.version else None)
            for day in (date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 1))
            for found in [await matched(held, day)]
        ]
    assert won == [listed, own, own, listed]


async def test_its_plan_is_what_policies_ask_for(acme: Any) -> None:
    async with acme.unit():
        gold = await policies.found(draft("Gold", Condition("plan", ("gold",))), by=SYSTEM)
        held = await organisations.found("Hatters")
        await contracts.found(held, Terms("Care", date(2026, 1, 1), plan="Gold"), by=SYSTEM)
        found = await matched(held, date(2026, 6, 1))
    assert found.version is not None
    assert found.version.policy_id == gold
    assert found.contract is not None
    assert found.contract.name == "Care"


async def test_a_renewal_takes_over_on_its_first_day(acme: Any) -> None:
    async with acme.unit():
        held = await organisations.found("Hatters")
        await contracts.found(held, Terms("Old", date(2026, 1, 1), date(2026, 6, 30)), by=SYSTEM)
        await contracts.found(held, Terms("New", date(2026, 6, 1)), by=SYSTEM)
        names = [
            found.contract.name
            for day in (date(2026, 5, 31), date(2026, 6, 1), date(2026, 7, 1))
            if (found := await matched(held, day)).contract
        ]
    assert names == ["Old", "New", "New"]


async def test_a_policy_that_is_switched_off_leaves_the_ticket_to_the_list(acme: Any) -> None:
    async with acme.unit():
        own = await policies.found(draft("Agreed"), by=SYSTEM, contract_only=True)
        held = await organisations.found("Hatters")
        await contracts.found(held, Terms("Care", date(2026, 1, 1), policy_id=own), by=SYSTEM)
        await policies.disable(own, by=SYSTEM)
        assert (await matched(held, date(2026, 6, 1))).version is None


async def test_a_policy_that_runs_in_a_contract_is_not_archived(acme: Any) -> None:
    async with acme.unit():
        own = await policies.found(draft("Agreed"), by=SYSTEM, contract_only=True)
        held = await organisations.found("Hatters")
        made = await contracts.found(held, Terms("Care", TODAY - DAY, policy_id=own), by=SYSTEM)
        with pytest.raises(PolicyInUse):
            await policies.archive(own, by=SYSTEM)
        await contracts.archive(await contracts.contract(made), by=SYSTEM)
        await policies.archive(own, by=SYSTEM)
        assert (await policies.policy(own)).is_archived


async def test_it_ends_with_this_day(acme: Any) -> None:
    async with acme.unit():
        held = await organisations.found("Hatters")
        made = await contracts.found(held, Terms("Care", date(2026, 1, 1)), by=SYSTEM)
        await contracts.end(await contracts.contract(made), by=SYSTEM)
        ended = await contracts.contract(made)
        actions = await unit.fetch("SELECT action FROM audit WHERE subject_id = $1 ORDER BY at, id", made)
    assert ended.ends_on is not None
    assert ended.ends_on - TODAY in (timedelta(), DAY)  # in Rome it may be tomorrow already
    assert [row["action"] for row in actions] == ["sla.contract_founded", "sla.contract_ended"]


async def test_it_reminds_once_before_the_last_day_and_again_after_a_renewal(acme: Any) -> None:
    async with acme.unit():
        held = await organisations.found("Hatters")
        made = await contracts.found(held, Terms("Care", TODAY - 300 * DAY, TODAY + 20 * DAY), by=SYSTEM)
        await renewals.remind()
        await renewals.remind()
        once = [event for event in endings if event.contract_id == made]
        present = await contracts.contract(made)
        longer = Terms("Care", TODAY - 300 * DAY, TODAY + 29 * DAY)
        await contracts.change(present, longer, by=SYSTEM)
        await renewals.remind()
    assert once == [ContractEnding(made, held, TODAY + 20 * DAY)]
    assert [event.ends_on for event in endings if event.contract_id == made] == [TODAY + 20 * DAY, TODAY + 29 * DAY]


async def test_it_keeps_quiet_while_the_end_is_far_or_gone(acme: Any) -> None:
    async with acme.unit():
        held = await organisations.found("Hatters")
        far = await contracts.found(held, Terms("Far", TODAY, TODAY + 40 * DAY), by=SYSTEM)
        gone = await contracts.found(held, Terms("Gone", TODAY - 90 * DAY, TODAY - 10 * DAY), by=SYSTEM)
        await renewals.remind()
    assert not [event for event in endings if event.contract_id in (far, gone)]


@pytest.mark.parametrize(
    ("terms", "place"),
    [
        (Terms("", date(2026, 1, 1)), "name"),
        (Terms("Care", date(2026, 1, 2), date(2026, 1, 1)), "ends_on"),
        (Terms("Care", date(2026, 1, 1), remind_days=400), "remind_days"),
        (Terms("Care", date(2026, 1, 1), policy_id=UUID(int=7)), "policy"),
        (Terms("Care", date(2026, 1, 1), schedule_id=UUID(int=7)), "schedule"),
    ],
)
async def test_it_refuses_what_cannot_be_and_says_where(acme: Any, terms: Terms, place: str) -> None:
    async with acme.unit():
        held = await organisations.found("Hatters")
        with pytest.raises(BadContract) as refused:
            await contracts.found(held, terms, by=SYSTEM)
    assert [fault.place for fault in refused.value.faults] == [place]


async def test_the_search_for_reminders_finds_the_company(acme: Any) -> None:
    async with acme.unit():
        held = await organisations.found("Hatters")
        await contracts.found(held, Terms("Care", TODAY - DAY, TODAY + DAY), by=SYSTEM)
    async with unit.platform():
        await renewals.find_tenants()
        asked = await unit.fetchval(
            "SELECT count(*) FROM outbox WHERE tenant_id = $1 AND job = 'sla.remind_contracts'", acme.id
        )
    assert asked == 1


async def test_the_same_terms_twice_are_one_contract(acme: Any) -> None:
    async with acme.unit():
        held = await organisations.found("Hatters")
        made = {await contracts.found(held, Terms("Care", TODAY), by=SYSTEM) for _press in range(2)}
    assert len(made) == 1
