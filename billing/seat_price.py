"""What one further full seat costs a company: told to whoever invites somebody while no seat is free."""

from billing import plans, queries
from tenants import here
from tenants.entitlements import SeatPrice

PAGE = "/admin/billing/seats"


async def seat_price() -> SeatPrice | None:
    """In the tenant's unit; None where none can be bought: without a paid subscription, or beside a plan as a present."""
    held = await queries.subscription()
    if held is None or not held.is_paid_for or held.plan != (await here.visit()).plan:
        return None
    price = plans.price(held.plan, held.cycle, held.currency, "seat")
    return SeatPrice(price.major, held.currency.upper(), held.cycle, PAGE) if price else None
