"""Settling: what the facts say becomes what the desk does, once, whoever asks and how often."""

import asyncio
from datetime import timedelta
from typing import Any

from tests_life import BEGAN, DAY, on_trial

from billing import accounts, settling, story
from billing.life import Standing
from polydesk.kernel import clock, outbox, unit
from tenants import moving_in


async def settle(house: Any) -> Standing:
    async with unit.platform():
        found = await settling.settle(house.id)
    assert found is not None
    return found


async def stands(house: Any) -> tuple[str, str, str]:
    async with unit.platform():
        row = await unit.fetchrow("SELECT status, plan, status_why FROM tenant WHERE id = $1", house.id)
    return tuple(row)  # type: ignore[arg-type]


async def kinds(house: Any) -> list[str]:
    async with house.unit():
        return [moment.kind for moment in reversed(await story.story_of(house.id))]


async def test_it_stands_where_the_facts_say_and_says_so_once(acme: Any) -> None:
    await on_trial(acme)
    with clock.travel(BEGAN):
        await asyncio.gather(*(settle(acme) for _ in range(5)))
        assert await stands(acme) == ("trial", "trial", "trial")
    with clock.travel(BEGAN + 15 * DAY):
        # Four people of acme need a full seat, and Free has two.
        await asyncio.gather(*(settle(acme) for _ in range(5)))
        assert await stands(acme) == ("read_only", "free", "people")
    assert await kinds(acme) == ["trial_began", "read_only_people"]
    async with acme.unit():
        rows = await unit.fetch("SELECT changes FROM audit WHERE action = 'billing.changed'")
    assert [row["changes"] for row in rows] == [{"status": ["trial", "read_only"], "plan": ["trial", "free"]}]


async def test_it_looks_again_when_the_trial_ends(acme: Any) -> None:
    await on_trial(acme)
    with clock.travel(BEGAN):
        await settle(acme)
    with clock.travel(BEGAN + 14 * DAY + timedelta(minutes=1)):
        await outbox.drain(acme.id)
        assert (await stands(acme))[0] == "read_only"


async def test_it_lets_a_suspension_stand_before_it(acme: Any) -> None:
    await on_trial(acme)
    async with unit.platform():
        await unit.execute("UPDATE tenant SET status = 'suspended', status_before = 'trial' WHERE id = $1", acme.id)
    with clock.travel(BEGAN + 15 * DAY):
        await settle(acme)
    async with unit.platform():
        row = await unit.fetchrow("SELECT status, status_before FROM tenant WHERE id = $1", acme.id)
    assert tuple(row) == ("suspended", "read_only")


async def test_a_newcomer_begins_with_a_trial_and_its_owner_hears_of_bills(acme: Any) -> None:
    async with unit.platform():
        await unit.execute("UPDATE tenant SET trial_ends_at = now() + interval '14 days' WHERE id = $1", acme.id)
    async with acme.unit():
        await moving_in.settle_in()
    await outbox.drain(acme.id)
    assert await stands(acme) == ("trial", "trial", "trial")
    assert (await accounts.account_of(acme.id)).contact_email == acme.olga.email
    assert await kinds(acme) == ["trial_began"]


async def test_whoever_was_here_before_there_was_billing_has_a_whole_trial(acme: Any) -> None:
    async with unit.platform():
        await unit.execute("UPDATE tenant SET trial_ends_at = $2 WHERE id = $1", acme.id, BEGAN)
    with clock.travel(BEGAN + 300 * DAY):
        found = await settle(acme)
    assert (found.status, found.next_change_at) == ("trial", BEGAN + 314 * DAY)
