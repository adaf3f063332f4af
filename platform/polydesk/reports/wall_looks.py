"""The wallboard's figures as a screen shows them: a few words, a large number, a note, and what is urgent in colour and sign."""

from dataclasses import dataclass
from typing import Literal

from i18n import _, current_zone, ngettext
from i18n.formats import number, percent
from polydesk.hours.instants import instant_of
from polydesk.kernel.clock import now
from polydesk.reports.tickets_words import length
from polydesk.reports.wall_counting import CAP, Today, Wall
from polydesk.schedules.opening import opening
from polydesk.schedules.opening_words import state_text
from polydesk.sla.moments import about
from surveys.scores import FEWEST_OF_AGENT, Tally

Mood = Literal["", "late", "soon"]


@dataclass(frozen=True)
class Tile:
    """`is_long` is a length of time rather than a number; `ticket` is the number of the one that it tells of."""

    label: str
    value: str
    note: str = ""
    mood: Mood = ""
    is_long: bool = False
    ticket: int | None = None


@dataclass(frozen=True)
class Support:
    is_open: bool
    text: str


async def support() -> Support | None:
    """Whether somebody is there now, by the company's usual hours."""
    found = await opening(instant_of(now()))
    return Support(found.is_open, state_text(found, str(current_zone()))) if found else None


def tiles(found: Wall) -> list[Tile]:
    queue, today = found.queue, found.today
    return [
        Tile(_("Open tickets"), capped(queue.open)),
        Tile(_("not assigned to anybody"), capped(queue.unassigned)),
        Tile(_("Waiting for us"), capped(queue.waiting)),
        Tile(_("Overdue"), capped(queue.overdue), mood="late" if queue.overdue else ""),
        Tile(_("Due within the hour"), capped(queue.soon), mood="soon" if queue.soon else ""),
        Tile(_("Came in today"), number(today.created)),
        Tile(_("Solved today"), number(today.solved)),
        _first_response(today),
        _satisfaction(found.week),
        _longest(found),
    ]


def capped(count: int) -> str:
    """`10,000+` from where nobody counts on."""
    return _("%(number)s+") % {"number": number(CAP - 1)} if count >= CAP else number(count)


def _first_response(today: Today) -> Tile:
    """By the support hours where there are any."""
    if today.support_s is not None or today.wall_s is None:
        return Tile(_("First response"), length(today.support_s), _("Median of today, in support time"), is_long=True)
    return Tile(_("First response"), length(today.wall_s), _("Median of today, all hours"), is_long=True)


def _satisfaction(week: Tally) -> Tile:
    """Of few answers nothing is told: it would tell of chance, or of somebody."""
    score = week.score("csat")
    if score is None or week.answered < FEWEST_OF_AGENT:
        return Tile(_("Satisfaction (CSAT)"), "–", _("Fewer than 5 answers in the last 7 days"))
    said = ngettext("%(num)s answer in the last 7 days", "%(num)s answers in the last 7 days", week.answered)
    return Tile(_("Satisfaction (CSAT)"), percent(score), said % {"num": number(week.answered)})


def _longest(found: Wall) -> Tile:
    queue = found.queue
    if queue.since is None:
        return Tile(_("Waiting longest"), "–", _("Nobody is waiting. Well done."))
    waited = int((now() - queue.since).total_seconds())
    return Tile(_("Waiting longest"), about(max(0, waited)), is_long=True, ticket=queue.longest)
