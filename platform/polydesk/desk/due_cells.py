"""Due: the cells that say when a ticket's next promise is due, how late it is, or why nothing runs at the moment."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache

from i18n import LazyText, _, current_zone, lazy
from i18n.formats import duration, formatter, weekday_names
from polydesk.kernel.web.assets import drawn
from polydesk.kernel.web.compiling import escaped
from polydesk.sla.words import METRIC_NAMES
from polydesk.tickets.listing import QueueRow

SOON = timedelta(hours=1)
NONE = timedelta()
DRAWINGS = ("clock", "alert-triangle", "player-pause")
PAUSES: dict[str, LazyText] = {
    "waiting_customer": lazy("Paused while the customer is asked"),
    "waiting_third_party": lazy("Paused while others are asked"),
}


def due_cells(rows: Iterable[QueueRow], locale: str, at: datetime) -> list[str]:
    """The time, and below it what is promised; at the very second of the promise it is still kept."""
    at = at.replace(microsecond=0)
    zone = current_zone()
    today = at.astimezone(zone).date()
    return [
        _promised(locale, zone, row.due_at, at, today) + _metric(locale, row.due_metric)
        if row.due_at is not None
        else _unpromised(row, locale)
        for row in rows
    ]


def _promised(locale: str, zone: tzinfo, due_at: datetime, at: datetime, today: date) -> str:
    left = due_at - at
    if left < NONE:
        return _line("wait wait-late", _whole(locale, zone, due_at), _late(locale, rounded(-int(left.total_seconds()))))
    look = "wait wait-soon" if left < SOON else "wait"
    return _line(look, _whole(locale, zone, due_at), _near(locale, zone, due_at, today))


def _unpromised(row: QueueRow, locale: str) -> str:
    return _paused(locale, row.due_paused, rounded(row.due_left_s)) if row.due_paused else _nothing(locale)


def _line(look: str, title: str, text: str) -> str:
    return f'<span class="{look}" title="{title}">{text}</span>'


@lru_cache(maxsize=5_000)
def _whole(locale: str, zone: tzinfo, due_at: datetime) -> str:
    return escaped(formatter(locale, zone).when(due_at))


@lru_cache(maxsize=1_000)
def _late(_locale: str, seconds: int) -> str:
    return drawn("alert-triangle") + escaped(_("%(time)s late") % {"time": duration(seconds)})


@lru_cache(maxsize=5_000)
def _near(locale: str, zone: tzinfo, due_at: datetime, today: date) -> str:
    """As short as it can be understood: the clock today and tomorrow, the weekday this week, else the day."""
    here = formatter(locale, zone)
    then = here.local(due_at).date()
    words = {"weekday": weekday_names("abbreviated")[then.weekday()], "clock": here.clock_time(due_at)}
    if then == today:
        text = words["clock"]
    elif (then - today).days == 1:
        text = _("tomorrow %(clock)s") % words
    elif (then - today).days < 7:
        text = _("%(weekday)s %(clock)s") % words
    else:
        text = here.day(then)
    return drawn("clock") + escaped(text)


@lru_cache(maxsize=100)
def _metric(_locale: str, metric: str | None) -> str:
    name = METRIC_NAMES.get(metric or "")
    return f'<span class="work-line">{escaped(str(name))}</span>' if name else ""


@lru_cache(maxsize=1_000)
def _paused(_locale: str, reason: str, left_s: int) -> str:
    if reason not in PAUSES:
        words = escaped(_("No due time: support hours are empty"))
        return f'<span class="wait wait-none" title="{words}">{drawn("player-pause")}<span class="visually-hidden">{words}</span></span>'
    left = escaped(_("%(time)s left") % {"time": duration(left_s)})
    return (
        f'<span class="wait wait-none" title="{escaped(str(PAUSES[reason]))}">{drawn("player-pause")}{left}'
        f'<span class="visually-hidden"> {escaped(str(PAUSES[reason]))}</span></span>'
    )


@lru_cache(maxsize=100)
def _nothing(_locale: str) -> str:
    words = escaped(_("Nothing is due"))
    return f'<span class="wait wait-none"><span aria-hidden="true">–</span><span class="visually-hidden">{words}</span></span>'


def rounded(seconds: int | None) -> int:
    """In whole minutes, hours or days: what a reader cares about."""
    seconds = max(60, seconds or 0)
    step = 60 if seconds < 36_000 else 3_600 if seconds < 86_400 else 86_400
    return seconds - seconds % step
