"""The queue: any view of tickets, and the next most urgent one."""

from functools import lru_cache
from typing import Any

from litestar import Controller, Response, get
from litestar.params import FromQuery

from i18n import LazyText, _, current_locale, lazy
from polydesk.desk import batch_words, choices, rows
from polydesk.desk.batch_words import Told
from polydesk.desk.frame import BESIDE, Frame, frame
from polydesk.desk.views_at_hand import address_of, find_view
from polydesk.kernel.actor import actor
from polydesk.kernel.ids import to_id
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.web import Page, redirect
from polydesk.tickets import batches
from polydesk.tickets.batches import MOST
from polydesk.tickets.conditions import OPEN, Conditions
from polydesk.tickets.listing import queue
from polydesk.tickets.views import BUILT_IN, View

TABS = ("open", "waiting", "resolved", "closed", "all")

NOTHING: dict[str, tuple[LazyText, LazyText]] = {
    "mine": (lazy("Nothing is on your plate"), lazy("Take the next one from the unassigned tickets.")),
    "unassigned": (lazy("Every ticket has somebody"), lazy("New ones appear here by themselves.")),
    "open": (lazy("All done"), lazy("No open tickets. New ones appear here by themselves.")),
    "follow_ups": (lazy("Nobody waits for a call"), lazy("After a low rating a task to call back appears here.")),
    "spam": (lazy("No spam"), lazy("What you mark as spam can be brought back from here.")),
    "followed": (lazy("You follow no open ticket"), lazy("Follow a ticket to keep an eye on it without owning it.")),
}
OTHERWISE = (lazy("No tickets here"), lazy("Tickets that fit this view appear here by themselves."))

HINTS: dict[str, LazyText] = {
    "due": lazy("What is due next comes first."),
    "waiting": lazy("The longest waiting come first."),
}


class QueuePages(Controller):
    path = "/desk/tickets"

    @get()
    async def index(
        self,
        view: FromQuery[str] = "open",
        after: FromQuery[str] = "",
        changed: FromQuery[str] = "",
    ) -> Response[str]:
        around = await frame(view)
        wanted = find_view(view, around)
        page = await queue(wanted.conditions, by=actor(), after=after, sort=wanted.sort)
        may_change = actor().may("tickets.change")
        return Page(
            "desk/queue.html",
            partial="desk/_queue.html",
            desk=around,
            view=_shown(wanted, after),
            rows=rows.shown(page.rows, columns_of(wanted), may_change=may_change),
            older=address_of(view, page.older) if page.older else None,
            newer=address_of(view) if after else None,
            may_change=may_change,
            bulk=_bulk(around) if may_change else None,
            told=await _told(changed),
        )

    @get("/next")
    async def next(self, after: FromQuery[int] = 0) -> Response[Any]:
        """The most urgent ticket that is mine or nobody's, other than the one at hand."""
        for assignee in ("me", "nobody"):
            page = await queue(Conditions(statuses=OPEN, assignee=assignee), by=actor(), most=2)
            pressing = [row for row in page.rows if row.number != after and (row.due_at or row.waiting_since)]
            if pressing:
                return redirect(f"/desk/tickets/{pressing[0].number}")
        return redirect("/desk/tickets?view=mine")


def _bulk(around: Frame) -> dict[str, Any]:
    """What several tickets can be changed to."""
    return {
        "assignees": (("nobody", _("Nobody")), *around.pulse.assignees),
        "teams": around.pulse.teams,
        "statuses": choices.our_statuses(current_locale()),
        "priorities": tuple(choices.named(choices.PRIORITY_NAMES)),
        "may_assign": actor().may("tickets.assign"),
        "may_mark": actor().may("tickets.spam"),
        "most": MOST,
    }


def columns_of(view: View) -> frozenset[str]:
    return frozenset(view.columns) | ({"updated"} if view.is_built_in else set())


def _shown(view: View, after: str) -> dict[str, Any]:
    title, text = NOTHING.get(view.key, OTHERWISE)
    return {
        "key": view.key,
        "name": str(view.name),
        "is_beside": view.key in BESIDE or not view.is_built_in,
        "hint": str(HINTS.get(view.sort, "")),
        "saved": "" if view.is_built_in else view.key,
        "here": address_of(view.key, after),
        "tabs": _tabs(current_locale(), view.key),
        "empty_icon": "mood-smile" if view.key in ("mine", "open") else view.icon,
        "empty_title": str(title),
        "empty_text": str(text),
    }


@lru_cache(maxsize=500)
def _tabs(_locale: str, present: str) -> tuple[tuple[str, str, bool, None], ...]:
    return tuple(
        (str(one.name), f"/desk/tickets?view={one.key}", one.key == present, None)
        for one in BUILT_IN
        if one.key in TABS
    )


async def _told(changed: str) -> Told | None:
    """What the change came to that this address speaks of; nothing where it is long ago, or a colleague's."""
    if changed == "none":
        return Told(_("Nothing was changed. Tick tickets and choose what to change."))
    batch_id = to_id(changed)
    try:
        found = await batches.batch(batch_id, by=actor()) if batch_id else None
    except NotFound:
        return None
    return await batch_words.told(found) if found and found.state in ("done", "undone") else None
