"""Metering: whatever is killed, repeated, late or corrected, the sum at Stripe is the count."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests_metered import BEGAN, ENDS, HOUR, Company, at, metered

from billing import meter_periods, metering
from billing.gateway import stripe as sdk
from polydesk.kernel import clock, outbox, unit
from polydesk.kernel.ids import new_id


class Killed(BaseException):
    """The process is gone: nothing is written any more."""


@pytest.fixture
async def company(acme: Any, stripe: Any) -> Company:
    return await metered(acme, stripe)


async def test_each_run_tells_what_came_since_and_repeats_tell_nothing(company: Company) -> None:
    first = await at(company, BEGAN + 2 * HOUR)
    await company.used(3, BEGAN + HOUR)
    await company.used(9, BEGAN - HOUR)
    for _ in range(3):
        await company.meter(first)
    assert (await company.told(), len(await company.rows())) == (3, 1)
    await company.used(4, first)
    await company.meter(await at(company, first + HOUR))
    assert (await company.told(), [row["quantity"] for row in await company.rows()]) == (7, [3, 4])


@pytest.mark.parametrize("where", ["before the call", "after the call"])
async def test_a_worker_killed_around_the_call_leaves_the_sum_as_it_is(
    company: Company, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    moment = await at(company, BEGAN + 2 * HOUR)
    await company.used(5, BEGAN + HOUR)

    async def killed(*_args: Any, **_named: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(*((metering, "_send") if where == "before the call" else (meter_periods, "mark")), killed)
        with pytest.raises(Killed):
            await company.meter(moment)
    assert await company.told() == (0 if where == "before the call" else 5)
    for hour in (1, 2):
        await company.meter(await at(company, moment + hour * HOUR))
    assert await company.told() == 5
    assert [row["sent_at"] is not None for row in await company.rows()] == [True]


@pytest.mark.parametrize("arrived", [True, False])
async def test_what_lay_for_days_is_looked_up_before_it_is_sent(
    company: Company, monkeypatch: pytest.MonkeyPatch, arrived: bool
) -> None:
    """Stripe has forgotten the identifier by then, and would take it twice."""
    moment = await at(company, BEGAN + 2 * HOUR)
    await company.used(5, BEGAN + HOUR)
    await company.meter(moment)
    async with company.house.unit():
        if not arrived:
            await unit.execute("UPDATE billing_meter_report SET at = at - interval '1 minute', id = $1", new_id())
        await unit.execute("UPDATE billing_meter_report SET sent_at = NULL")
    before = await company.told()
    sent: list[Any] = []
    service = type(sdk().v1.billing.meter_events)
    original = service.create_async

    async def counted(*args: Any, **named: Any) -> Any:
        sent.append(args)
        return await original(*args, **named)

    monkeypatch.setattr(service, "create_async", counted)
    await company.meter(await at(company, moment + timedelta(days=3)))
    assert (len(sent), await company.told()) == ((0, before) if arrived else (1, before + 5))


async def test_the_end_of_a_period_is_told_before_its_invoice_and_the_next_begins_at_nothing(company: Company) -> None:
    await company.used(4, BEGAN + HOUR)
    await company.meter(await at(company, BEGAN + 2 * HOUR))
    await company.used(2, ENDS - timedelta(seconds=5))
    await company.used(6, ENDS + timedelta(seconds=5))
    await company.becomes(ENDS, ENDS.replace(month=5))
    await company.stripe.advance(to=ENDS + timedelta(minutes=21))
    with clock.travel(ENDS + timedelta(minutes=21)):
        await outbox.drain(company.house.id)
    ended, begun = [row for row in await company.rows() if row["made_at"] > ENDS]
    assert (ended["quantity"], ended["at"] < ENDS, begun["quantity"], begun["at"] >= ENDS) == (2, True, 6, True)
    assert await company.told() == 12


async def test_nothing_above_the_cap_is_charged_and_a_lower_cap_takes_nothing_back(company: Company) -> None:
    async with unit.platform():
        await unit.execute(
            """UPDATE billing_account SET caps = '{"tickets": 3}' WHERE customer_id = $1""", company.customer
        )
    await company.used(2_010, BEGAN + HOUR)
    await company.meter(await at(company, BEGAN + 2 * HOUR))
    assert await company.told() == 2_003
    async with unit.platform():
        await unit.execute(
            "UPDATE billing_account SET caps = '{\"tickets\": 0}' WHERE customer_id = $1", company.customer
        )
    await company.meter(await at(company, BEGAN + 3 * HOUR))
    assert await company.told() == 2_003


async def test_while_stripe_is_away_nothing_is_lost_and_nothing_comes_twice(company: Company) -> None:
    moment = await at(company, BEGAN + 2 * HOUR)
    await company.used(5, BEGAN + HOUR)
    for kind in ("500", "500-after", "drop-after"):
        await company.stripe.fail_next(kind, times=20, path="/v1/billing/meter_events")
        await company.meter(moment, strict=False)
        await company.stripe.control("faults", {})
        moment = await at(company, moment + HOUR)
        await company.used(1, moment)
    await company.meter(await at(company, moment + HOUR))
    assert await company.told() == 8


async def test_two_workers_at_once_tell_it_once(company: Company) -> None:
    moment = await at(company, BEGAN + 2 * HOUR)
    await company.used(5, BEGAN + HOUR)
    await asyncio.gather(*(company.meter(moment, strict=False) for _ in range(4)))
    await company.meter(await at(company, moment + HOUR))
    assert (await company.told(), len(await company.rows())) == (5, 1)


async def test_the_invoice_of_a_period_charges_what_was_used_until_its_last_second(company: Company) -> None:
    """Reported after the draft, before it is final; what came after the end is on the next one."""
    stripe, start = company.stripe, await company.stripe.now(company.customer)
    await stripe.set_card(company.customer)
    found = await stripe.call(
        "GET", "/v1/prices?lookup_keys[0]=polydesk_team_month_eur_base&lookup_keys[1]=polydesk_team_month_eur_tickets"
    )
    asked = {f"items[{at}][price]": price["id"] for at, price in enumerate(found["data"])}
    made = await stripe.call("POST", "/v1/subscriptions", {"customer": company.customer, **asked})
    end = datetime.fromtimestamp(made["items"]["data"][0]["current_period_end"], UTC)
    await company.becomes(start, end)
    await company.used(2_100, start + HOUR)
    await company.meter(await at(company, start + 2 * HOUR))
    await company.used(50, end - timedelta(seconds=2))
    await company.used(7, end + timedelta(seconds=2))
    await company.becomes(end, end + timedelta(days=31))
    closing = await at(company, end + timedelta(minutes=21))
    with clock.travel(closing):
        await outbox.drain(company.house.id)
    await at(company, end + 3 * HOUR)
    invoices = (await stripe.call("GET", f"/v1/invoices?subscription={made['id']}"))["data"]
    (renewal,) = [one for one in invoices if one["billing_reason"] == "subscription_cycle"]
    # 150 tickets beyond 2,000 at two cents, and Team for the next month.
    assert (renewal["status"], renewal["subtotal"]) == ("paid", 3_900 + 300)
