"""What is set on a ticket: its category, brand, tags, the organisation it is for, impact and urgency."""

from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, FromQuery

from polydesk.customers.organisation_queries import organisations
from polydesk.desk.forms import BrandChoice, CategoryChoice, ImpactChoice, OrganisationChoice, TagText
from polydesk.desk.frame import frame
from polydesk.desk.ticket_page import regions
from polydesk.kernel.actor import actor
from polydesk.kernel.refusals import BadRequest
from polydesk.kernel.web import Page, read_form, redirect
from polydesk.tickets import changing
from polydesk.tickets.policy import ticket_for
from polydesk.tickets.tags import tags_in, tags_in_use, tidy_tags

AnyRequest = Request[Any, Any, Any]
REGIONS = "desk/ticket.swap.html"
OFFERED = 20


class TagPages(Controller):
    path = "/desk/tickets/{number:int}/tags"

    @post(status_code=200)
    async def add(self, request: AnyRequest, number: FromPath[int]) -> Response[Any]:
        """One or several, parted by commas."""
        ticket = await ticket_for(number)
        added = tags_in((await _read(request, TagText)).tags)
        await changing.set_tags(ticket, tags=[*ticket.tags, *added], by=actor())
        return await regions(REGIONS, number)

    @post("/end", status_code=200)
    async def remove(self, request: AnyRequest, number: FromPath[int]) -> Response[Any]:
        ticket = await ticket_for(number)
        removed = tidy_tags([(await _read(request, TagText)).tags])
        await changing.set_tags(ticket, tags=[tag for tag in ticket.tags if tag not in removed], by=actor())
        return await regions(REGIONS, number)


class KnownTagPages(Controller):
    path = "/desk/tags"

    @get()
    async def index(self) -> Response[str]:
        """The options of a list of proposals: what recent tickets are tagged with."""
        return Page("desk/_known_tags.html", tags_known=await tags_in_use())


class CategoryChoicePages(Controller):
    path = "/desk/tickets/{number:int}/category"

    @post(status_code=200)
    async def set(self, request: AnyRequest, number: FromPath[int]) -> Response[Any]:
        wanted = await _read(request, CategoryChoice)
        await changing.set_category(await ticket_for(number), to=wanted.category, by=actor())
        return await regions(REGIONS, number)


class BrandChoicePages(Controller):
    path = "/desk/tickets/{number:int}/brand"

    @post(status_code=200)
    async def set(self, request: AnyRequest, number: FromPath[int]) -> Response[Any]:
        wanted = await _read(request, BrandChoice)
        await changing.set_brand(await ticket_for(number), to=wanted.brand, by=actor())
        return await regions(REGIONS, number)


class ImpactPages(Controller):
    path = "/desk/tickets/{number:int}/impact"

    @post(status_code=200)
    async def set(self, request: AnyRequest, number: FromPath[int]) -> Response[Any]:
        wanted = await _read(request, ImpactChoice)
        await changing.set_impact(
            await ticket_for(number), impact=wanted.impact or None, urgency=wanted.urgency or None, by=actor()
        )
        return await regions(REGIONS, number)


class OrganisationChoicePages(Controller):
    """For which organisation it is: the person's own, or another one that they ask for."""

    path = "/desk/tickets/{number:int}/organisation"

    @get()
    async def choose(self, number: FromPath[int], q: FromQuery[str] = "") -> Response[str]:
        ticket = await ticket_for(number)
        found = [one for one in await organisations(q) if not one.is_archived]
        return Page(
            "desk/ticket_organisation.html",
            partial="desk/_organisations_found.html",
            desk=await frame(),
            ticket=ticket,
            q=q.strip()[:200],
            found=found[:OFFERED],
            more=len(found) > OFFERED,
        )

    @post(status_code=200)
    async def set(self, request: AnyRequest, number: FromPath[int]) -> Response[Any]:
        wanted = await _read(request, OrganisationChoice)
        await changing.set_organisation(await ticket_for(number), to=wanted.organisation, by=actor())
        return redirect(f"/desk/tickets/{number}")


async def _read(request: AnyRequest, kind: Any) -> Any:
    """These forms offer only what is good, so anything else is no form of ours."""
    form = await read_form(request, kind)
    if not form.ok:
        raise BadRequest(next(iter(form.errors.values())))
    return form.data
