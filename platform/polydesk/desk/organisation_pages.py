"""`/desk/organisations`: the organisations that customers belong to, one with its people and their last tickets."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, Parameter

from polydesk.customers import organisations
from polydesk.customers.domains import BadDomain, domains_in
from polydesk.customers.organisation_queries import MOST, MOST_PEOPLE, Organisation, organisation, people_of
from polydesk.customers.organisation_queries import organisations as known
from polydesk.customers.organisations import DomainTaken, NameTaken
from polydesk.desk import rows
from polydesk.desk.forms import OrganisationForm
from polydesk.desk.frame import frame
from polydesk.kernel import unit
from polydesk.kernel.actor import actor
from polydesk.kernel.web import Form, Page, empty, moment, read_form, redirect
from polydesk.sla import contract_looks
from polydesk.tickets.conditions import Conditions
from polydesk.tickets.listing import queue
from tenants.guards import member

LIST = "/desk/organisations"
COLUMNS = frozenset({"priority", "assignee", "updated"})
LAST = 25
CHANGING = [member("customers.write")]

AnyRequest = Request[Any, Any, Any]
Typed = Annotated[str, Parameter(required=False)]


class OrganisationPages(Controller):
    path = LIST

    @get()
    async def index(self, q: Typed = "") -> Response[Any]:
        return await _list(empty(OrganisationForm), search=q[:200])

    @get("/{organisation_id:uuid}")
    async def show(self, organisation_id: FromPath[UUID]) -> Response[Any]:
        held = await organisation(organisation_id)
        values = {"name": held.name, "domains": "\n".join(held.domains), "notes": held.notes}
        return await _page(held, empty(OrganisationForm, **values))

    @post(status_code=200, guards=CHANGING)
    async def create(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, OrganisationForm)
        domains = _domains(form)
        if form.ok:
            try:
                async with unit.savepoint():
                    made = await organisations.found(form.data.name, notes=form.data.notes)
                    await organisations.set_domains(await organisation(made), domains)
                return redirect(f"{LIST}/{made}")
            except NameTaken as refusal:
                form.fail("name", refusal.message)
            except DomainTaken as refusal:
                form.fail("domains", refusal.message)
        return await _list(form, status=422)

    @post("/{organisation_id:uuid}", status_code=200, guards=CHANGING)
    async def change(self, request: AnyRequest, organisation_id: FromPath[UUID]) -> Response[Any]:
        held = await organisation(organisation_id)
        form = await read_form(request, OrganisationForm)
        domains = _domains(form)
        if form.ok:
            try:
                async with unit.savepoint():
                    await organisations.rename(held, to=form.data.name)
                    await organisations.note(held, notes=form.data.notes)
                    await organisations.set_domains(held, domains)
                return redirect(f"{LIST}/{organisation_id}?saved=1")
            except NameTaken as refusal:
                form.fail("name", refusal.message)
            except DomainTaken as refusal:
                form.fail("domains", refusal.message)
        return await _page(held, form, status=422)

    @post("/{organisation_id:uuid}/archival", status_code=200, guards=CHANGING)
    async def archive(self, organisation_id: FromPath[UUID]) -> Response[Any]:
        await organisations.archive(await organisation(organisation_id))
        return redirect(f"{LIST}/{organisation_id}")

    @post("/{organisation_id:uuid}/restoration", status_code=200, guards=CHANGING)
    async def restore(self, organisation_id: FromPath[UUID]) -> Response[Any]:
        await organisations.restore(await organisation(organisation_id))
        return redirect(f"{LIST}/{organisation_id}")


def _domains(form: Form[OrganisationForm]) -> list[str]:
    try:
        return domains_in(form.value("domains"))
    except BadDomain as problem:
        form.fail("domains", problem)
        return []


async def _list(form: Form[OrganisationForm], *, search: str = "", status: int = 200) -> Response[Any]:
    found = await known(search)
    return Page(
        "desk/organisations.html",
        status=status,
        desk=await frame(),
        form=form,
        q=search,
        organisations=found,
        is_cut=len(found) == MOST,
    )


async def _page(held: Organisation, form: Form[OrganisationForm], *, status: int = 200) -> Response[Any]:
    page = await queue(Conditions(organisation=held.id), by=actor(), sort="newest", most=LAST)
    return Page(
        "desk/organisation.html",
        status=status,
        desk=await frame(),
        organisation=held,
        form=form,
        people=await people_of(held.id),
        more_people=max(0, held.people - MOST_PEOPLE),
        contracts=await contract_looks.looks_of(held.id),
        rows=rows.shown(page.rows, COLUMNS),
        saved=moment().query == "saved=1",
    )
