"""Owners who pay, over HTTP, while processes die under them: who gets no answer clicks again until there is one.

What each of them said yes to is written down, so that it can be held against what Stripe charged.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import UUID

import httpx
from tests_buying import CHANGE, CHECKOUT, hidden

CANCEL = "/admin/billing/cancel"
PATIENCE_S = 30.0
PAUSE_S = 0.3
CARD = {"number": "4242424242424242", "expiry": "12/34", "cvc": "123", "name": "Olga", "country": "DE"}


@dataclass
class Owner:
    """`seats`: all full seats of the plan that runs. `paid`: the sums that they agreed to."""

    tenant: UUID
    slug: str
    web: httpx.AsyncClient
    stripe: httpx.AsyncClient
    plan: str = "team"
    seats: int = 3
    paid: list[int] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)

    async def insist(self, method: str, path: str, **named: Any) -> httpx.Response:
        """Until it is answered; that Stripe is away, or that somebody else is at it, is no answer to whoever insists."""
        while True:
            try:
                answer = await self.web.request(method, path, **named)
            except httpx.HTTPError:
                answer = None
            if answer is not None and answer.status_code not in (409, 503):
                if answer.status_code >= 400:
                    self.strange.append(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
                return answer
            await asyncio.sleep(PAUSE_S)

    async def opens_checkout(self) -> str:
        form = {"plan": self.plan, "cycle": "month", "seats": str(self.seats), "currency": "eur"}
        return str((await self.insist("POST", CHECKOUT, data=form)).headers["location"])

    async def pays(self, page: str) -> None:
        """At Stripe, and comes back until our pages say that it is paid."""
        back = urlsplit((await self.stripe.post(urlsplit(page).path, data=CARD)).headers["location"])
        # With the tax of the address that they typed there.
        shown = await self.stripe.get(f"/v1/checkout/sessions/{page.rsplit('/', 1)[1]}")
        self.paid.append(int(shown.json()["amount_total"]))
        while (await self.insist("GET", f"{back.path}?{back.query}")).status_code != 303:  # noqa: ASYNC110 (nobody tells us)
            await asyncio.sleep(PAUSE_S)

    async def changes(self, *, seats: int, plan: str = "") -> None:
        """As it was shown: the form of the page is sent until it is done."""
        wanted = {"plan": plan or self.plan, "cycle": "month", "seats": str(seats)}
        page = (await self.insist("GET", CHANGE, params=wanted)).text
        if f'action="{CHANGE}">' not in page:
            return  # it is so already
        form = hidden(page)
        said = dict(parse_qsl(urlsplit((await self.insist("POST", CHANGE, data=form)).headers["location"]).query))
        if said == {"said": "changed"}:
            self.plan, self.seats = wanted["plan"], seats
            self.paid += [int(form["due"])] if int(form["due"]) else []

    async def cancels(self) -> None:
        await self.insist("POST", CANCEL, data={"reason": "price"})

    async def stays(self) -> None:
        await self.insist("POST", f"{CANCEL}/undo")

    async def invites(self, *addresses: str) -> None:
        form = {"addresses": "\n".join(addresses), "role": "agent", "language": "en"}
        await self.insist("POST", "/admin/invitations", data=form)

    async def asks(self, subject: str) -> None:
        """A customer's ticket."""
        typed = {
            "email": f"{subject}@customers.example",
            "subject": subject,
            "message": "Does it count?",
            "key": subject,
        }
        await self.insist("POST", "/en/tickets/new", data=typed)
