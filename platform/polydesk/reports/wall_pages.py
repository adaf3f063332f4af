"""`/admin/reports/wall`: the wallboard, for whoever reads reports; `/wall/{token}`: the same on a screen that signs in nowhere.

It asks again twice a minute. Neither subjects nor names of people stand on it, since everybody in the room reads it.
"""

from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath, Parameter
from msgspec import Meta, Struct

from i18n import _, current_zone, live_in
from i18n.formats import formatter
from polydesk.kernel.actor import actor
from polydesk.kernel.clock import now
from polydesk.kernel.ids import to_id
from polydesk.kernel.lines import one_line
from polydesk.kernel.web import Form, Page, empty, moment, read_form, redirect
from polydesk.reports import wall_links
from polydesk.reports.reading import ALL, reporting_zone
from polydesk.reports.wall_counting import wall
from polydesk.reports.wall_links import TooManyLinks
from polydesk.reports.wall_looks import support, tiles
from tenants.here import visit
from tenants.teams import teams

PAGE = f"{ALL}/wall"
LINKS = f"{PAGE}/links"
Typed = Annotated[str, Parameter(required=False)]
# The address is the secret: no other site hears it, nobody lists it, nothing keeps it.
PRIVATE = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store"}


class LinkForm(Struct):
    name: Annotated[str, Meta(min_length=1, max_length=80)]
    team: str = ""


class WallPages(Controller):
    path = PAGE

    @get()
    async def show(self, team: Typed = "") -> Response[Any]:
        """A part of it is asked for by the page itself, which knows its team."""
        offered = [] if moment().is_htmx else await teams()
        chosen = to_id(team)
        named = {one.id: one.name for one in offered}
        if not moment().is_htmx and chosen not in named:
            chosen = None
        return await _wall(
            chosen,
            here=f"{PAGE}?team={chosen}" if chosen else PAGE,
            team=named.get(chosen, "") if chosen else "",
            chosen=str(chosen or ""),
            teams=[(str(one.id), one.name) for one in offered],
            is_member=True,
        )


class SharedWallPages(Controller):
    path = "/wall/{token:str}"

    @get()
    async def show(self, token: FromPath[str]) -> Response[Any]:
        team_id = await wall_links.team_behind(token)
        live_in((await reporting_zone()).key)
        named = {} if moment().is_htmx or team_id is None else {one.id: one.name for one in await teams()}
        return await _wall(
            *(team_id,),
            here=f"/wall/{token}",
            team=named.get(team_id, "") if team_id else "",
            is_member=False,
        )


class WallLinkPages(Controller):
    path = LINKS

    @get()
    async def index(self) -> Response[Any]:
        return await _links(empty(LinkForm), said=moment().query == "said=revoked")

    @post(status_code=200)
    async def create(self, request: Request[Any, Any, Any]) -> Response[Any]:
        """The link stands on the page that answers, and nowhere else."""
        form = await read_form(request, LinkForm)
        name = one_line(form.value("name"))
        if form.ok and not name:
            form.fail("name", _("Please fill this in."))
        if not form.ok:
            return await _links(form, status=422)
        known = {one.id for one in await teams()}
        team_id = to_id(form.data.team)
        if form.data.team and team_id not in known:
            form.fail("team", _("Please choose one of the options."))
            return await _links(form, status=422)
        try:
            token = await wall_links.make(name, team_id=team_id)
        except TooManyLinks as refusal:
            form.fail("", str(refusal.message))
            return await _links(form, status=409)
        return await _links(empty(LinkForm), link=f"{(await visit()).base_url}/wall/{token}")

    @post("/{link_id:uuid}/revocation", stays_open="a link that got about shows figures until then")
    async def revoke(self, link_id: FromPath[UUID]) -> Response[Any]:
        await wall_links.revoke(link_id)
        return redirect(f"{LINKS}?said=revoked")


async def _wall(team_id: UUID | None, *, here: str, is_member: bool, **more: Any) -> Response[Any]:
    at = now()
    return Page(
        "reports/wall.html",
        partial="reports/_wall.html",
        headers={} if is_member else PRIVATE,
        tiles=tiles(await wall(team_id)),
        support=await support(),
        at=at,
        heard=formatter().clock_time(at),
        day=formatter().day(at.astimezone(current_zone()), "full"),
        here=here,
        # A screen has no theme of its own yet: dark, which is easy on the eyes in a room.
        theme=moment().cookies.get("theme") or "dark",
        is_member=is_member,
        opens_tickets=is_member and actor().may("tickets.read"),
        **more,
    )


async def _links(form: Form[LinkForm], *, status: int = 200, link: str = "", said: bool = False) -> Response[Any]:
    return Page(
        "reports/wall_links.html",
        status=status,
        headers={"Cache-Control": "no-store"},
        form=form,
        links=await wall_links.links(),
        teams=[(str(one.id), one.name) for one in await teams()],
        link=link,
        said=said,
    )
