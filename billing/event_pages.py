"""`/operator/billing/events`: what Stripe told us and what became of it, and where our rows had differed."""

from typing import Any
from urllib.parse import urlencode

from litestar import Controller, Response, get, post
from litestar.params import FromPath, FromQuery

from billing import checks, differences, event_queries, incoming, refused_key
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.web import Page, moment, redirect
from polydesk.kernel.web.forms import clean

PAGE = "/operator/billing/events"


class EventPages(Controller):
    path = PAGE

    @get()
    async def index(
        self, q: FromQuery[str] = "", status: FromQuery[str] = "", before: FromQuery[str] = ""
    ) -> Response[Any]:
        q, before = clean(q)[:100].strip(), clean(before)[:255]
        found = await event_queries.events(state=status, q=q, before=before)
        query = {name: text for name, text in (("q", q), ("status", status)) if text}
        return Page(
            "billing/operator/events.html",
            partial="billing/operator/_events.html",
            found=found,
            standing=await event_queries.standing(),
            differences=await differences.differences(most=20),
            refused=await refused_key.refused_calls(),
            states=event_queries.STATES,
            q=q,
            chosen=status,
            older=f"{PAGE}?{urlencode(query | {'before': found.older})}" if found.older else None,
            newest=f"{PAGE}?{urlencode(query)}" if before else None,
            said=moment().query,
        )

    @get("/{event_id:str}")
    async def show(self, event_id: FromPath[str]) -> Response[Any]:
        event = await event_queries.event(clean(event_id))
        body = await event_queries.body_of(event.id)
        said = moment().query == "said=again"
        return Page("billing/operator/event.html", event=event, body=body, said=said)

    @post("/{event_id:str}/replay")
    async def replay(self, event_id: FromPath[str]) -> Response[Any]:
        event = await event_queries.event(clean(event_id))
        if not event.may_be_replayed:
            raise NotFound()
        await incoming.replay(event.id)
        return redirect(f"{PAGE}/{event.id}?said=again")

    @post("/check")
    async def check(self) -> Response[Any]:
        """Stripe's lists are held against our rows now, and not only in the night."""
        await checks.begin_soon()
        return redirect(f"{PAGE}?said=check")
