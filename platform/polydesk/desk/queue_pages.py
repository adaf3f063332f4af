"""The queue: any view of tickets, the next most urgent one, and changes of several tickets at once."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus, urlencode

from litestar import Controller, Request, Response, get, post
from litestar.params import FromQuery

from i18n import LazyText, _, current_locale, lazy, ngettext
from i18n.formats import list_of
from polydesk.desk import choices, rows
from polydesk.desk.bulk import change_all
from polydesk.desk.forms import BulkChange
from polydesk.desk.frame import BESIDE, Frame, frame
from polydesk.kernel.actor import actor
from polydesk.kernel.refusals import BadRequest, NotFound
from polydesk.kernel.web import Page, read_form, redirect
from polydesk.tickets.conditions import OPEN, Conditions
from polydesk.tickets.listing import queue
from polydesk.tickets.views import BUILT_IN, View

AnyRequest = Request[Any, Any, Any]
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


@dataclass(frozen=True)
class Told:
    """What a change of several tickets came to."""

    sentence: str
    failed: list[str] = field(default_factory=list)


class QueuePages(Controller):
    path = "/desk/tickets"

    @get()
    async def index(
        self,
        view: FromQuery[str] = "open",
        after: FromQuery[str] = "",
        changed: FromQuery[str] = "",
        failed: FromQuery[str] = "",
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
            older=_address(view, page.older) if page.older else None,
            newer=_address(view) if after else None,
            may_change=may_change,
            assignees=(("nobody", _("Nobody")), *around.pulse.assignees),
            statuses=choices.our_statuses(current_locale()),
            told=_told(changed, failed),
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


class ChangePages(Controller):
    path = "/desk/tickets/changes"

    @post(status_code=200)
    async def create(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, BulkChange)
        if not form.ok:
            raise BadRequest
        done, failed = await change_all(
            form.data.number, assignee=form.data.assignee, status=form.data.status, by=actor()
        )
        view = {"view": form.data.view, "changed": done, "failed": ".".join(map(str, failed))}
        return redirect(f"/desk/tickets?{urlencode(view)}")


def find_view(key: str, around: Frame) -> View:
    """The view with this key among those that this member has. Raises NotFound."""
    for found in (*BUILT_IN, *around.pulse.views):
        if found.key == key:
            return found
    raise NotFound


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
        "here": _address(view.key, after),
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


def _address(view: str, after: str = "") -> str:
    return f"/desk/tickets?view={quote_plus(view)}" + (f"&after={quote_plus(after)}" if after else "")


def _told(changed: str, failed: str) -> Told | None:
    if not changed.isdecimal() or len(changed) > 6:
        return None
    count = int(changed)
    refused = [part for part in failed.split(".") if part.isdecimal()][:50]
    lines = (
        [_("These could not be changed: %(numbers)s") % {"numbers": list_of(f"#{part}" for part in refused)}]
        if refused
        else []
    )
    if count == 0 and not lines:
        return Told(_("Nothing was changed. Tick tickets and choose what to change."))
    return Told(
        ngettext("%(count)s ticket was changed.", "%(count)s tickets were changed.", count) % {"count": count}, lines
    )
