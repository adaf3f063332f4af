"""A company that pays and is metered: what it used, what its hourly job did, what Stripe has added up."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests_limits import granted, tickets

from billing.gateway import stripe as sdk
from polydesk.kernel import clock, outbox, unit

HOUR = timedelta(hours=1)
BEGAN = datetime(2027, 3, 5, 9, 30, 20, tzinfo=UTC)
ENDS = BEGAN.replace(month=4)


class Company:
    """Acme on Team since BEGAN, with a customer at Stripe."""

    def __init__(self, house: Any, stripe: Any, customer: str) -> None:
        self.house, self.stripe, self.customer = house, stripe, customer
        self.subscription = f"sub_{house.id.hex}"

    async def used(self, number: int, at: datetime) -> None:
        await tickets(self.house, number, at)

    async def meter(self, at: datetime, *, strict: bool = True) -> None:
        """An hour's job, as the clock enqueues it."""
        with clock.travel(at):
            async with self.house.unit():
                await outbox.enqueue("billing.meter")
            await outbox.drain(self.house.id, strict=strict)

    async def told(self, start: datetime = BEGAN, end: datetime = ENDS + HOUR) -> int:
        """What Stripe has added up."""
        whole = [int(at.replace(second=0).timestamp()) for at in (start, end)]
        meters = await self.stripe.call("GET", "/v1/billing/meters?status=active")
        (meter,) = [one["id"] for one in meters["data"] if one["event_name"] == "polydesk_tickets"]
        asked = f"customer={self.customer}&start_time={whole[0]}&end_time={whole[1]}"
        found = await self.stripe.call("GET", f"/v1/billing/meters/{meter}/event_summaries?{asked}")
        return int(sum(one["aggregated_value"] for one in found["data"]))

    async def rows(self) -> list[Any]:
        async with self.house.unit():
            return list(
                await unit.fetch("SELECT * FROM billing_meter_report WHERE meter = 'tickets' ORDER BY made_at, id")
            )

    async def becomes(self, start: datetime, end: datetime) -> None:
        """What the mirror writes when the next period has begun."""
        async with unit.platform():
            await unit.execute(
                "UPDATE billing_subscription SET period_start = $2, period_end = $3 WHERE id = $1",
                *(self.subscription, start, end),
            )


async def metered(acme: Any, stripe: Any) -> Company:
    """On Team since BEGAN."""
    with clock.travel(BEGAN):
        customer = await sdk().v1.customers.create_async({"name": "Acme"})
    made = Company(acme, stripe, customer.id)
    await granted(acme, "team", tickets=2_000)
    async with unit.platform():
        await unit.execute(
            "INSERT INTO billing_account (tenant_id, customer_id, created_at) VALUES ($1, $2, $3)",
            *(acme.id, customer.id, BEGAN),
        )
        await unit.execute(
            """INSERT INTO billing_subscription (tenant_id, id, status, plan, cycle, currency, period_start, period_end,
                                                 created_at, synced_at)
               VALUES ($1, $2, 'active', 'team', 'month', 'eur', $3, $4, $3, $3)""",
            *(acme.id, made.subscription, BEGAN, ENDS),
        )
    return made


async def at(company: Company, moment: datetime) -> datetime:
    """Stripe's clock and ours."""
    await company.stripe.advance(to=moment)
    return moment
