"""Batch words: what a change of several tickets would do, what it did and what it left, in the reader's language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from i18n import LazyText, _, current_locale, lazy, ngettext
from i18n.formats import list_of, number
from i18n.texts import pick
from polydesk.desk import choices
from polydesk.kernel import unit
from polydesk.tickets.batch_plans import Plan
from polydesk.tickets.batches import MOST, Batch, left
from polydesk.tickets.priorities import name_of
from polydesk.tickets.ticket import Ticket
from tenants.here import home_language

FIELDS: dict[str, LazyText] = {
    "assignee": lazy("Assignee"),
    "team": lazy("Team"),
    "status": lazy("Status"),
    "priority": lazy("Priority"),
    "tags": lazy("Tags"),
    "spam": lazy("Spam"),
}
REASONS: dict[str, LazyText] = {
    "same": lazy("Like this already"),
    "spam": lazy("Marked as spam"),
    "merged": lazy("Merged into another ticket"),
    "way": lazy("No way leads from its status to the chosen one"),
    "tags": lazy("It would have more than 20 tags"),
    "gone": lazy("Not there any more"),
    "refused": lazy("Refused, since something else changed meanwhile"),
}
NAMES = """
SELECT id, name FROM member WHERE tenant_id = app.tenant_id() AND id = ANY($1::uuid[])
UNION ALL SELECT id, name FROM team WHERE tenant_id = app.tenant_id() AND id = ANY($1::uuid[])
"""
STATUSES = "SELECT id, names FROM ticket_status WHERE tenant_id = app.tenant_id()"
SHOWN = 100
NUMBERS = 30


class Step(NamedTuple):
    name: str
    old: str
    new: str


class Line(NamedTuple):
    ticket: Ticket
    steps: list[Step]


@dataclass(frozen=True)
class Preview:
    """`lines` are the first that would change, `more` how many come after them, `left` the others by their reason."""

    count: int
    lines: list[Line]
    more: int
    left: list[tuple[str, str]]
    stay: int


@dataclass(frozen=True)
class Told:
    """What a change of several tickets came to. `undo` is where it is taken back, while it can be."""

    sentence: str
    failed: list[str] = field(default_factory=list)
    undo: str = ""


async def preview(found: Sequence[Plan]) -> Preview:
    moved = [one for one in found if one.changes]
    values = [value for one in moved for values in one.changes.values() for value in values]
    names = {
        row["id"]: row["name"] for row in await unit.fetch(NAMES, [one for one in values if isinstance(one, UUID)])
    }
    own = {row["id"]: row["names"] for row in await unit.fetch(STATUSES)}
    lines = [
        Line(one.ticket, [_step(name, old, new, names, own) for name, (old, new) in one.changes.items()])
        for one in moved[:SHOWN]
    ]
    stay = _by_reason((one.ticket.number, one.why) for one in found if one.why)
    return Preview(len(moved), lines, len(moved) - len(lines), stay, len(found) - len(moved))


async def told(batch: Batch) -> Told:
    if batch.state == "undone":
        undone = batch.lines.get("undone", 0)
        sentence = ngettext(
            "The change of %(count)s ticket was undone.", "The changes of %(count)s tickets were undone.", undone
        ) % {"count": number(undone)}
        kept = [f"#{no} ({who})" if who != "?" else f"#{no}" for no, state, who in await left(batch) if state == "kept"]
        said = _("Left alone, since somebody changed them meanwhile: %(tickets)s") % {"tickets": _few(kept)}
        return Told(sentence, [said] if kept else [])
    changed = batch.lines.get("changed", 0)
    sentence = ngettext("%(count)s ticket was changed.", "%(count)s tickets were changed.", changed) % {
        "count": number(changed)
    }
    stay = _by_reason((no, why) for no, state, why in await left(batch) if state == "left")
    undo = f"/desk/tickets/changes/{batch.id}/undoing" if changed else ""
    return Told(sentence, [_("%(reason)s: %(tickets)s") % {"reason": why, "tickets": nos} for why, nos in stay], undo)


def cut() -> str:
    return _("These are the first %(count)s of them. Do it once more for the others.") % {"count": number(MOST)}


def _by_reason(found: Iterable[tuple[int, str]]) -> list[tuple[str, str]]:
    groups: dict[str, list[str]] = {}
    for no, why in found:
        groups.setdefault(why, []).append(f"#{no}")
    return [(str(REASONS[why]), _few(groups[why])) for why in REASONS if why in groups]


def _few(tickets: list[str]) -> str:
    rest = len(tickets) - NUMBERS
    more = [ngettext("%(count)s more", "%(count)s more", rest) % {"count": number(rest)}] if rest > 0 else []
    return list_of([*tickets[:NUMBERS], *more])


def _step(name: str, old: Any, new: Any, names: dict[UUID, str], own: dict[UUID, dict[str, str]]) -> Step:
    def say(value: Any) -> str:
        if name in ("assignee", "team"):
            return names.get(value, "") or (_("Nobody") if name == "assignee" else _("No team"))
        if name == "status":
            status, status_id = value
            return pick(own.get(status_id, {}), current_locale(), home_language()).text or str(
                choices.STATUS_NAMES[status]
            )
        if name == "priority":
            return name_of(value)
        if name == "tags":
            return list_of(value) if value else "–"
        return _("Yes") if value else _("No")

    return Step(str(FIELDS[name]), say(old), say(new))
