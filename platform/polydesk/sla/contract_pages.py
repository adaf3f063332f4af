"""`/admin/service-levels/contracts`: what was agreed with organisations, who has to be talked to soon, and each of them."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, Parameter

from i18n import LazyText, lazy
from polydesk.kernel.actor import actor
from polydesk.kernel.ids import to_id
from polydesk.kernel.web import Form, Page, empty, moment, read_form, redirect
from polydesk.schedules.reviewing import carry_out
from polydesk.sla import contracts, policies
from polydesk.sla.change_rows import how_many_wait
from polydesk.sla.choices import choices
from polydesk.sla.contract import Contract
from polydesk.sla.contract_changes import ContractChange, EndContract, ShelveContract, WriteContract
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
            waiting=await how_many_wait(of_policies=True),
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
        return await _write(None, organisation_id, form)

    @get("/{contract_id:uuid}")
    async def show(self, contract_id: FromPath[UUID]) -> Response[Any]:
        held = await contracts.contract(contract_id)
        return await _page(held, filled(held))

    @post("/{contract_id:uuid}", status_code=200)
    async def change(self, request: AnyRequest, contract_id: FromPath[UUID]) -> Response[Any]:
        held = await contracts.contract(contract_id)
        return await _write(held, held.organisation_id, await read_form(request, ContractForm))

    @post("/{contract_id:uuid}/end")
    async def end(self, contract_id: FromPath[UUID]) -> Response[Any]:
        held = await contracts.contract(contract_id)
        return await _carried_out(EndContract(held.organisation_id, held.id, also_open=True))

    @post("/{contract_id:uuid}/archival")
    async def archive(self, contract_id: FromPath[UUID]) -> Response[Any]:
        held = await contracts.contract(contract_id)
        return await _carried_out(ShelveContract(held.organisation_id, held.id, True, also_open=True))

    @post("/{contract_id:uuid}/restoration")
    async def restore(self, contract_id: FromPath[UUID]) -> Response[Any]:
        held = await contracts.contract(contract_id)
        return await _carried_out(ShelveContract(held.organisation_id, held.id, False, also_open=True))


_CHOOSE = lazy("Please choose an organisation.")


async def _write(held: Contract | None, organisation_id: UUID | None, form: Form[ContractForm]) -> Response[Any]:
    """A press other than "Save" comes back from looking at what it would do: everything typed is shown again."""
    if form.value("do"):
        form.errors.clear()
        return await _page(held, form)
    if form.ok and organisation_id is not None:
        before = (held.id, contracts.terms_of(held)) if held else (None, None)
        change = WriteContract(organisation_id, before[0], terms_in(form), before[1], also_open=True)
        try:
            return redirect(await carry_out(change, by=actor(), typed=form.values) or change.there)
        except BadContract as refusal:
            tell(form, refusal)
    return await _page(held, form, status=422)


async def _carried_out(change: ContractChange) -> Response[Any]:
    return redirect(await carry_out(change, by=actor()) or change.there)


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
