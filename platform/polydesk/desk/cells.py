"""Cells: the columns that a list of tickets can have, each with its heading and the function that draws its cells.

A cell is HTML: what people wrote goes through `escaped`; what is printed again and again is made once a language. A column
is drawn from top to bottom, so that what stands in many rows is asked for once a table.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from markupsafe import Markup

from i18n import LazyText, _, lazy, ngettext
from i18n.formats import duration, formatter
from i18n.texts import pick
from polydesk.desk import choices, due_cells
from polydesk.kernel.web.assets import drawn, icon
from polydesk.kernel.web.compiling import escaped
from polydesk.kernel.web.rendering import GAP, environment
from polydesk.tickets.listing import QueueRow
from polydesk.tickets.priorities import name_of

SOON_S = 8 * 3_600
LATE_S = 24 * 3_600
# Every icon that a cell may refer to; drawn once a table.
DRAWINGS = (
    *("sparkles", "circle-dot", "user-question", "hourglass", "circle-check", "lock", "ban", "circle"),
    *("arrow-down", "minus", "arrow-up", "flame", *due_cells.DRAWINGS),
)


@dataclass(frozen=True, slots=True)
class Here:
    """In which language, at which moment; `home` is the company's own language, which its texts fall back to."""

    locale: str
    at: datetime
    home: str


