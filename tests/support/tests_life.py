"""Companies at any point of their life with us: facts for what is pure, rows for what is not, letters that left."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from billing import notifying, problems, settling
from billing.facts import Bill, Card, Facts, PriceChange, Subscription
from billing.life import standing
from billing.noticing import Notice
from billing.occasion import Occasion
from polydesk.kernel import clock, outbox, unit
from polydesk.kernel.ids import new_id
from polydesk.kernel.mail import Letter
from tenants import directory

BEGAN = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
TRIAL_ENDS = BEGAN + 14 * DAY
FAILED = BEGAN + 45 * DAY
TRIAL = Facts(created_at=BEGAN, trial_ends_at=TRIAL_ENDS, people=2)


def a_subscription(**named: Any) -> Subscription:
    usual: dict[str, Any] = {
        "id": "sub_1",
        "status": "active",
        "plan": "team",
        "cycle": "month",
        "currency": "eur",
        "seats": 1,
        "created_at": BEGAN + 3 * DAY,
        "period_start": BEGAN + 3 * DAY,
        "period_end": BEGAN + 34 * DAY,
    }
    return Subscription(**{**usual, **named})


def a_bill(**named: Any) -> Bill:
    usual: dict[str, Any] = {
        "id": "in_1",
        "status": "open",
        "number": "R-1",
        "currency": "eur",
        "remaining": 3900,
        "attempts": 1,
        "issued_at": BEGAN + 34 * DAY,
    }
    return Bill(**{**usual, **named})


def paying(**named: Any) -> Facts:
    return replace(TRIAL, subscriptions=(a_subscription(),), **named)


def owing(**named: Any) -> Facts:
    waits = a_subscription(status="past_due", period_start=BEGAN + 34 * DAY)
    return replace(TRIAL, subscriptions=(waits,), bills=(a_bill(),), **named)


async def on_trial(house: Any, *, language: str = "it") -> None:
    async with unit.platform():
        await unit.execute(
            "UPDATE tenant SET created_at = $2, settled_at = $2, trial_ends_at = $3 WHERE id = $1",
            *(house.id, BEGAN, TRIAL_ENDS),
        )
        await unit.execute(
            """INSERT INTO billing_account (tenant_id, contact_name, contact_email, contact_language, created_at)
               VALUES ($1, 'Chiara', 'bills@acme.example', $3, $2)""",
            *(house.id, BEGAN, language),
        )


async def subscribed(house: Any, stripe_says: str = "active", **bill: Any) -> None:
    """As the mirror writes it."""
    async with unit.platform():
        await unit.execute(
            """INSERT INTO billing_subscription (tenant_id, id, status, plan, cycle, currency, seats, period_start,
                                                 period_end, created_at, synced_at)
               VALUES ($1, 'sub_1', $2, 'team', 'month', 'eur', 1, $3, $4, $3, $3)
               ON CONFLICT (tenant_id, id) DO UPDATE SET status = $2""",
            *(house.id, stripe_says, BEGAN + 14 * DAY, FAILED),
        )
        if bill:
            await unit.execute(
                """INSERT INTO billing_invoice (tenant_id, id, subscription_id, number, status, currency, subtotal, total,
                                                amount_remaining, attempts, problem, issued_at, next_attempt_at, paid_at,
                                                synced_at)
                   VALUES ($1, $2, 'sub_1', 'R-7', $3, 'eur', 5100, 5100, $4, $5, $6, $7, $8, $9, $7)
                   ON CONFLICT (tenant_id, id) DO UPDATE SET status = $3, amount_remaining = $4, attempts = $5, paid_at = $9""",
                *(house.id, f"in_{house.slug}", bill["status"], 0 if bill["status"] == "paid" else 5100),
                *(bill.get("attempts", 1), "insufficient_funds", FAILED, FAILED + 3 * DAY, bill.get("paid_at")),
            )


async def settled(house: Any) -> None:
    async with unit.platform():
        await settling.settle(house.id)
    directory.forget()


async def look(house: Any, at: datetime) -> None:
    """Somebody settles, and what is due runs: the looks ahead too."""
    with clock.travel(at):
        async with unit.platform():
            await settling.settle(house.id)
        await outbox.drain(house.id)


async def letters(house: Any) -> list[tuple[str, str, str]]:
    async with house.unit():
        rows = await unit.fetch("SELECT kind, to_address, language FROM mail WHERE of_platform ORDER BY created_at, id")
    return [tuple(row) for row in rows]  # type: ignore[misc]


def letters_of_life(base_url: str) -> Iterator[Letter]:
    """One of each kind, in the language of the moment, with everything in it that it can say."""
    ends, change = BEGAN + 60 * DAY, PriceChange(new_id(), "team", BEGAN, BEGAN)
    facts = replace(
        owing(),
        comp_plan="team",
        comp_until=ends,
        closes_at=ends,
        price_change=change,
        people=5,
        card=Card("visa", "4242", ends),
    )
    paying_less = replace(facts, subscriptions=(a_subscription(cycle="year", amount=3_000),))
    for problem in (*problems.REASONS, "generic_decline"):
        bill = a_bill(problem=problem, next_attempt_at=ends)
        yield _letter("payment_failed", facts, base_url, bill)
    for kind in notifying.LETTERS:
        yield _letter(kind, paying_less if kind in ("renewal_in", "price_change") else facts, base_url, a_bill())


def _letter(kind: str, facts: Facts, base_url: str, bill: Bill) -> Letter:
    notice, at = Notice(kind, "x", BEGAN, BEGAN + 70 * DAY, bill), BEGAN + 2 * DAY
    return notifying.letter_of(Occasion(notice, facts, standing(facts, at), base_url, at))
