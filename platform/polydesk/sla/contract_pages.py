"""`/admin/service-levels/contracts`: what was agreed with organisations, who has to be talked to soon, and each of them."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, Parameter

from i18n import LazyText, lazy
from polydesk.kernel.actor import actor
from polydesk.kernel.ids import to_id
from polydesk.kernel.web import Form, Page, empty, moment, read_form, redirect
from polydesk.sla import contracts, policies
from polydesk.sla.choices import choices
from polydesk.sla.contract import Contract
from polydesk.sla.contract_form import ContractForm, filled, tell, terms_in
from polydesk.sla.contract_looks import ORDER, PAGE, STATE_NAMES, hours_of, looks, today
from polydesk.sla.contract_queries import archived_contracts
from polydesk.sla.refusals import BadContract

AnyRequest = Request[Any, Any, Any]
Typed = Annotated[str, Parameter(required=False)]

SAID: dict[str, LazyText] = {
    "said=saved": lazy("The contract is saved."),
    "said=ended": lazy("Today is its last day. What was promised while it ran stays promised."),
    "said=archived": lazy("The contract is archived. You can restore it below."),
    "said=restored": lazy("The contract is back."),
}


class ContractPages(Controller):
    path = PAGE

    @get()
    async def index(self) -> Response[Any]:
        chosen, rows, day = await choices(), await policies.in_order(archived_too=True), await today()
        held = looks(await contracts.contracts(), day, rows, hours_of(chosen))
        groups = [(state, str(STATE_NAMES[state]), [one for one in held if one.state == state]) for state in ORDER]
        said = SAID.get(moment().query)
        return Page(
            "sla/contracts.html",
            groups=[group for group in groups if group[2]],
            archived=looks(await archived_contracts(), day, rows, {}),
            has_organisations=bool(chosen.organisations),
            said=str(said) if said else "",
        )

    @get("/new")
    async def new(self, organisation: Typed = "") -> Response[Any]:
        proposed = {"organisation": organisation, "starts_on": (await today()).isoformat(), "remind_days": "30"}
        return await _page(None, empty(ContractForm, **proposed))

    @post("/new", status_code=200)
    async def create(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, ContractForm)
        organisation_id = to_id(form.value("organisation"))
        if form.ok and organisation_id is None:
            form.fail("organisation", _CHOOSE)
        if form.ok and organisation_id is not None:
            try:
                await contracts.found(organisation_id, terms_in(form), by=actor())
                return redirect(f"{PAGE}?said=saved")
            except BadContract as refusal:
                tell(form, refusal)
        return await _page(None, form, status=422)

    @get("/{contract_id:uuid}")
    async def show(self, contract_id: FromPath[UUID]) -> Response[Any]:
        held = await contracts.contract(contract_id)
        return await _page(held, filled(held))

    @post("/{contract_id:uuid}", status_code=200)
    async def change(self, request: AnyRequest, contract_id: FromPath[UUID]) -> Response[Any]:
        held = await contracts.contract(contract_id)
        form = await read_form(request, ContractForm)
        if form.ok:
            try:
                await contracts.change(held, terms_in(form), by=actor())
                return redirect(f"{PAGE}?said=saved")
            except BadContract as refusal:
                tell(form, refusal)
        return await _page(held, form, status=422)

    @post("/{contract_id:uuid}/end")
    async def end(self, contract_id: FromPath[UUID]) -> Response[Any]:
        await contracts.end(await contracts.contract(contract_id), by=actor())
        return redirect(f"{PAGE}?said=ended")

    @post("/{contract_id:uuid}/archival")
    async def archive(self, contract_id: FromPath[UUID]) -> Response[Any]:
        await contracts.archive(await contracts.contract(contract_id), by=actor())
        return redirect(f"{PAGE}?said=archived")

    @post("/{contract_id:uuid}/restoration")
    async def restore(self, contract_id: FromPath[UUID]) -> Response[Any]:
        await contracts.restore(await contracts.contract(contract_id), by=actor())
        return redirect(f"{PAGE}?said=restored")


_CHOOSE = lazy("Please choose an organisation.")


async def _page(held: Contract | None, form: Form[ContractForm], *, status: int = 200) -> Response[Any]:
    chosen, rows = await choices(), await policies.in_order()
    own = [(str(row.id), row.name) for row in rows if row.enabled or (held and row.id == held.policy_id)]
    return Page(
        "sla/contract.html",
        status=status,
        contract=held,
        state=held.state_on(await today()) if held else "",
        action=f"{PAGE}/{held.id}" if held else f"{PAGE}/new",
        form=form,
        choices=chosen,
        policies=own,
        usual=chosen.usual_hours(),
    )
