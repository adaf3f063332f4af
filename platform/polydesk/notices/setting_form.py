"""The form of the settings: what was ticked and typed becomes choices and a rhythm, or a sentence beside the field."""

from collections.abc import Iterable, Mapping
from datetime import time
from typing import Annotated, Any, NamedTuple

import msgspec

from i18n import LazyText, _, lazy
from i18n.formats import week, weekday_names
from polydesk.hours.form import WEEKDAYS
from polydesk.kernel.web import Form
from polydesk.notices import words
from polydesk.notices.choice import CHANNELS, EVERYTHING, MINE, NAMED, TEAMS, Choice
from polydesk.notices.quiet import PACES, URGENT, Rhythm

SCOPE_NAMES: dict[str, LazyText] = {
    MINE: lazy("Mine and followed"),
    TEAMS: lazy("My teams too"),
    EVERYTHING: lazy("All tickets"),
    NAMED: lazy("As the policy says"),
}
GROUPS: tuple[tuple[LazyText, tuple[str, ...]], ...] = (
    (lazy("Tickets"), words.TICKETS),
    (lazy("Promises"), words.PROMISES),
    (lazy("Company"), words.COMPANY),
)
WHOLE_DAY = "24:00"


class Grid(msgspec.Struct):
    """`on` holds "event/channel" for each box that is ticked; `of/event` says of whose tickets."""

    on: list[Annotated[str, msgspec.Meta(max_length=60)]] = []


class ForAll(Grid):
    """`seen` is the mark of the choices that the form was opened on."""

    seen: Annotated[str, msgspec.Meta(max_length=100)] = ""


class Settings(Grid):
    pace: Annotated[str, msgspec.Meta(max_length=10)] = "instant"
    digest_at: Annotated[str, msgspec.Meta(max_length=8)] = "08:00"
    urgent: list[Annotated[str, msgspec.Meta(max_length=10)]] = []


class Row(NamedTuple):
    """One event in the grid."""

    event: str
    title: LazyText
    icon: str
    channels: frozenset[str]
    scope: str
    scopes: tuple[tuple[str, LazyText], ...]


class Day(NamedTuple):
    """One weekday of the quiet hours, as it was typed."""

    key: str
    name: str
    begins: str
    ends: str
    error: str | None


def rows(choices: Mapping[str, Choice]) -> list[tuple[LazyText, list[Row]]]:
    """The grid, group by group; a group of which nothing is asked does not stand there."""
    groups = [
        (title, [_row(event, choices[event]) for event in events if event in choices]) for title, events in GROUPS
    ]
    return [(title, found) for title, found in groups if found]


def _row(event: str, choice: Choice) -> Row:
    known = words.EVENTS[event]
    scopes = tuple((scope, SCOPE_NAMES[scope]) for scope in known.scopes) if len(known.scopes) > 1 else ()
    return Row(event, known.title, known.icon, choice.channels, choice.scope, scopes)


def choices_from(form: Form[Any], events: Iterable[str]) -> dict[str, Choice]:
    ticked = set(form.all_values("on"))
    return {
        event: Choice(
            frozenset(name for name in CHANNELS if f"{event}/{name}" in ticked),
            _scope(form.value(f"of/{event}"), event),
        )
        for event in events
    }


def _scope(wanted: str, event: str) -> str:
    known = words.EVENTS[event]
    return wanted if wanted in known.scopes else known.usual.scope


def rhythm_from(form: Form[Settings], zone: str) -> Rhythm | None:
    """None when something cannot be; the form then says what, beside it."""
    quiet = {key: between for key in WEEKDAYS if (between := _quiet_from(form, key))}
    at = _time(form.value("digest_at", "08:00"))
    if at is None:
        form.fail("digest_at", _("Please enter a time."))
    pace = form.value("pace")
    if not form.ok or at is None:
        return None
    urgent = tuple(name for name in URGENT if name in form.all_values("urgent"))
    rhythm = Rhythm(zone, pace if pace in PACES else "instant", at, quiet, urgent)
    if not rhythm.ever_speaks:
        form.fail("quiet_mon", _("Please leave some time in the week in which you may be reached."))
    return rhythm if form.ok else None


def days(rhythm: Rhythm) -> list[Day]:
    """As they are kept, the week as it begins where this is read."""
    names = weekday_names()
    return [_day(WEEKDAYS[number], names[number], rhythm.quiet.get(WEEKDAYS[number])) for number in week()]


def _day(key: str, name: str, between: list[str] | None) -> Day:
    begins, ends = between or ("", "")
    return Day(key, name, begins, "00:00" if ends == WHOLE_DAY else ends, None)


def days_from(form: Form[Settings]) -> list[Day]:
    """As they were typed; with `do=copy` all like the first one that says anything."""
    names = weekday_names()
    typed = {key: (form.value(f"from_{key}"), form.value(f"to_{key}")) for key in WEEKDAYS}
    if form.value("do") == "copy":
        first = next((between for number in week() if all(between := typed[WEEKDAYS[number]])), ("", ""))
        typed = dict.fromkeys(WEEKDAYS, first)
    keys = [(WEEKDAYS[number], names[number]) for number in week()]
    return [Day(key, name, *typed[key], form.error(f"quiet_{key}")) for key, name in keys]


def _quiet_from(form: Form[Settings], key: str) -> list[str] | None:
    typed = form.value(f"from_{key}").strip(), form.value(f"to_{key}").strip()
    if not any(typed):
        return None
    begins, ends = (_time(text) for text in typed)
    if begins is None or ends is None:
        form.fail(f"quiet_{key}", _("Please enter both times, or none."))
    elif begins == ends != time():
        form.fail(f"quiet_{key}", _("Please enter two different times."))
    else:
        return [f"{begins:%H:%M}", WHOLE_DAY if ends == time() else f"{ends:%H:%M}"]
    return None


def _time(text: str) -> time | None:
    try:
        return time.fromisoformat(text.strip()).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        return None
