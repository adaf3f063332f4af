"""Home: what an agent should look at first, read in a few short statements."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from markupsafe import Markup

from i18n import _, current_locale
from i18n.formats import duration, when
from polydesk.desk.cells import waited
from polydesk.desk.due_cells import rounded
from polydesk.desk.pulse import Pulse, capped
from polydesk.hours.instants import instant_of
from polydesk.kernel.actor import Actor
from polydesk.kernel.clock import now
from polydesk.kernel.web.assets import icon
from polydesk.sla.moments import near
from polydesk.sla.words import METRIC_NAMES
from polydesk.tickets.conditions import OPEN, Conditions
from polydesk.tickets.following import Mention, mentions_of
from polydesk.tickets.listing import QueueRow, queue
from polydesk.tickets.text import excerpt

SHOWN = 6


async def home(me: Actor, beat: Pulse) -> dict[str, Any]:
    overdue = await queue(Conditions(statuses=OPEN, assignee="me", due="overdue"), by=me, most=SHOWN)
    today = await queue(Conditions(statuses=OPEN, assignee="me", due="today"), by=me, most=SHOWN)
    mine = await queue(Conditions(statuses=OPEN, assignee="me"), by=me, sort="waiting", most=SHOWN)
    longest = await queue(Conditions(statuses=OPEN), by=me, sort="waiting", most=SHOWN)
    waiting_on_me = [row for row in mine.rows if row.waiting_since]
    return {
        "figures": _figures(beat),
        "lists": [
            (
                *(_("Overdue"), "mood-smile", "/desk/tickets?view=mine", _due(overdue.rows, _late)),
                _("Nothing of yours is overdue."),
            ),
            (
                *(_("Due today"), "calendar-check", "/desk/tickets?view=mine", _due(today.rows, _soon)),
                _("Nothing more of yours is due today."),
            ),
            (
                *(_("Waiting on me"), "mood-smile", "/desk/tickets?view=mine", _short(waiting_on_me)),
                _("Nobody is waiting for an answer from you."),
            ),
            (
                *(_("Waiting longest"), "circle-check", "/desk/tickets?view=open"),
                *(_short([row for row in longest.rows if row.waiting_since]), _("Nobody is waiting. Well done.")),
            ),
        ],
        "mentions": [_mention(one) for one in await mentions_of(me.id, most=SHOWN)] if me.id else [],
        "team": beat.colleagues,
        "most_load": max([one.load for one in beat.colleagues] + [1]),
    }


def _figures(beat: Pulse) -> list[tuple[str, str, str]]:
    return [
        ("/desk/tickets?view=mine", capped(beat.mine), _("my open tickets")),
        ("/desk/tickets?view=unassigned", capped(beat.unassigned), _("not assigned to anybody")),
        ("/desk/tickets?view=open", capped(beat.open), _("open in total")),
        ("/desk#home-mentions", capped(beat.mentions), _("new mentions")),
    ]


def _short(found: list[QueueRow]) -> list[tuple[Any, ...]]:
    locale, at = current_locale(), now()
    return [
        (row.number, row.subject, f"#{row.number} · {row.who}", waited(row.waiting_since, at, locale)) for row in found
    ]


def _due(found: list[QueueRow], said: Callable[[datetime], Markup]) -> list[tuple[Any, ...]]:
    """What is due first comes first; below the subject stands what is promised."""
    return [
        (row.number, row.subject, f"#{row.number} · {METRIC_NAMES[row.due_metric or '']} · {row.who}", said(row.due_at))
        for row in found
        if row.due_at is not None
    ]


def _late(due_at: datetime) -> Markup:
    late = _("%(time)s late") % {"time": duration(rounded(int((now() - due_at).total_seconds())))}
    return _line(
        "wait wait-late", icon("alert-triangle"), Markup('<span title="{}">{}</span>').format(when(due_at), late)
    )


def _soon(due_at: datetime) -> Markup:
    return _line("wait", icon("clock"), near(instant_of(due_at)))


def _line(look: str, drawing: Markup, text: Markup) -> Markup:
    return Markup('<span class="{}">{}{}</span>').format(look, drawing, text)


def _mention(one: Mention) -> dict[str, Any]:
    line = _("%(name)s: %(text)s") % {"name": one.author_name, "text": excerpt(one.body, 120)}
    return {"number": one.number, "message_id": one.message_id, "subject": one.subject, "at": one.at, "line": line}
