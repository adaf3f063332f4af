"""A key that Stripe refuses: jobs wait, operators read why, and all goes on by itself when it is taken again."""

from datetime import timedelta
from typing import Any

import pytest
from tests_metered import BEGAN, HOUR, Company, at, metered
from tests_operator import operators_browser

from billing import examining, refused_key
from billing.gateway import asking
from billing.gateway import stripe as sdk
from billing.refusals import StripeAway
from polydesk.kernel import clock, outbox, unit

EVENTS = "/v1/billing/meter_events"


@pytest.fixture(autouse=True)
async def _nothing_is_refused(database: None) -> None:
    """Nor was anything in other scenes."""
    async with unit.platform():
        await unit.execute("DELETE FROM billing_refused_call")
    refused_key._remember(known=False)


@pytest.fixture
async def company(acme: Any, stripe: Any) -> Company:
    return await metered(acme, stripe)


async def waiting(company: Company) -> list[Any]:
    async with unit.platform():
        return list(
            await unit.fetch(
                "SELECT state, last_error FROM outbox WHERE tenant_id = $1 AND state = 'pending' AND attempt > 0",
                company.house.id,
            )
        )


async def refused() -> list[tuple[str, int]]:
    async with unit.platform():
        return [(one.call, one.status) for one in await refused_key.refused_calls()]


@pytest.mark.parametrize("status", [401, 403])
async def test_what_is_refused_waits_is_told_and_goes_on_by_itself(company: Company, status: int) -> None:
    moment = await at(company, BEGAN + 2 * HOUR)
    await company.used(5, BEGAN + HOUR)
    await company.stripe.fail_next(str(status), times=99, path=EVENTS)
    for _ in range(3):
        await company.meter(moment)
    with clock.travel(moment):
        assert await refused() == [(f"POST {EVENTS}", status)]
        async with unit.platform():
            (line,) = await examining.refused()
    assert f"Stripe refuses POST {EVENTS} since 2027-03-05 11:30 UTC" in line
    assert {(row["state"], row["last_error"]) for row in await waiting(company)} == {
        ("pending", "Retry: Stripe refuses our key")
    }
    assert await company.told() == 0

    await company.stripe.control("faults", {})
    later = timedelta(minutes=16)
    async with unit.platform():  # jobs go by the database's clock, which does not travel
        sql = "UPDATE outbox SET due = due - $2::interval WHERE tenant_id = $1 AND state = 'pending'"
        await unit.execute(sql, company.house.id, later)
    with clock.travel(moment + later):
        await outbox.drain(company.house.id)
    assert (await company.told(), await waiting(company), await refused()) == (5, [], [])


@pytest.mark.usefixtures("cast")
async def test_operators_read_it_and_whoever_pays_is_asked_to_come_again(product: Any, stripe: Any) -> None:
    await stripe.fail_next("401", times=9, path="/v1/customers")
    with pytest.raises(StripeAway):
        async with asking():
            await sdk().v1.customers.retrieve_async("cus_1A")
    async with operators_browser(product) as operator:
        for page in ("/operator/billing", "/operator/billing/events"):
            shown = (await operator.get(page)).text
            assert "Stripe refuses our key" in shown
            assert "GET /v1/customers/…" in shown
        await stripe.control("faults", {})
        # Any answer tells that the key is taken.
        async with asking():
            await sdk().v1.prices.list_async({"limit": 1})
        assert "Stripe refuses our key" not in (await operator.get("/operator/billing")).text


async def test_a_right_that_is_missing_is_there_once_that_very_call_is_answered(stripe: Any) -> None:
    await stripe.fail_next("403", path="/v1/coupons")
    with pytest.raises(StripeAway):
        async with asking():
            await sdk().v1.coupons.list_async({"limit": 1})
    async with asking():
        await sdk().v1.prices.list_async({"limit": 1})
    assert await refused() == [("GET /v1/coupons", 403)]
    async with asking():
        await sdk().v1.coupons.list_async({"limit": 1})
    assert await refused() == []


async def test_a_call_that_is_never_made_again_is_forgotten(stripe: Any) -> None:
    for path, later in (("coupons", timedelta()), ("prices", refused_key.COUNTS_FOR)):
        await stripe.fail_next("403", path=f"/v1/{path}")
        with clock.travel(BEGAN + later), pytest.raises(StripeAway):
            async with asking():
                await getattr(sdk().v1, path).list_async({"limit": 1})
    async with unit.platform():
        assert [row["call"] for row in await unit.fetch("SELECT call FROM billing_refused_call")] == ["GET /v1/prices"]


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://api.stripe.com/v1/customers/cus_Q1x?expand[]=a", "GET /v1/customers/…"),
        ("http://localhost:1/v1/billing/meters/mtr_1A/event_summaries", "GET /v1/billing/meters/…/event_summaries"),
        ("https://api.stripe.com/v1/tax_ids", "GET /v1/tax_ids"),
    ],
)
def test_a_call_is_named_without_ids(url: str, name: str) -> None:
    assert refused_key.named("get", url) == name
