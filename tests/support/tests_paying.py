"""A company that pays: made at Stripe past our pages, for scenes about what becomes of it afterwards."""

from dataclasses import dataclass
from typing import Any

from billing import accounts, catalogue, mirror, plans
from billing.gateway import asking, stripe
from polydesk.kernel import unit


@dataclass
class Paying:
    """Ids at Stripe. `items` by part: base, seat, tickets, mails."""

    customer: str
    subscription: str
    items: dict[str, str]


async def customer_of(
    house: Any, line: Any, *, card: str = "pm_card_visa", metadata: dict[str, str] | None = None
) -> str:
    """A customer with a card; our rows know them."""
    said = {"name": "Acme", "email": f"bills@{house.slug}.example", "preferred_locales": ["en"]}
    address = {"country": "DE", "postal_code": "10115", "city": "Berlin", "line1": "Allee 1"}
    async with asking():
        made = await stripe().v1.customers.create_async(
            {**said, "address": address, "metadata": metadata or {"tenant_id": str(house.id)}}  # type: ignore[typeddict-item]
        )
    await line.set_card(made.id, card)
    async with unit.platform():
        await accounts.know_customer(house.id, made.id)
    return str(made.id)


async def subscribe(
    house: Any,
    line: Any,
    *,
    plan: str = "team",
    cycle: str = "month",
    seats: int = 0,
    customer: str = "",
    metadata: dict[str, str] | None = None,
) -> Paying:
    """Paid at once by a card that succeeds; nothing of it is in our rows yet."""
    customer = customer or await customer_of(house, line)
    keys = {part: plans.lookup_key(plan, cycle, "eur", part) for part in plans.PARTS if part != "seat" or seats}
    prices = await catalogue.price_ids(keys.values())
    quantity = {"base": 1, "seat": seats}
    items = [
        {"price": prices[key]} | ({"quantity": quantity[part]} if part in quantity else {})
        for part, key in keys.items()
    ]
    asked: Any = {"customer": customer, "items": items, "metadata": metadata or {"tenant_id": str(house.id)}}
    async with asking():
        made = (await stripe().v1.subscriptions.create_async(asked)).to_dict()
    found = {item["price"]["metadata"]["part"]: item["id"] for item in made["items"]["data"]}
    return Paying(customer, made["id"], found)


async def known(house: Any, line: Any, **named: Any) -> Paying:
    """The same, and our rows say so."""
    made = await subscribe(house, line, **named)
    await mirror.fetch_and_write(customer_id=made.customer)
    return made


async def said(house: Any) -> dict[str, Any]:
    """Everything that our rows say of what a company pays, but for when they were written."""
    kept: dict[str, Any] = {}
    async with unit.platform():
        for table in ("billing_account", "billing_subscription", "billing_invoice"):
            rows = await unit.fetch(f"SELECT * FROM {table} WHERE tenant_id = $1 ORDER BY 2", house.id)  # noqa: S608
            kept[table] = [{name: row[name] for name in row.keys() if name not in PASSING} for row in rows]  # noqa: SIM118
        stands = await unit.fetchrow("SELECT status, plan, entitlements FROM tenant WHERE id = $1", house.id)
        kept["tenant"] = dict(stands or {})
    return kept


PASSING = frozenset({"synced_at", "seen_no"})
