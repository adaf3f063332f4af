"""The desk's front door: what waits, who mentioned me, what customers say, how the team is doing."""

from typing import Any

from litestar import Controller, Response, get

from i18n import current_zone
from i18n.formats import formatter
from polydesk.announcements.showing import on_portal
from polydesk.desk.frame import frame
from polydesk.desk.home import SHOWN, home
from polydesk.kernel.actor import actor
from polydesk.kernel.clock import now
from polydesk.kernel.settings import settings
from polydesk.kernel.web import Page, moment, redirect
from surveys.latest import latest


class HomePages(Controller):
    path = "/desk"

    @get()
    async def show(self) -> Response[Any]:
        me = actor()
        if not me.may("tickets.read"):
            if settings().bills and me.may("billing.manage"):
                return redirect("/admin/billing")
            return Page("desk/no_tickets.html")
        around = await frame()
        mine = around.pulse.colleague(me.id)
        return Page(
            "desk/home.html",
            partial="desk/_home.html",
            desk=around,
            today=formatter().day(now().astimezone(current_zone()), "full"),
            notices=[] if moment().is_htmx else await on_portal(),
            away=mine.away if mine else "",
            ratings=await latest(most=SHOWN),
            **await home(me, around.pulse),
        )
