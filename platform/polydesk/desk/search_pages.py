"""Search for agents: tickets by words, numbers, people and names of files, and the people themselves."""

from typing import Any, get_args

import msgspec
from litestar import Controller, Response, get
from litestar.params import FromQuery

from i18n import _, ngettext
from polydesk.customers.queries import find_people
from polydesk.desk import choices, rows
from polydesk.desk.frame import frame
from polydesk.desk.people import shown_name
from polydesk.kernel.actor import actor
from polydesk.kernel.ids import to_id
from polydesk.kernel.web import Page
from polydesk.tickets import categories
from polydesk.tickets.conditions import OPEN, Conditions
from polydesk.tickets.searching import search
from polydesk.tickets.ticket import Priority
from tenants.here import site

MOST = 50
COLUMNS = frozenset({"priority", "assignee", "updated"})


class SearchPages(Controller):
    path = "/desk/search"

    @get()
    async def index(
        self,
        q: FromQuery[str] = "",
        status: FromQuery[str] = "",
        assignee: FromQuery[str] = "",
        priority: FromQuery[str] = "",
        category: FromQuery[str] = "",
    ) -> Response[str]:
        words = _clean(q)
        known = choices.wanted_categories(await categories.known())
        wanted = conditions(status, assignee, priority, category if category in dict(known) else "")
        found = await search(words, by=actor(), wanted=wanted, languages=site().languages, most=MOST) if words else []
        people = await find_people(words, most=6) if words and wanted == Conditions() else []
        around = await frame()
        return Page(
            "desk/search.html",
            desk=around,
            q=words,
            filters={"status": status, "assignee": assignee, "priority": priority, "category": category},
            rows=rows.shown(found, COLUMNS),
            found=_found(len(found)),
            people=[{"id": one.id, "shown": shown_name(one), "address": one.address} for one in people],
            statuses=[("unsolved", _("Not resolved yet")), *choices.named(choices.STATUS_NAMES), ("spam", _("Spam"))],
            assignees=[("me", _("Me")), ("nobody", _("Nobody")), *around.pulse.assignees],
            priorities=choices.named(choices.PRIORITY_NAMES),
            categories=known,
        )


def conditions(status: str, assignee: str, priority: str, category: str) -> Conditions:
    """The filters of the address; what nobody offers is no filter."""
    wanted: dict[str, Any] = {}
    if status in choices.STATUS_NAMES:
        wanted["statuses"] = [status]
    elif status == "unsolved":
        wanted["statuses"] = list(OPEN)
    elif status == "spam":
        wanted["spam"] = True
    if assignee in ("me", "nobody") or to_id(assignee):
        wanted["assignee"] = assignee
    if priority in get_args(Priority):
        wanted["priorities"] = [priority]
    if category:
        wanted["categories"] = [category]
    return msgspec.convert(wanted, Conditions)


def _found(count: int) -> str:
    if count >= MOST:
        return _("The %(count)s best tickets; more words find fewer") % {"count": count}
    return ngettext("%(count)s ticket found", "%(count)s tickets found", count) % {"count": count}


def _clean(text: str) -> str:
    """What PostgreSQL can be asked: no NUL, no lone surrogates, not endless."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")[:200].strip()
