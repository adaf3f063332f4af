"""A Stripe of many customers for benches: lists made page by page as they are asked for, each answer late by so much.

Objects have every key that Stripe publishes. `python stripe_lists.py PORT CUSTOMERS LATENCY_MS`; `GET /busiest` counts.
"""

import asyncio
import json
import sys
import time
from collections import deque
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.stripe_twin import shapes

Json = dict[str, Any]
BEGAN = int(time.time()) // 86_400 * 86_400 - 5 * 86_400
MONTH_S = 30 * 86_400


def customer(number: int) -> Json:
    named = {"id": f"cus_{number:06d}", "created": BEGAN, "name": f"Company {number}", "email": f"b{number}@c.example"}
    settings = {
        "default_payment_method": card(number),
        "custom_fields": None,
        "footer": None,
        "rendering_options": None,
    }
    more = {"currency": "eur", "address": {"country": "DE", "city": "Berlin"}, "invoice_settings": settings}
    return shapes.blank("customer") | named | more | {"metadata": {}, "tax_ids": {"object": "list", "data": []}}


def subscription(number: int, *, expanded: bool) -> Json:
    items = [item(number, "base", 1), item(number, "seat", number % 5 + 1)]
    owner = customer(number) if expanded else f"cus_{number:06d}"
    named = {"id": f"sub_{number:06d}", "customer": owner, "status": "active", "currency": "eur", "created": BEGAN}
    more = {"items": {"object": "list", "data": items}, "latest_invoice": f"in_{number:06d}", "discounts": []}
    return shapes.blank("subscription") | named | more | {"default_payment_method": card(number), "metadata": {}}


def invoice(number: int) -> Json:
    named = {"id": f"in_{number:06d}", "customer": f"cus_{number:06d}", "status": "paid", "number": f"B-{number}"}
    sums = {"subtotal": 5_100, "total": 6_069, "amount_paid": 6_069, "amount_remaining": 0, "attempt_count": 1}
    when = {"created": BEGAN, "period_start": BEGAN, "period_end": BEGAN}
    done = {"finalized_at": BEGAN, "paid_at": BEGAN, "voided_at": None, "marked_uncollectible_at": None}
    about = {"subscription_details": {"subscription": f"sub_{number:06d}", "metadata": {}}, "quote_details": None}
    more = {"status_transitions": done, "parent": {"type": "subscription_details", **about}, "currency": "eur"}
    taxes = {"total_taxes": [{"amount": 969}], "post_payment_credit_notes_amount": 0}
    return shapes.blank("invoice") | named | sums | when | more | taxes


def card(number: int) -> Json:
    known = {"brand": "visa", "last4": f"{number % 10_000:04d}", "exp_month": 12, "exp_year": 2034}
    return {"id": f"pm_{number:06d}", "object": "payment_method", "type": "card", "card": known}


def item(number: int, part: str, quantity: int) -> Json:
    said = {"plan": "team", "cycle": "month", "part": part}
    recurring = {"interval": "month", "interval_count": 1, "usage_type": "licensed"}
    price = shapes.blank("price") | {"id": f"price_{part}", "currency": "eur", "metadata": said, "recurring": recurring}
    named = {"id": f"si_{number:06d}_{part}", "object": "subscription_item", "quantity": quantity, "price": price}
    return named | {"current_period_start": BEGAN, "current_period_end": BEGAN + MONTH_S}


class Lists:
    def __init__(self, customers: int, latency_s: float) -> None:
        self.customers, self.latency_s = customers, latency_s
        self.calls, self.busiest = 0, 0
        self._lately: deque[float] = deque()

    async def __call__(self, scope: Any, _receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        asked = {name: values[0] for name, values in parse_qs(scope["query_string"].decode()).items()}
        path = scope["path"].removeprefix("/v1/")
        answer = {"calls": self.calls, "busiest": self.busiest} if path == "/busiest" else await self._late(path, asked)
        body = json.dumps(answer).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _late(self, path: str, asked: dict[str, str]) -> Json:
        now = time.monotonic()
        self._lately.append(now)
        while self._lately[0] < now - 1:
            self._lately.popleft()
        self.calls, self.busiest = self.calls + 1, max(self.busiest, len(self._lately))
        await asyncio.sleep(self.latency_s)
        return self._answer(path, asked)

    def _answer(self, path: str, asked: dict[str, str]) -> Json:
        kind, _slash, name = path.partition("/")
        if name:
            return customer(int(name.partition("_")[2]))
        if kind in ("events", "charges"):
            return {"object": "list", "data": [], "has_more": False, "url": f"/v1/{kind}"}
        whole = "expand[2]" in asked or any("customer" in value for value in asked.values())
        make = {"customers": customer, "subscriptions": lambda n: subscription(n, expanded=whole), "invoices": invoice}[
            kind
        ]
        if "customer" in asked:
            return self._page(kind, [make(int(asked["customer"].partition("_")[2]))], more=False)
        last = int(asked["starting_after"].partition("_")[2]) if "starting_after" in asked else self.customers
        numbers = range(last - 1, max(last - 1 - int(asked.get("limit", 10)), -1), -1)
        return self._page(kind, [make(number) for number in numbers], more=bool(numbers) and numbers[-1] > 0)

    def _page(self, kind: str, data: list[Json], *, more: bool) -> Json:
        return {"object": "list", "data": data, "has_more": more, "url": f"/v1/{kind}"}


if __name__ == "__main__":
    import uvicorn

    port, customers, latency_ms = (int(word) for word in sys.argv[1:4])
    uvicorn.run(Lists(customers, latency_ms / 1_000), port=port, log_level="warning", access_log=False)
