"""Rows: tickets of a list as ready texts, so that a template prints fifty of them without asking anybody anything."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from i18n import _, current_locale, ngettext
from i18n.formats import Formatter, duration, formatter
from i18n.texts import pick
from polydesk.desk import choices
from polydesk.kernel.clock import now
from polydesk.kernel.web.assets import icon
from polydesk.kernel.web.rendering import environment
from polydesk.tickets.listing import QueueRow

SOON = timedelta(hours=8)
LATE = timedelta(hours=24)

Row = tuple[Any, ...]


def shown(rows: Iterable[QueueRow]) -> list[Row]:
    """Number, subject, second line, state, priority, assignee, channel, created, changed, waiting, name of the box."""
    locale, at, here = current_locale(), now(), formatter()
    return [_row(row, locale, at, here) for row in rows]


def waiting(since: datetime | None, at: datetime, locale: str) -> Markup:
    """How long the customer has been waiting, by word and by colour; a quiet dash when it is not our turn."""
    if since is None:
        return _not_waiting(locale)
    span = at - since
    return _wait(locale, "late" if span >= LATE else "soon" if span >= SOON else "", _span(locale, _rounded(span)))


def _row(row: QueueRow, locale: str, at: datetime, here: Formatter) -> Row:
    number = row.number
    return (
        number,
        row.subject,
        f"#{number} · {row.who} · {_messages(locale, row.messages)}" if row.who else f"#{number}",
        _state(
            locale,
            "spam" if row.is_spam else row.status,
            pick(row.own_status, locale, "en").text if row.own_status else "",
        ),
        _priority(locale, row.priority),
        row.assignee or _nobody(locale),
        _channel(locale, row.channel),
        here.ago(row.created_at, at),
        here.ago(row.updated_at, at),
        waiting(row.waiting_since, at, locale) if row.waiting_since else _not_waiting(locale),
        _tick(locale, number),
    )


# What is printed again and again is made once for each language.


@lru_cache(maxsize=500)
def _state(_locale: str, status: str, own: str) -> Markup:
    badge = _part("status_badge", status)
    return badge + Markup(' <span class="badge-soft badge-grey">{}</span>').format(own) if own else badge


@lru_cache(maxsize=100)
def _priority(_locale: str, priority: str) -> Markup:
    return _part("priority_badge", priority)


@lru_cache(maxsize=100)
def _channel(_locale: str, channel: str) -> str:
    return str(choices.CHANNEL_NAMES[channel])


@lru_cache(maxsize=100)
def _nobody(_locale: str) -> Markup:
    return Markup('<span class="work-soft">{}</span>').format(_("Nobody"))


@lru_cache(maxsize=100)
def _not_waiting(_locale: str) -> Markup:
    return Markup(
        '<span class="wait wait-none"><span aria-hidden="true">–</span><span class="visually-hidden">{}</span></span>'
    ).format(_("Nobody is waiting"))


@lru_cache(maxsize=4_000)
def _wait(_locale: str, tone: str, text: str) -> Markup:
    words = {"": "", "soon": _("for some time"), "late": _("for long")}[tone]
    drawing = {"": "clock", "soon": "clock", "late": "alert-triangle"}[tone]
    return Markup('<span class="wait{}">{}{}<span class="visually-hidden"> {}</span></span>').format(
        f" wait-{tone}" if tone else "", icon(drawing), text, words
    )


@lru_cache(maxsize=4_000)
def _span(_locale: str, seconds: int) -> str:
    return duration(seconds)


@lru_cache(maxsize=2_000)
def _messages(_locale: str, count: int) -> str:
    return ngettext("%(count)s message", "%(count)s messages", count) % {"count": count}


@lru_cache(maxsize=10_000)
def _tick(_locale: str, number: int) -> str:
    return _("Select ticket %(number)s") % {"number": number}


def _rounded(span: timedelta) -> int:
    """In steps that a reader cares about: minutes, hours, days. Fewer texts, all of them remembered."""
    seconds = max(60, int(span.total_seconds()))
    step = 60 if seconds < 3_600 else 3_600 if seconds < 86_400 else 86_400
    return seconds - seconds % step


def _part(macro: str, *args: str) -> Markup:
    """A macro of the parts that pages use, drawn in the language of the moment."""
    return Markup(getattr(environment().get_template("web/parts.html").make_module(), macro)(*args))
