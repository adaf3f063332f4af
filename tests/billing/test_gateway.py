"""The door to Stripe: pinned, loaded late, shut while a transaction is open."""

import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest

from billing import gateway
from billing.gateway import asking, key, stripe
from billing.refusals import CardRefused, StripeAway, StripeRefused
from polydesk.kernel import unit
from polydesk.kernel.actor import SYSTEM, acting_as
from polydesk.kernel.ids import new_id
from polydesk.kernel.outbox import Retry


@pytest.fixture
def twin(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Under another name, since the client is called `stripe`; it asks again at once."""
    from stripe import HTTPClient

    monkeypatch.setattr(HTTPClient, "INITIAL_DELAY", 0)
    monkeypatch.setattr(HTTPClient, "MAX_DELAY", 0)
    return request.getfixturevalue("stripe")


def test_it_speaks_the_version_that_the_sdk_was_made_for() -> None:
    from stripe import api_version

    assert api_version == gateway.API_VERSION


def test_whoever_bills_nobody_loads_no_sdk() -> None:
    code = "import billing.gateway, billing.refusals, sys; print('stripe' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.usefixtures("database")
async def test_it_is_shut_while_a_transaction_is_open() -> None:
    async with unit.platform():
        await unit.fetchval("SELECT 1")
        with pytest.raises(RuntimeError, match="let_go"):
            await stripe().v1.products.list_async()
        async with unit.platform():
            with pytest.raises(RuntimeError, match="let_go"):
                async with asking():
                    pass
        await unit.let_go()
        async with asking():
            pass


async def customer(**named: str) -> Any:
    async with asking():
        return await stripe().v1.customers.create_async({"name": "Acme"}, key(new_id(), **named))


async def test_what_was_done_and_not_heard_of_is_done_once(twin: Any) -> None:
    """The SDK asks again by itself, under the same key."""
    await twin.fail_next("500-after", path="/v1/customers")
    made = await customer()
    await twin.fail_next("drop-after", path="/v1/customers")
    other = await customer()
    assert twin.customers == [made.id, other.id]
    assert [one.type for one in await twin.deliveries("customer.created")] == ["customer.created"] * 2


@pytest.mark.parametrize("kind", ["429", "500", "drop", "500-kept"])
async def test_whoever_asks_reads_that_it_is_away(twin: Any, kind: str) -> None:
    await twin.fail_next(kind, times=9, path="/v1/customers")
    with pytest.raises(StripeAway):
        await customer()


async def test_a_job_comes_again_when_it_is_away(twin: Any) -> None:
    await twin.fail_next("429", times=9, path="/v1/customers")
    with acting_as(SYSTEM), pytest.raises(Retry) as postponed:
        await customer()
    assert timedelta(seconds=30) <= postponed.value.after <= timedelta(minutes=1)


async def test_what_is_not_there_is_said_in_its_own_words(twin: Any) -> None:
    with pytest.raises(StripeRefused) as refused:
        async with asking():
            await stripe().v1.customers.retrieve_async("cus_nobody")
    assert refused.value.is_missing
    assert "cus_nobody" in refused.value.reason
    assert "cus_nobody" not in str(refused.value.message)


async def test_one_key_is_for_one_wish(twin: Any) -> None:
    mine = key(new_id())
    async with asking():
        await twin.call("GET", "/v1/customers")
        await stripe().v1.customers.create_async({"name": "Acme"}, mine)
    with pytest.raises(StripeRefused):
        async with asking():
            await stripe().v1.customers.create_async({"name": "Globex"}, mine)


@pytest.mark.parametrize(
    ("token", "sentence"),
    [
        ("pm_card_visa_chargeDeclinedInsufficientFunds", "not enough money"),
        ("pm_card_visa_chargeDeclinedExpiredCard", "expired"),
        ("pm_card_visa_chargeDeclined", "declined"),
    ],
)
async def test_a_bank_that_says_no_is_told_to_whoever_pays_in_our_words(twin: Any, token: str, sentence: str) -> None:
    made = await customer()
    with pytest.raises(CardRefused, match=sentence):
        async with asking():
            await stripe().v1.payment_methods.attach_async(token, {"customer": made.id})