Rows = Sequence[QueueRow]
Cells = Callable[[Rows, Here], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Column:
    """`look` are the classes of its cells and heading; how wide it is, its heading says alone."""

    key: str
    name: LazyText
    cells: Cells
    look: str = ""
    is_always: bool = False

    @property
    def head_look(self) -> str:
        return f"of-{self.key} {self.look}".rstrip()


class Words(dict[str, str]):
    """The words of one column, each drawn when the first row has it."""

    def __init__(self, draw: Callable[[str], str]) -> None:
        super().__init__()
        self._draw = draw

    def __missing__(self, word: str) -> str:
        text = self[word] = self._draw(word)
        return text


def what(rows: Rows, here: Here) -> list[str]:
    """The subject, which leads to the ticket, and who wrote how much."""
    return [
        f'<a class="work-subject" href="/desk/tickets/{row.number}" dir="auto">{escaped(row.subject)}</a>'
        f'<span class="work-line">#{row.number}{_line(row, here.locale) if row.who else ""}</span>'
        for row in rows
    ]


def state(rows: Rows, here: Here) -> list[str]:
    badges = Words(lambda status: _status(here.locale, status))
    return [
        badges["spam" if row.is_spam else row.status] + (_own_status(row, here) if row.own_status else "")
        for row in rows
    ]


def priority(rows: Rows, here: Here) -> list[str]:
    badges = Words(lambda priority: _priority(here.locale, priority, name_of(priority)))
    return [badges[row.priority] for row in rows]


def assignee(rows: Rows, here: Here) -> list[str]:
    nobody = _nobody(here.locale)
    return [escaped(row.assignee) if row.assignee else nobody for row in rows]


def channel(rows: Rows, here: Here) -> list[str]:
    names = Words(lambda channel: _channel(here.locale, channel))
    return [names[row.channel] for row in rows]


def created(rows: Rows, here: Here) -> list[str]:
    return [_past(row.created_at, here) for row in rows]


def changed(rows: Rows, here: Here) -> list[str]:
    return [_past(row.updated_at, here) for row in rows]


def waiting(rows: Rows, here: Here) -> list[str]:
    locale, at, nobody = here.locale, here.at, _not_waiting(here.locale)
    return [_wait(locale, _rounded(at - since), drawn) if (since := row.waiting_since) else nobody for row in rows]


def due(rows: Rows, here: Here) -> list[str]:
    return due_cells.due_cells(rows, here.locale, here.at)


def tags(rows: Rows, _here: Here) -> list[str]:
    return ["".join([f'<span class="tag-chip"><bdi>{escaped(tag)}</bdi></span> ' for tag in row.tags]) for row in rows]


def category(rows: Rows, here: Here) -> list[str]:
    return [escaped(pick(row.category, here.locale, here.home).text) if row.category else "" for row in rows]


COLUMNS = (
    Column("subject", lazy("Ticket"), what, "work-what", is_always=True),
    Column("status", lazy("Status"), state, "work-state", is_always=True),
    Column("priority", lazy("Priority"), priority),
    Column("assignee", lazy("Assignee"), assignee),
    Column("channel", lazy("Channel"), channel, "work-soft"),
    Column("created", lazy("Created"), created, "work-soft"),
    Column("updated", lazy("Changed"), changed, "work-soft work-extra"),
    Column("category", lazy("Category"), category, "work-soft"),
    Column("tags", lazy("Tags"), tags),
    Column("waiting", lazy("Waiting"), waiting, "work-soft work-extra", is_always=True),
    Column("due", lazy("Due"), due, "work-wait", is_always=True),
)


def waited(since: datetime | None, at: datetime, locale: str) -> Markup:
    """How long the customer has been waiting, by word and by colour; a quiet dash when it is not our turn."""
    return Markup(_wait(locale, _rounded(at - since), icon) if since else _not_waiting(locale))


@lru_cache(maxsize=100)
def tick(_locale: str) -> str:
    """The cell of the box to tick, with a `GAP` for the ticket's number, twice."""
    label = escaped(_("Select ticket %(number)s") % {"number": GAP})
    return f'<td class="work-tick"><input class="form-check-input" type="checkbox" name="number" value="{GAP}" aria-label="{label}"></td>'


@lru_cache(maxsize=500)
def _status(_locale: str, status: str) -> str:
    return _badge("status_badge", status)


@lru_cache(maxsize=2_000)
def _priority(_locale: str, priority: str, _name: str) -> str:
    return _badge("priority_badge", priority)


@lru_cache(maxsize=100)
def _channel(_locale: str, channel: str) -> str:
    return escaped(str(choices.CHANNEL_NAMES[channel]))


@lru_cache(maxsize=100)
def _nobody(_locale: str) -> str:
    return f'<span class="work-soft">{escaped(_("Nobody"))}</span>'


@lru_cache(maxsize=100)
def _not_waiting(_locale: str) -> str:
    words = escaped(_("Nobody is waiting"))
    return f'<span class="wait wait-none"><span aria-hidden="true">–</span><span class="visually-hidden">{words}</span></span>'


@lru_cache(maxsize=4_000)
def _wait(_locale: str, seconds: int, draw: Callable[[str], Markup]) -> str:
    text = escaped(duration(seconds))
    if seconds < SOON_S:
        return f'<span class="wait">{draw("clock")}{text}</span>'
    look, drawing, words = (
        ("wait-late", "alert-triangle", _("for long"))
        if seconds >= LATE_S
        else ("wait-soon", "clock", _("for some time"))
    )
    return (
        f'<span class="wait {look}">{draw(drawing)}{text}<span class="visually-hidden"> {escaped(words)}</span></span>'
    )


@lru_cache(maxsize=2_000)
def _messages(_locale: str, count: int) -> str:
    return escaped(ngettext("%(count)s message", "%(count)s messages", count) % {"count": count})


def _line(row: QueueRow, locale: str) -> str:
    return f" · <bdi>{escaped(row.who)}</bdi> · {_messages(locale, row.messages)}"


def _own_status(row: QueueRow, here: Here) -> str:
    own = pick(row.own_status or {}, here.locale, here.home).text
    return f' <span class="badge-soft badge-grey">{escaped(own)}</span>'


def _past(instant: datetime, here: Here) -> str:
    """How long ago, in steps of minutes, then of hours: all of these texts are remembered."""
    span = here.at - instant
    if span.days:
        return _ago(here.locale, span.days * 24 + span.seconds // 3_600, 3_600)
    return _ago(here.locale, span.seconds // 60, 60)


@lru_cache(maxsize=20_000)
def _ago(locale: str, steps: int, step: int) -> str:
    at = datetime.now(UTC)
    return escaped(formatter(locale).ago(at - timedelta(seconds=steps * step), at))


def _rounded(span: timedelta) -> int:
    """In steps that a reader cares about: minutes, hours, days. Fewer texts, all of them remembered."""
    if span.days:
        return max(60, span.days * 86_400)
    seconds = span.seconds
    return max(60, seconds - seconds % (60 if seconds < 3_600 else 3_600))


def _badge(macro: str, word: str) -> str:
    """A badge of the parts that pages use, in the language of the moment, its icon referred to."""
    return str(getattr(environment().get_template("web/parts.html").make_module(), macro)(word, drawn))
