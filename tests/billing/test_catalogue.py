"""`polydesk billing sync`: Stripe sells what our plans say; a second run changes nothing, a new price leaves old buyers theirs."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from tests_paying import known, said

from billing import catalogue, console, mirror, plans
from billing.syncing import Sync
from polydesk.kernel.settings import settings

KEY = plans.lookup_key("team", "month", "eur", "base")


async def synced(**named: Any) -> Sync:
    work = Sync(**named)
    await work.run()
    return work


async def test_it_changes_nothing_a_second_time_and_says_which_events_the_webhook_needs(stripe: Any) -> None:
    await synced()  # others may have sold what we do not
    again = await synced()
    assert again.told == []
    assert "  invoice.paid" in again.hints


async def test_every_price_is_found_by_its_key(stripe: Any) -> None:
    keys = [
        plans.lookup_key(plan.name, cycle, currency, part)
        for plan in plans.PAID
        for cycle in plans.CYCLES
        for currency in plans.CURRENCIES
        for part in plans.PARTS
    ]
    assert len(await catalogue.price_ids(keys)) == 64
    assert await catalogue.price_ids(["polydesk_nothing"]) == {}
    assert await catalogue.portal_configuration()


@pytest.fixture
async def dearer(stripe: Any, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """A price goes up; afterwards it is again what it was."""
    with monkeypatch.context() as patch:
        dear = replace(plans.TEAM, months={**plans.TEAM.months, "eur": 4_500})
        patch.setitem(plans.PLANS, "team", dear)
        patch.setattr(catalogue, "PAID", (dear, *plans.PAID[1:]))
        yield
    await synced()


async def test_a_dearer_price_takes_the_key_and_who_bought_before_keeps_theirs(
    acme: Any, stripe: Any, dearer: None
) -> None:
    before = (await catalogue.price_ids([KEY]))[KEY]
    made = await known(acme, stripe)
    tried = await synced(dry=True)
    assert (await catalogue.price_ids([KEY]))[KEY] == before
    done = await synced()
    assert done.told == tried.told
    assert f"~ price {KEY}: 3900 eur → 4500 eur" in done.told
    assert f"- price {before}: sold no more" in done.told
    after = (await catalogue.price_ids([KEY]))[KEY]
    assert after != before
    assert (await stripe.call("GET", f"/v1/prices/{before}"))["active"] is False
    assert (await synced()).told == []
    await mirror.fetch_and_write(subscription_id=made.subscription)
    assert (await said(acme))["tenant"]["plan"] == "team"


async def test_what_is_withdrawn_cannot_be_bought_and_stays_with_whoever_has_it(
    acme: Any, stripe: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    await synced()  # others may have sold what we do not
    made = await known(acme, stripe, plan="business")
    gone = replace(plans.BUSINESS, is_sold=False)
    try:
        with monkeypatch.context() as patch:
            patch.setitem(plans.PLANS, "business", gone)
            patch.setattr(catalogue, "PAID", (plans.TEAM, gone))
            patch.setattr(catalogue, "CURRENCIES", ("eur", "usd", "gbp"))
            done = await synced()
            assert len(done.told) == 32 + 8
            assert await catalogue.price_ids([plans.lookup_key("business", "month", "eur", "base")]) == {}
            assert await catalogue.price_ids([plans.lookup_key("team", "month", "jpy", "base")]) == {}
            await mirror.fetch_and_write(subscription_id=made.subscription)
            rows = await said(acme)
            assert (rows["tenant"]["plan"], rows["billing_subscription"][0]["plan"]) == ("business", "business")
    finally:
        await synced()
    assert len(await catalogue.price_ids([KEY, plans.lookup_key("business", "month", "eur", "base")])) == 2


async def test_the_command_prints_each_change_and_says_when_there_is_none(
    stripe: Any, dearer: None, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = []
    for dry in (True, False, False):
        assert await asyncio.to_thread(console.sync, dry=dry) == 0
        printed.append(capsys.readouterr().out)
    tried, done, again = printed
    for told in (tried, done):
        assert f"~ price {KEY}: 3900 eur → 4500 eur\n" in told
    assert tried.splitlines()[-1].endswith("changes; nothing was done.")
    assert done.splitlines()[-1].endswith("changes done.")
    assert again.splitlines()[-1] == "Stripe sells what our plans say; nothing to change."


def test_it_says_in_words_that_the_key_is_wrong(stripe_process: str, monkeypatch: Any, capsys: Any) -> None:
    settings.cache_clear()
    monkeypatch.setenv("STRIPE_SECRET_KEY", "sk_live_revoked")
    try:
        assert console.sync(dry=True) == 1
    finally:
        monkeypatch.undo()
        settings.cache_clear()
    assert "does not accept STRIPE_SECRET_KEY" in capsys.readouterr().err
