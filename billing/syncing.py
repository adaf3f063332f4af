"""Syncing: Stripe sells what `catalogue` says: what is missing is made, what differs is changed, nothing is done twice.

A price is never changed: a new one takes its lookup key and the old one is sold no more; whoever bought at it keeps it.
With `dry` nothing is done, and told all the same.
"""

from collections.abc import Awaitable, Callable
from decimal import Decimal
from functools import partial
from typing import Any

from billing import catalogue
from billing.gateway import stripe

Json = dict[str, Any]
PAGE = 100
TO_COME = "(to come)"


class Sync:
    """`told`: a line for each change; `hints`: what only a person can do."""

    def __init__(self, *, dry: bool = False) -> None:
        self.dry = dry
        self.told: list[str] = []
        self.hints: list[str] = []

    async def run(self) -> None:
        """Outside of transactions; raises the SDK's own errors, for whoever typed the command."""
        meter_ids = await self._meters()
        await self._products()
        await self._prices(meter_ids)
        await self._portal()
        await self._webhook()
        catalogue.forget()

    async def _do(self, line: str, call: Callable[[], Awaitable[Any]]) -> Any:
        self.told.append(line)
        return None if self.dry else await call()

    async def _meters(self) -> dict[str, str]:
        v1 = stripe().v1.billing.meters
        found = await v1.list_async({"status": "active", "limit": PAGE})
        known = {one.event_name: one.id for one in found.data}
        for name, wanted in catalogue.meters().items():
            if name not in known:
                made = await self._do(f"+ meter {name}", partial(v1.create_async, wanted))
                known[name] = made.id if made else TO_COME
        return known

    async def _products(self) -> None:
        v1 = stripe().v1.products
        wanted = catalogue.products()
        found = await v1.list_async({"ids": list(wanted), "limit": PAGE})
        known = {one.id: one.to_dict() for one in found.data}
        for name, product in wanted.items():
            if name not in known:
                asked: Any = {"id": name, **product}
                await self._do(f"+ product {name}", partial(v1.create_async, asked))
            elif changes := _differing(known[name], product):
                await self._do(
                    f"~ product {name}: {', '.join(sorted(changes))}", partial(v1.update_async, name, changes)
                )

    async def _prices(self, meter_ids: dict[str, str]) -> None:
        sold = await self._sold()
        by_key = {one["lookup_key"]: one for one in sold if one["lookup_key"]}
        current = set()
        for key, wanted in catalogue.prices(meter_ids).items():
            present = by_key.get(key)
            if present and _is_price(present, wanted):
                current.add(present["id"])
                continue
            sign = f"~ price {key}: {_amount(present)} → {_amount(wanted)}" if present else f"+ price {key}"
            await self._do(sign, partial(self._make_price, key, wanted))
        for old in sold:
            if old["id"] not in current:
                await self._do(f"- price {old['id']}: sold no more", partial(self._retire, old["id"]))

    async def _make_price(self, key: str, wanted: Json) -> Any:
        asked: Any = wanted | {"lookup_key": key, "transfer_lookup_key": True}
        return await stripe().v1.prices.create_async(asked)

    async def _retire(self, price_id: str) -> Any:
        return await stripe().v1.prices.update_async(price_id, {"active": False})

    async def _sold(self) -> list[Json]:
        """Every price of our products that can be bought."""
        found: list[Json] = []
        for product in catalogue.products():
            page = await stripe().v1.prices.list_async(
                {"product": product, "active": True, "limit": PAGE, "expand": ["data.tiers"]}
            )
            found += [one.to_dict() for one in page.data]
        return found

    async def _portal(self) -> None:
        v1 = stripe().v1.billing_portal.configurations
        wanted: Any = catalogue.portal()
        found = await v1.list_async({"active": True, "limit": PAGE})
        ours = next((one.to_dict() for one in found.data if catalogue.is_our_portal(one.to_dict())), None)
        if ours is None:
            await self._do("+ portal configuration", partial(v1.create_async, wanted))
        elif _differing(ours, wanted):
            await self._do("~ portal configuration", partial(v1.update_async, ours["id"], wanted))

    async def _webhook(self) -> None:
        """Only a person can make one, since its secret is shown once; its list of events we see to."""
        v1 = stripe().v1.webhook_endpoints
        address, events = catalogue.webhook_address(), catalogue.webhook_events()
        found = await v1.list_async({"limit": PAGE})
        ours = next((one.to_dict() for one in found.data if one.url == address), None)
        if ours is None:
            self.hints.append(f"Stripe has no webhook endpoint at {address}. Add one that listens to:")
            self.hints += [f"  {name}" for name in events]
            self.hints.append("and put its signing secret into STRIPE_WEBHOOK_SECRET.")
        elif ours["enabled_events"] != ["*"] and set(ours["enabled_events"]) != set(events):
            asked: Any = {"enabled_events": events}
            await self._do("~ webhook endpoint: events", partial(v1.update_async, ours["id"], asked))


def _differing(known: Json, wanted: Json) -> Any:
    """What of `wanted` stands otherwise there; keys that we do not speak of are Stripe's own."""
    return {name: value for name, value in wanted.items() if not _holds(known.get(name), value)}


def _holds(known: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict):
        return isinstance(known, dict) and all(_holds(known.get(name), value) for name, value in wanted.items())
    if isinstance(wanted, list) and all(isinstance(one, str) for one in wanted):
        return sorted(known or ()) == sorted(wanted)
    return bool(known == wanted)


def _is_price(known: Json, wanted: Json) -> bool:
    plain = {name: value for name, value in wanted.items() if name != "tiers"}
    return _holds(known, plain) and _tiers(known) == _tiers(wanted)


def _tiers(price: Json) -> list[tuple[int | None, Decimal]]:
    return [
        (None if tier["up_to"] in (None, "inf") else tier["up_to"], _of_tier(tier)) for tier in price.get("tiers") or ()
    ]


def _of_tier(tier: Json) -> Decimal:
    exact = tier.get("unit_amount_decimal")
    return Decimal(str(exact if exact is not None else tier["unit_amount"]))


def _amount(price: Json | None) -> str:
    if price is None:
        return ""
    tiers = _tiers(price)
    said = ", ".join(f"{amount} up to {up_to or 'any'}" for up_to, amount in tiers) if tiers else price["unit_amount"]
    return f"{said} {price['currency']}"
