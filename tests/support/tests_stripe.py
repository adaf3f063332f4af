"""Stripe in tests: its twin as a process of its own, or Stripe's test mode where the environment brings a key for it.

    async def test_it_…(acme, stripe): …
        url = …                                             # of Checkout, from the product
        await stripe.pay(url, card=stripe.NEEDS_3DS)         # a person fills in the page
        await stripe.advance(by=timedelta(days=31))          # test clocks of the customers that this test made
        await stripe.deliver(product, order=[2, 0, 1], repeat=2)   # webhooks, signed, as disorderly as they may come

Every customer that the product makes meanwhile stands under a test clock of its own, begun at our own `clock.now()`.
"""

import asyncio
import base64
import os
import random
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from polydesk.kernel import clock

TWIN_KEY = "sk_test_twin"
# Whom to trust is read once: it takes longer than many calls together.
TRUSTED = httpx.create_ssl_context()
LEAP = timedelta(days=28)


@dataclass
class Delivery:
    """An event that nobody has delivered yet, with the very bytes that Stripe would send."""

    event: dict[str, Any]
    payload: bytes

    @property
    def id(self) -> str:
        return str(self.event["id"])

    @property
    def type(self) -> str:
        return str(self.event["type"])

    def headers(self, *, secret: str | None = None, at: datetime | None = None) -> dict[str, str]:
        from stripe import WebhookSignature

        second = int((at or clock.now()).timestamp())
        signed = f"{second}.{self.payload.decode()}"
        proof = WebhookSignature._compute_signature(signed, secret or os.environ["STRIPE_WEBHOOK_SECRET"])
        return {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": f"t={second},v1={proof}"}


@dataclass
class Stripe:
    """What the fixture `stripe` is."""

    VISA = "4242424242424242"
    DECLINED = "4000000000000002"
    NO_MONEY = "4000000000009995"
    FAILS_LATER = "4000000000000341"
    NEEDS_3DS = "4000002760003184"

    base: str
    key: str
    clocks: dict[str, str] = field(default_factory=dict)
    """By customer."""
    _delivered: set[str] = field(default_factory=set)
    _begun: int = 0
    """How many events the twin had told when this test began."""

    @property
    def is_twin(self) -> bool:
        return self.key == TWIN_KEY

    @property
    def customers(self) -> list[str]:
        """Those that this test made."""
        return list(self.clocks)

    # Time.

    async def advance(
        self, *, to: datetime | None = None, by: timedelta | None = None, customer: str | None = None
    ) -> None:
        """Stripe's time for this test's customers, or one of them; ours is moved by `clock.travel`."""
        for name in [self.clocks[customer]] if customer else dict.fromkeys(self.clocks.values()):
            found = await self.call("GET", f"/v1/test_helpers/test_clocks/{name}")
            at = datetime.fromtimestamp(found["frozen_time"], UTC)
            goal = (to or at + (by or timedelta())).replace(microsecond=0)
            while at < goal:
                at = min(goal, at + LEAP)
                await self._tick(name, at)

    async def now(self, customer: str) -> datetime:
        """What time it is for a customer."""
        found = await self.call("GET", f"/v1/test_helpers/test_clocks/{self.clocks[customer]}")
        return datetime.fromtimestamp(found["frozen_time"], UTC)

    async def _tick(self, name: str, at: datetime) -> None:
        path = f"/v1/test_helpers/test_clocks/{name}"
        await self.call("POST", f"{path}/advance", {"frozen_time": str(int(at.timestamp()))})
        async with asyncio.timeout(120):
            while (await self.call("GET", path))["status"] != "ready":  # noqa: ASYNC110 (nobody tells us)
                await asyncio.sleep(0 if self.is_twin else 2)

    # People.

    async def pay(self, checkout: str, *, card: str = VISA, confirm: bool = True, **fields: str) -> str:
        """A person on Stripe's own page, at this address: Checkout, or an invoice. Answers where they are led to.

        `confirm`: what they answer to their bank when it asks (3-D Secure). A card that is refused raises Declined with
        what the page says. `fields`: `vat_id`, `country`, `postal_code`, `promotion_code`, `name`, …
        """
        self.demand_twin("a person on Stripe's pages")
        async with self.browser() as page:
            if code := fields.pop("promotion_code", None):
                await page.post(f"{_path(checkout)}/promotion", data={"code": code})
            sent = {"number": card, "expiry": "12/34", "cvc": "123", "name": "Olga", **fields}
            answered = await page.post(_path(checkout), data=sent)
            if answered.headers.get("location", "").endswith("/bank"):
                answer = {"answer": "complete" if confirm else "fail"}
                answered = await page.post(_path(answered.headers["location"]), data=answer)
        if answered.status_code != 303:
            raise Declined(_complaint(answered.text))
        return str(answered.headers["location"])

    async def set_card(self, customer: str, token: str = "pm_card_visa") -> str:
        """The card that is charged from now on: `pm_card_visa`, `pm_card_chargeCustomerFail`, …"""
        made = await self.call("POST", f"/v1/payment_methods/{token}/attach", {"customer": customer})
        settings = {"invoice_settings[default_payment_method]": made["id"]}
        await self.call("POST", f"/v1/customers/{customer}", settings)
        for running in (await self.call("GET", f"/v1/subscriptions?customer={customer}"))["data"]:
            # Checkout gave each its own card, which goes before the customer's.
            await self.call("POST", f"/v1/subscriptions/{running['id']}", {"default_payment_method": made["id"]})
        return str(made["id"])

    # Mishaps.

    async def fail_next(
        self, kind: str, *, times: int = 1, path: str = "", method: str = "", seconds: float = 0.0
    ) -> None:
        """`401`, `403`, `429`, `500`, `500-after`, `500-kept`, `slow`, `drop`, `drop-after`: see tests/stripe_twin/faults.py."""
        await self.control("faults", {"kind": kind, "times": times, "path": path, "method": method, "seconds": seconds})

    async def begin_anew(self) -> None:
        """Whom other tests left behind is forgotten; at Stripe itself only who can be."""
        if self.is_twin:
            await self.control("beginning", {})
            self._begun = 0

    # Webhooks.

    async def deliveries(self, *types: str) -> list[Delivery]:
        """What has not been delivered of this test's events, oldest first."""
        found = await (self._of_twin() if self.is_twin else self._of_stripe())
        return [one for one in found if one.id not in self._delivered and (not types or one.type in types)]

    async def deliver(
        self,
        product: Any,
        *,
        only: Sequence[Delivery] | None = None,
        order: Sequence[int] | random.Random | None = None,
        repeat: int = 1,
        at: datetime | None = None,
    ) -> list[httpx.Response]:
        """Posts what waits to the product in this process; `order` are places in that list, or chance."""
        waiting = list(only if only is not None else await self.deliveries())
        chosen = [waiting[place] for place in order] if isinstance(order, Sequence) else list(waiting)
        chosen = [one for one in chosen for _ in range(repeat)]
        if isinstance(order, random.Random):
            order.shuffle(chosen)
        async with _to(product) as door:
            answers = [
                await door.post("/stripe/events", content=one.payload, headers=one.headers(at=at)) for one in chosen
            ]
        self._delivered |= {one.id for one in chosen}
        return answers

    async def _of_twin(self) -> list[Delivery]:
        found = await self.control(f"undelivered?after={self._begun}")
        return [Delivery(one["event"], base64.b64decode(one["payload"])) for one in found]

    async def _of_stripe(self) -> list[Delivery]:
        import json

        # Without a range: what happens under a test clock is dated by that clock.
        found = await self.call("GET", "/v1/events?limit=100")
        mine = [one for one in found["data"] if _customer_of(one) in self.clocks]
        return [Delivery(one, json.dumps(one, indent=2).encode()) for one in reversed(mine)]

    # The line.

    async def call(self, method: str, path: str, form: dict[str, str] | None = None) -> Any:
        """The API itself, past the product."""
        async with self.browser() as line:
            answered = await line.request(method, path, data=form, headers={"Authorization": f"Bearer {self.key}"})
        assert answered.status_code == 200, answered.text
        return answered.json()

    async def control(self, path: str, said: dict[str, Any] | None = None) -> Any:
        """What only the twin can; whoever asks for it is skipped at Stripe."""
        self.demand_twin("control of Stripe")
        async with self.browser() as line:
            path = f"/_twin/{path}"
            answered = await (line.get(path) if said is None else line.post(path, json=said))
        assert answered.status_code == 200, answered.text
        return answered.json()

    def browser(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.base, timeout=60, trust_env=False, verify=TRUSTED)

    def demand_twin(self, what: str) -> None:
        if not self.is_twin:
            pytest.skip(f"{what}: only the twin of Stripe can")


class Declined(AssertionError):
    """What the page says after a card was refused."""


def _path(address: str) -> str:
    return urlsplit(address).path


def _complaint(page: str) -> str:
    found = re.search(r'role="alert"[^>]*>\s*([^<]+)', page)
    return found[1].strip() if found else f"no complaint on this page:\n{page[:2000]}"


def _customer_of(event: dict[str, Any]) -> str | None:
    thing = event["data"]["object"]
    return thing["id"] if thing["object"] == "customer" else thing.get("customer")


def _to(product: Any) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(product, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=os.environ["BASE_URL"], timeout=30)


@asynccontextmanager
async def at_work(base: str, key: str) -> AsyncIterator[Stripe]:
    """For one test: its customers get clocks, and nothing goes wrong any more when it is over."""
    from stripe import CustomerService

    from billing import away, stripe_http

    made = Stripe(base, key)
    made._begun = (await made.control("events"))["count"] if made.is_twin else 0
    original = CustomerService.create_async
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CustomerService, "create_async", _under_clocks(made, original))
        # The machine may have much other work; who wants Stripe to be too slow says so.
        for name in ("READS_S", "ACTS_S", "JOB_S"):
            patch.setattr(stripe_http, name, 30.0)
        yield made
    away.line.is_away = False
    if made.is_twin:
        await made.control("faults", {})
    else:
        for name in dict.fromkeys(made.clocks.values()):
            await made.call("DELETE", f"/v1/test_helpers/test_clocks/{name}")


def _under_clocks(stripe: Stripe, original: Callable[..., Any]) -> Callable[..., Any]:
    """Whoever creates a customer creates a test clock first; a repeat under the same key gets the same one."""
    begun: dict[str, str] = {}

    async def create_async(self: Any, params: Any = None, options: Any = None) -> Any:
        if "test_clock" in (params or {}):
            return await original(self, params, options)
        key = (options or {}).get("idempotency_key") or os.urandom(8).hex()
        if key not in begun:
            at = {"frozen_time": str(int(clock.now().timestamp()))}
            begun[key] = (await stripe.call("POST", "/v1/test_helpers/test_clocks", at))["id"]
        made = await original(self, {**(params or {}), "test_clock": begun[key]}, options)
        stripe.clocks[made.id] = begun[key]
        return made

    return create_async
