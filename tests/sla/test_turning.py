"""A day comes on which a contract begins or ends, and open tickets follow without anybody's edit."""

from datetime import date
from typing import Any

from tests_sla import Desk, standard

from polydesk.customers import organisations
from polydesk.kernel import outbox
from polydesk.kernel.ids import new_id
from polydesk.schedules.usage import uses_of
from polydesk.sla import contracts, policies, turning
from polydesk.sla.contract import Terms
from polydesk.sla.policy import Target
from polydesk.tickets import changing

GOLD = (Target("resolution", "normal", 2 * 3600),)


async def agreed(desk: Desk, *, starts_on: date, ends_on: date | None = None) -> Any:
    """An organisation with a contract that promises a resolution in two hours."""
    async with desk.moment("03-01T08:00"):
        organisation = await organisations.found(f"Hooli {new_id()}")
        policy_id = await policies.found(standard(targets=GOLD, name="Gold"), by=desk.agent, contract_only=True)
        terms = Terms("Care", starts_on, ends_on, policy_id=policy_id, schedule_id=desk.schedule_id)
        await contracts.found(organisation, terms, by=desk.agent)
    return organisation


async def turn(desk: Desk, when: str) -> None:
    async with desk.moment(when):
        await turning.turn()
    async with desk.moment(when):
        await outbox.drain(desk.house.id)


async def test_the_contract_that_begins_today_counts_from_today(desk: Desk) -> None:
    organisation = await agreed(desk, starts_on=date(2026, 3, 10))
    x = await desk.asks("03-09T08:00")
    await desk.does(x, "03-09T08:00", changing.set_organisation, to=organisation)
    await turn(desk, "03-09T12:00")
    assert (await desk.timer(x, "resolution")).budget_s == 16 * 3600
    await turn(desk, "03-10T00:30")
    assert (await desk.timer(x, "resolution")).budget_s == 2 * 3600


async def test_the_contract_that_ended_yesterday_counts_no_more(desk: Desk) -> None:
    organisation = await agreed(desk, starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 9))
    x = await desk.asks("03-09T15:30")
    await desk.does(x, "03-09T15:30", changing.set_organisation, to=organisation)
    assert (await desk.timer(x, "resolution")).budget_s == 2 * 3600
    await turn(desk, "03-12T08:00")
    assert (await desk.timer(x, "resolution")).budget_s == 16 * 3600


async def test_a_turn_is_followed_once(desk: Desk) -> None:
    await agreed(desk, starts_on=date(2026, 3, 10))
    async with desk.moment("03-10T08:00"):
        await turning.turn()
    async with desk.moment("03-10T09:00"):
        assert await _announced(turning.turn) == 0


async def test_a_schedule_names_what_goes_by_it(desk: Desk) -> None:
    await agreed(desk, starts_on=date(2026, 3, 1), ends_on=date(2100, 1, 1))
    async with desk.moment("03-10T08:00"):
        assert [use.name for use in await uses_of(desk.schedule_id)] == ["Care"]


async def _announced(verb: Any) -> int:
    from polydesk.kernel import unit

    before = await unit.fetchval("SELECT count(*) FROM outbox")
    await verb()
    return int(await unit.fetchval("SELECT count(*) FROM outbox")) - before
