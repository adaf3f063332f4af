"""What a company pays for, as the mirror writes it; nobody asks Stripe."""

from datetime import UTC, datetime, timedelta
from typing import Any

from polydesk.kernel import unit
from polydesk.kernel.clock import now


async def subscribes(house: Any, **values: Any) -> None:
    row = {
        "id": f"sub_{house.id.hex}",
        "status": "active",
        "plan": "team",
        "cycle": "month",
        "currency": "jpy",
        "seats": 2,
        "period_start": now() - timedelta(days=3),
        "period_end": now() + timedelta(days=27),
        "created_at": now(),
        "synced_at": now(),
        **values,
    }
    await writes("billing_subscription", house, row)
    async with unit.platform():
        await unit.execute(
            "UPDATE tenant SET status = 'active', status_why = 'subscribed', plan = 'team', entitlements = $2 WHERE id = $1",
            *(house.id, {"seats": 5, "storage_mb": 20_480, "tickets": 2_000, "mails": 10_000}),
        )


async def has_invoice(house: Any, **values: Any) -> None:
    row = {
        "id": f"in_{house.id.hex}",
        "number": "PD-0001",
        "status": "paid",
        "currency": "jpy",
        "subtotal": 10_500,
        "total": 11_550,
        "tax": 1_050,
        "issued_at": datetime(2026, 3, 2, tzinfo=UTC),
        "synced_at": now(),
        **values,
    }
    await writes("billing_invoice", house, row)


async def writes(table: str, house: Any, row: dict[str, Any]) -> None:
    names, places = ", ".join(row), ", ".join(f"${place}" for place in range(2, len(row) + 2))
    sql = f"INSERT INTO {table} (tenant_id, {names}) VALUES ($1, {places})"  # noqa: S608 - our names
    async with unit.platform():
        await unit.execute(sql, house.id, *row.values())
