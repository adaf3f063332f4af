"""One person who asks: what they asked, and what the team knows of them."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath

from i18n import _
from i18n.formats import language_name
from i18n.locales import is_tag
from polydesk.customers import organisations
from polydesk.customers.organisation_queries import open_organisations
from polydesk.desk import people, rows
from polydesk.desk.forms import PersonForm, PersonsOrganisation
from polydesk.desk.frame import frame
from polydesk.kernel.actor import actor
from polydesk.kernel.mail.suppressions import suppressions_of
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.web import Form, Page, empty, read_form, redirect
from polydesk.tickets.conditions import Conditions
from polydesk.tickets.listing import queue
from surveys.opting_out import opted_out_at
from tenants.guards import member
from tenants.here import site
from tenants.zones import zone_options

AnyRequest = Request[Any, Any, Any]
COLUMNS = frozenset({"priority", "assignee", "updated"})


class PersonPages(Controller):
    path = "/desk/people/{person_id:uuid}"

    @get()
    async def show(self, person_id: FromPath[UUID]) -> Response[str]:
        found = await people.card(person_id)
        who = found.person
        known = {"name": who.name, "language": who.language or "", "zone": who.zone or "", "notes": who.notes}
        return await _page(found, empty(PersonForm, **known))

    @post(status_code=200, guards=[member("customers.write")])
    async def change(self, request: AnyRequest, person_id: FromPath[UUID]) -> Response[Any]:
        found = await people.card(person_id)
        form = await read_form(request, PersonForm)
        if form.ok and form.data.zone and form.data.zone not in dict(_zones(found.person.zone)):
            form.fail("zone", _("Please choose a time zone from the list."))
        if form.ok and form.data.language and not is_tag(form.data.language):
            form.fail("language", _("Please choose one of the options."))
        if not form.ok:
            return await _page(found, form, status=422)
        wanted = form.data
        await people.change(
            found.person,
            name=wanted.name,
            language=wanted.language or None,
            zone=wanted.zone or None,
            notes=wanted.notes,
        )
        return redirect(f"/desk/people/{person_id}")

    @post("/organisation", status_code=200, guards=[member("customers.write")])
    async def belong(self, request: AnyRequest, person_id: FromPath[UUID]) -> Response[Any]:
        form = await read_form(request, PersonsOrganisation)
        if not form.ok:
            raise NotFound
        await organisations.assign(person_id, to=form.data.organisation)
        return redirect(f"/desk/people/{person_id}")


async def _page(found: people.Card, form: Form[PersonForm], *, status: int = 200) -> Response[str]:
    page = await queue(Conditions(person=found.person.id), by=actor(), sort="newest")
    languages = dict.fromkeys([*site().languages, *filter(None, [found.person.language])])
    return Page(
        "desk/person.html",
        status=status,
        desk=await frame(),
        person=found.person,
        addresses=found.addresses,
        bounced=[(address, one.reason) for address, one in (await suppressions_of(found.addresses)).items()],
        since=found.since,
        opted_out_at=await opted_out_at(found.person.id),
        form=form,
        rows=rows.shown(page.rows, COLUMNS),
        languages_known=[(tag, language_name(tag)) for tag in languages],
        zones=_zones(found.person.zone),
        belongs_to=found.organisation_id,
        organisation=found.organisation,
        organisations=await _choosable(found) if actor().may("customers.write") else [],
    )


async def _choosable(found: people.Card) -> list[tuple[UUID, str]]:
    """The present organisations, and the person's own even if it is archived."""
    known = await open_organisations()
    own = found.organisation_id
    return known if own is None or own in dict(known) else [(own, found.organisation), *known]


def _zones(present: str | None) -> list[tuple[str, str]]:
    """What may be chosen, and what a browser told once even if it is not among that."""
    known = zone_options()
    return [(present, present), *known] if present and present not in dict(known) else known
