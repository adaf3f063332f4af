"""Alerts about usage: at 80 and 100 per cent and at the cap, each once in a period, to the contact and the owners."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests_limits import granted, tickets

from billing import alerts
from polydesk.kernel import clock, outbox, unit

MARCH = datetime(2027, 3, 10, 12, tzinfo=UTC)


async def on_plan(house: Any, plan: str, **limits: int) -> None:
    await granted(house, plan, **limits)
    async with unit.platform():
        await unit.execute(
            """INSERT INTO billing_account (tenant_id, contact_name, contact_email, contact_language, created_at)
               VALUES ($1, 'Chiara', 'bills@acme.example', 'it', $2) ON CONFLICT DO NOTHING""",
            *(house.id, MARCH),
        )


async def watched(house: Any, at: datetime = MARCH) -> list[str]:
    """Which alerts went to the contact so far."""
    with clock.travel(at):
        async with house.unit():
            await alerts.watch()
        await outbox.drain(house.id)
    async with house.unit():
        rows = await unit.fetch(
            "SELECT kind FROM mail WHERE kind LIKE 'usage%' AND to_address = 'bills@acme.example' ORDER BY created_at, id"
        )
    return [row["kind"] for row in rows]


async def test_each_leaves_once_in_a_period_and_again_in_the_next(acme: Any) -> None:
    await on_plan(acme, "free", tickets=10)
    await tickets(acme, 7, MARCH)
    assert await watched(acme) == []
    await tickets(acme, 1, MARCH)
    assert await watched(acme) == ["usage_80"]
    assert await watched(acme, MARCH + timedelta(hours=1)) == ["usage_80"]
    await tickets(acme, 3, MARCH)
    assert await watched(acme, MARCH + timedelta(hours=2)) == ["usage_80", "usage_100"]
    april = MARCH + timedelta(days=30)
    await tickets(acme, 9, april)
    assert await watched(acme, april) == ["usage_80", "usage_100", "usage_80"]


async def test_what_was_passed_at_once_is_told_once_in_the_readers_language_and_at_the_bell(acme: Any) -> None:
    await on_plan(acme, "free", tickets=10)
    await tickets(acme, 12, MARCH)
    assert await watched(acme) == ["usage_100"]
    async with acme.unit():
        rows = await unit.fetch("SELECT to_address, language, text, of_platform FROM mail WHERE kind = 'usage_100'")
        bell = await unit.fetch("SELECT member_id FROM notice WHERE kind = 'usage'")
    assert {row["to_address"]: row["language"] for row in rows} == {"bills@acme.example": "it", acme.olga.email: "en"}
    (english,) = [row["text"] for row in rows if row["language"] == "en"]
    assert "agents open no more tickets by hand. Customers can still write to you." in english
    assert all(row["of_platform"] for row in rows)
    assert [row["member_id"] for row in bell] == [acme.olga.id]
    assert "100% of what your plan includes is used" in (await acme.olga.get("/desk/notices?show=company")).text


async def test_an_owners_cap_is_told_when_it_is_reached(acme: Any) -> None:
    await on_plan(acme, "team", tickets=2_000)
    async with unit.platform():
        await unit.execute("UPDATE billing_account SET caps = $2 WHERE tenant_id = $1", acme.id, {"tickets": 3})
        await unit.execute(
            """INSERT INTO billing_subscription (tenant_id, id, status, plan, cycle, currency, period_start, period_end,
                                                 created_at, synced_at)
               VALUES ($1, $2, 'active', 'team', 'month', 'eur', $3, $4, $3, $3)""",
            *(acme.id, f"sub_{acme.id.hex}", MARCH.replace(day=5), MARCH.replace(day=5, month=4)),
        )
    await tickets(acme, 2_002, MARCH)
    assert await watched(acme) == ["usage_100"]
    await tickets(acme, 1, MARCH)
    assert await watched(acme, MARCH + timedelta(hours=1)) == ["usage_100", "usage_cap"]


async def test_two_workers_at_once_send_it_once(acme: Any) -> None:
    import asyncio

    await on_plan(acme, "free", tickets=10)
    await tickets(acme, 9, MARCH)
    assert (await asyncio.gather(*(watched(acme) for _ in range(4))))[-1] == ["usage_80"]


async def test_nobody_hears_of_a_plan_without_limits(acme: Any) -> None:
    await on_plan(acme, "trial")
    await tickets(acme, 30, MARCH)
    assert await watched(acme) == []
