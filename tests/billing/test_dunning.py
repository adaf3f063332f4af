"""Notices about trials and bills: each once, in the reader's language, and none after it became untrue."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from tests_life import BEGAN, DAY, FAILED, TRIAL_ENDS, a_subscription, letters, look, on_trial, subscribed

from billing import noticing, repricing, story
from billing.facts import Card, Facts, PriceChange
from billing.life import GRACE
from billing.prices_ahead import price_ahead
from polydesk.kernel import clock, outbox, unit
from polydesk.kernel.ids import new_id


def told(facts: Facts, at: datetime) -> list[str]:
    return [notice.kind for notice in noticing.due(facts, at)]


def through(facts: Facts, begin: datetime, days: int) -> list[str]:
    """What leaves when somebody looks every hour."""
    sent: list[str] = []
    for hour in range(days * 24):
        for notice in noticing.due(facts, begin + timedelta(hours=hour)):
            sent.append(notice.kind)
            facts = replace(facts, told=facts.told | {notice.key})
    return sent


def test_a_trial_is_told_three_times_and_anew_when_it_was_extended() -> None:
    facts = Facts(created_at=BEGAN, trial_ends_at=TRIAL_ENDS, people=2)
    assert through(facts, BEGAN, 20) == ["trial_ends_in_3", "trial_ends_in_1", "trial_ended_free"]
    heard = replace(facts, told=frozenset({f"trial_ends_in_3:{TRIAL_ENDS.isoformat()}"}))
    longer = replace(heard, trial_ends_at=TRIAL_ENDS + 7 * DAY, extended_at=BEGAN, people=9)
    assert through(longer, BEGAN, 30) == ["trial_ends_in_3", "trial_ends_in_1", "trial_ended_people"]


def test_after_an_outage_only_what_still_matters_is_told() -> None:
    facts = Facts(created_at=BEGAN, trial_ends_at=TRIAL_ENDS, people=2)
    assert told(facts, TRIAL_ENDS - timedelta(hours=2)) == ["trial_ends_in_1"]
    assert told(facts, TRIAL_ENDS + 8 * DAY) == []


def test_a_card_and_a_year_are_told_in_time() -> None:
    bought = a_subscription(cycle="year", period_end=BEGAN + 300 * DAY)
    card = Card("visa", "4242", datetime(2026, 7, 1, tzinfo=UTC))
    facts = Facts(BEGAN, TRIAL_ENDS, (bought,), card=card)
    assert through(facts, BEGAN, 310) == ["card_expires", "renewal_in_30", "renewal_in_7"]
    leaving = replace(facts, subscriptions=(replace(bought, cancel_at=bought.period_end),))
    assert through(leaving, BEGAN, 310) == []


async def test_a_bill_that_is_not_paid_is_told_step_by_step(acme: Any) -> None:
    await on_trial(acme, language="it")
    await subscribed(acme, "past_due", status="open")
    for hours in range(0, 24 * 16, 12):
        await look(acme, FAILED + timedelta(hours=hours))
    sent = await letters(acme)
    steps = ["payment_failed", "payment_reminder_1", "payment_reminder_2", "payment_reminder_3"]
    steps += ["read_only_tomorrow", "read_only_now"]
    assert [kind for kind, to, _language in sent if to == "bills@acme.example"] == steps
    assert {(to, language) for _kind, to, language in sent} == {("bills@acme.example", "it"), (acme.olga.email, "en")}
    await subscribed(acme, status="paid", paid_at=FAILED + 17 * DAY)
    await look(acme, FAILED + 17 * DAY)
    assert [kind for kind, _to, _language in await letters(acme)][-2:] == ["recovered", "recovered"]
    async with acme.unit():
        moments = [moment.kind for moment in reversed(await story.story_of(acme.id))]
        words = " ".join(row["text"] for row in await unit.fetch("SELECT text FROM mail WHERE language = 'en'"))
    assert moments.count("notice") == 7
    assert "€51.00" in words
    assert "There was not enough money on the account." in words
    assert {*moments[:2]} == {"plan_began", "payment_due"}
    assert [kind for kind in moments[2:] if kind != "notice"] == ["read_only_unpaid", "recovered"]


async def test_more_people_than_seats_are_told_to_who_can_mend_it_and_only_once(acme: Any) -> None:
    await on_trial(acme, language="it")
    await subscribed(acme)
    async with unit.platform():
        await unit.execute("UPDATE billing_subscription SET seats = 0 WHERE tenant_id = $1", acme.id)
    for days in (20, 21, 30):
        await look(acme, BEGAN + days * DAY)
    readers = {("read_only_seats", "bills@acme.example", "it"), ("read_only_seats", acme.olga.email, "en")}
    assert sorted(await letters(acme)) == sorted(readers)
    async with acme.unit():
        text = await unit.fetchval("SELECT text FROM mail WHERE language = 'en'")
        company = await unit.fetchval("SELECT name FROM tenant WHERE id = $1", acme.id)
    for told_there in (company, "/admin/billing/seats", "Agents can read everything", "Your customers notice nothing"):
        assert told_there in text


def test_a_plan_that_ended_with_too_many_people_is_told_and_a_trial_that_did_only_once() -> None:
    ended = a_subscription(status="canceled", ended_at=BEGAN + 40 * DAY)
    crowded = Facts(BEGAN, TRIAL_ENDS, (ended,), people=9)
    assert through(crowded, BEGAN + 40 * DAY, 20) == ["read_only_people"]
    assert through(Facts(BEGAN, TRIAL_ENDS, people=9), TRIAL_ENDS, 20) == ["trial_ended_people"]


async def test_a_notice_leaves_once_also_when_two_want_to_send_it(acme: Any) -> None:
    await on_trial(acme)
    with clock.travel(TRIAL_ENDS - 2 * DAY):
        async with unit.platform():
            for _twice in range(2):
                await outbox.enqueue("billing.notify", tenant=acme.id)
        await asyncio.gather(outbox.drain(acme.id), outbox.drain(acme.id))
    assert [kind for kind, *_reader in await letters(acme)] == ["trial_ends_in_3"] * 2


async def test_what_became_untrue_is_not_sent(acme: Any) -> None:
    await on_trial(acme)
    await subscribed(acme, "past_due", status="open")
    with clock.travel(FAILED):
        async with unit.platform():
            await outbox.enqueue("billing.notify", tenant=acme.id)
        await subscribed(acme, status="paid", paid_at=FAILED)
        await outbox.drain(acme.id)
    assert await letters(acme) == []
    assert through(Facts(BEGAN, TRIAL_ENDS, (a_subscription(),)), BEGAN, int(GRACE / DAY)) == []


def test_another_price_counts_thirty_days_after_it_was_told_at_a_renewal() -> None:
    bought = a_subscription(amount=4_000, period_end=BEGAN + 34 * DAY)
    change = PriceChange(new_id(), "team", BEGAN + 40 * DAY, announced_at=BEGAN + 5 * DAY)
    facts = Facts(BEGAN, TRIAL_ENDS, (bought,), price_change=change)
    ahead = price_ahead(facts, BEGAN + 6 * DAY)
    # The renewals are on 5 April, 5 May, …; a notice that left late moves the date along.
    assert ahead
    assert (ahead.at, ahead.before.amount_minor, ahead.after.amount_minor) == (
        bought.period_end + 30 * DAY,
        4_000,
        5_100,
    )
    assert told(facts, BEGAN + 6 * DAY) == ["price_change"]
    late = replace(change, told_at=BEGAN + 40 * DAY)
    told_late = replace(facts, price_change=late)
    assert price_ahead(told_late, BEGAN + 41 * DAY).at == ahead.at + 31 * DAY  # type: ignore[union-attr]
    assert not repricing.is_due(facts, ahead.at - DAY)
    in_time = replace(facts, price_change=replace(change, told_at=BEGAN + 6 * DAY))
    assert repricing.is_due(in_time, ahead.at - DAY)
    assert not repricing.is_due(in_time, ahead.at - 3 * DAY)


def test_nobody_hears_of_a_price_who_pays_it_or_leaves() -> None:
    change = PriceChange(new_id(), "team", BEGAN + 40 * DAY, announced_at=BEGAN)
    for bought in (
        a_subscription(amount=5_100),
        a_subscription(amount=4_000, cancel_at=BEGAN + 34 * DAY),
        a_subscription(amount=4_000, plan="business"),
        a_subscription(),
    ):
        assert told(Facts(BEGAN, None, (bought,), price_change=change), BEGAN + DAY) == []
