"""Seats and billing together: what a further one costs, and an invitation that leaves by itself once it is paid for."""

from typing import Any

import pytest
from tests_life import BEGAN, DAY, look, on_trial, settled, subscribed

from billing.seat_price import seat_price
from polydesk.kernel import clock, outbox, unit
from tenants import directory

NOW = BEGAN + 20 * DAY


@pytest.fixture
async def on_team(acme: Any) -> Any:
    """Three seats are included and one is bought; four people sit already."""
    await on_trial(acme)
    await subscribed(acme)
    with clock.travel(NOW):
        await settled(acme)
    return acme


async def change(house: Any, sql: str) -> None:
    async with unit.platform():
        await unit.execute(f"UPDATE billing_subscription SET {sql} WHERE tenant_id = $1", house.id)  # noqa: S608


async def invite(house: Any) -> Any:
    form = {"addresses": "ann@new.example", "role": "agent", "language": "en"}
    return await house.ada.post("/admin/invitations", form)


async def invited(house: Any) -> int:
    """How many letters have left."""
    async with house.unit():
        return int(await unit.fetchval("SELECT count(*) FROM mail WHERE kind = 'invitation'"))


async def test_an_invitation_too_many_shows_its_cost_and_leaves_once_the_seat_is_paid_for(on_team: Any) -> None:
    with clock.travel(NOW):
        assert (await invite(on_team)).headers["location"].endswith("said=waits")
        await outbox.drain(on_team.id)
        page = (await on_team.ada.get("/admin/invitations")).text
        assert "A further full seat costs €12.00 a month before tax." in page
        assert "ann@new.example" in (await on_team.olga.get("/admin/billing/seats")).text
        assert await invited(on_team) == 0
    await change(on_team, "seats = 2")
    await look(on_team, NOW)
    assert await invited(on_team) == 1


@pytest.mark.parametrize(
    ("sql", "price"),
    [
        ("cycle = 'year', currency = 'usd'", ("130.00", "USD", "year")),
        ("currency = 'jpy'", ("2000", "JPY", "month")),
        ("status = 'past_due'", None),
        ("plan = 'business'", None),
    ],
)
async def test_a_seat_has_the_price_of_what_is_paid_for_and_none_beside_it(
    on_team: Any, sql: str, price: tuple[str, str, str] | None
) -> None:
    await change(on_team, sql)
    async with on_team.unit():
        found = await seat_price()
    assert (found and (str(found.amount), found.currency, found.cycle)) == price


async def test_on_free_it_is_refused_with_what_to_do(acme: Any) -> None:
    async with unit.platform():
        await unit.execute("""UPDATE tenant SET plan = 'free', entitlements = '{"seats": 2}' WHERE id = $1""", acme.id)
    directory.forget(acme.id)
    refused = await invite(acme)
    assert refused.status_code == 409
    assert "Full seats of your plan: 4 of 2 are taken. Who can change this: Olga." in refused.text
    assert "Light agents and people for billing need no seat." in refused.text
