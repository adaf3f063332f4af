"""`/admin/service-levels`: every policy in its order, what a ticket would fall under, and putting policies in order."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath
from msgspec import Struct

from i18n import LazyText, current_locale, lazy
from polydesk.kernel.actor import actor
from polydesk.kernel.ids import to_id
from polydesk.kernel.refusals import Conflict
from polydesk.kernel.web import Form, Page, empty, moment, read_form, redirect
from polydesk.schedules.reviewing import carry_out
from polydesk.sla import policies, trying
from polydesk.sla.change_rows import how_many_wait
from polydesk.sla.changes import ArchivePolicy, OrderPolicies, SwitchPolicy
from polydesk.sla.choices import choices
from polydesk.sla.policy_looks import PAGE, looks
from polydesk.sla.policy_words import CHANNEL_NAMES, PRIORITY_NAMES
from polydesk.sla.presets import PRESETS
from polydesk.sla.trying import Wish
from polydesk.tickets.spoken import languages_told_apart
from polydesk.tickets.tags import tags_in_use
from tenants.here import site

AnyRequest = Request[Any, Any, Any]

SAID: dict[str, LazyText] = {
    "said=published": lazy("The policy is in force."),
    "said=same": lazy("Nothing was different, so everything stays as it is."),
    "said=order": lazy("The new order counts for tickets from now on."),
    "said=on": lazy("The policy is switched on. It counts for tickets from now on."),
    "said=off": lazy("The policy is switched off. Its promises on open tickets have ended; results stay."),
    "said=archived": lazy("The policy is archived. You can restore it below."),
    "said=restored": lazy("The policy is back, last in the order and switched off."),
}


class Direction(Struct):
    direction: str = ""


class Switch(Struct):
    on: str = ""
    open: str = ""


class Order(Struct):
    ids: list[str] = []


class PolicyPages(Controller):
    path = PAGE

    @get()
    async def index(self) -> Response[Any]:
        return await page()

    @get("/trial")
    async def try_it(self, request: AnyRequest) -> Response[Any]:
        """The question stands in the address, so that it can be sent to a colleague."""
        asked = {name: str(value) for name, value in request.query_params.items()}
        return await page(empty(Wish, **asked))

    @post("/order")
    async def order(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, Order)
        change = OrderPolicies(tuple(held for held in map(to_id, form.all_values("ids")) if held))
        return redirect(await carry_out(change, by=actor()) or change.there)

    @post("/{policy_id:uuid}/position")
    async def move(self, request: AnyRequest, policy_id: FromPath[UUID]) -> Response[Any]:
        form = await read_form(request, Direction)
        change = OrderPolicies(tuple(await policies.order_after_move(policy_id, up=form.value("direction") == "up")))
        return redirect(await carry_out(change, by=actor()) or f"{change.there}#p-{policy_id}")

    @post("/{policy_id:uuid}/switch")
    async def switch(self, request: AnyRequest, policy_id: FromPath[UUID]) -> Response[Any]:
        form = await read_form(request, Switch)
        change = SwitchPolicy(policy_id, on=bool(form.value("on")), also_open=form.value("open") == "also")
        return redirect(await carry_out(change, by=actor()) or change.there)

    @post("/{policy_id:uuid}/archival", status_code=200)
    async def archive(self, policy_id: FromPath[UUID]) -> Response[Any]:
        change = ArchivePolicy(policy_id)
        try:
            asked = await carry_out(change, by=actor())
        except Conflict as refusal:
            return await page(refusal=str(refusal.message), status=409)
        return redirect(asked or change.there)

    @post("/{policy_id:uuid}/restoration")
    async def restore(self, policy_id: FromPath[UUID]) -> Response[Any]:
        await policies.restore(policy_id, by=actor())
        return redirect(f"{PAGE}?said=restored#p-{policy_id}")


async def page(form: Form[Wish] | None = None, *, refusal: str = "", status: int = 200) -> Response[Any]:
    chosen = await choices()
    rows = looks(await policies.in_order(archived_too=True), chosen)
    said = SAID.get(moment().query)
    held = form if form is not None and form.ok else None
    return Page(
        "sla/policies.html",
        partial="sla/_outcome.html" if form is not None else None,
        status=status,
        policies=[row for row in rows if not row.archived_at and not row.contract_only],
        agreed=[row for row in rows if not row.archived_at and row.contract_only],
        archived=[row for row in rows if row.archived_at],
        presets=PRESETS,
        form=form or empty(Wish, language=current_locale(), priority="normal"),
        outcome=await trying.tried(held.data, chosen, site().default_language) if held else None,
        choices=chosen,
        channels=[(key, str(text)) for key, text in CHANNEL_NAMES.items()],
        priorities=[(key, str(text)) for key, text in PRIORITY_NAMES.items()],
        languages_told=languages_told_apart(site().languages),
        tags=await tags_in_use(),
        usual=chosen.usual_hours(),
        waiting=await how_many_wait(of_policies=True),
        said=str(said) if said else "",
        refusal=refusal,
    )
