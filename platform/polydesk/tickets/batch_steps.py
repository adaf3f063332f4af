"""Steps: one ticket of a change of several, and the same taken back. Every change goes through the verb that a single one
takes: with its line in the timeline, its promises and whoever is told."""

from datetime import datetime
from typing import Any
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.ids import to_id
from polydesk.kernel.refusals import NotFound, Refusal
from polydesk.tickets import assignment, changing, lifecycle, spam
from polydesk.tickets.batch_plans import Aim, plan
from polydesk.tickets.queries import by_id
from polydesk.tickets.ticket import Ticket, lock

Snapshot = dict[str, Any]

MARKS = ("waiting_since", "resolved_at", "resolved_by", "closed_at")
WHO = """
SELECT actor_name FROM ticket_event
 WHERE tenant_id = app.tenant_id() AND ticket_id = $1 AND actor_id IS DISTINCT FROM $2 ORDER BY at DESC, id DESC LIMIT 1
"""


async def change(ticket_id: UUID, aimed: Aim, *, by: Actor) -> tuple[str, Snapshot, Snapshot]:
    """Why it stays as it is, or nothing; what changed, as it was before and as it is after."""
    try:
        async with unit.savepoint():
            held = await lock(await by_id(ticket_id))
            planned = plan(held, aimed)
            if planned.why:
                return planned.why, {}, {}
            changed = await _change(held, aimed, planned.changes, by)
    except NotFound:
        return "gone", {}, {}
    except Refusal:
        return "refused", {}, {}
    before, after = snapshot(held), snapshot(changed)
    fields = [field for field in after if before[field] != after[field]]
    return "", {field: before[field] for field in fields} | {"marks": _marks(held)}, {f: after[f] for f in fields}


async def take_back(ticket_id: UUID, before: Snapshot, after: Snapshot, *, by: Actor) -> str:
    """What is still as it was left becomes what it was before; answers who changed what is left alone, if anybody did."""
    try:
        async with unit.savepoint():
            held = await lock(await by_id(ticket_id))
            here = snapshot(held)
            untouched = [field for field in after if field == "tags" or here[field] == after[field]]
            ticket = held
            for field in sorted(untouched, key=ORDER.index):
                ticket = await _take_back(ticket, field, before, after, by)
    except Refusal:
        return "?"
    return "" if len(untouched) == len(after) else await unit.fetchval(WHO, ticket_id, by.id) or "?"


def snapshot(ticket: Ticket) -> Snapshot:
    return {
        "spam": ticket.is_spam,
        "assignee": _text(ticket.assignee_id),
        "team": _text(ticket.team_id),
        "priority": [ticket.priority, ticket.priority_reason],
        "tags": list(ticket.tags),
        "status": [ticket.status, _text(ticket.status_id)],
    }


# What was spam is none again before anything else is done to it; an assignment may open a ticket, so the status comes last.
ORDER = ("spam", "assignee", "team", "priority", "tags", "status")


async def _change(ticket: Ticket, aimed: Aim, changes: dict[str, tuple[Any, Any]], by: Actor) -> Ticket:
    wanted = aimed.wanted
    if "assignee" in changes:
        ticket = await assignment.assign(ticket, to=aimed.assignee_id, by=by, is_told_apart=True)
    if "team" in changes:
        ticket = await assignment.hand_to_team(ticket, to=aimed.team_id, by=by)
    if "priority" in changes:
        ticket = await changing.set_priority(ticket, to=wanted.priority, by=by)
    if "tags" in changes:
        ticket = await changing.set_tags(ticket, tags=changes["tags"][1], by=by)
    if "status" in changes and wanted.status:
        ticket = await lifecycle.set_status(ticket, to=wanted.status, by=by)
    if "spam" in changes:
        ticket = await spam.mark(ticket, by=by, learn=None)
    return ticket


async def _take_back(ticket: Ticket, field: str, before: Snapshot, after: Snapshot, by: Actor) -> Ticket:
    was = before[field]
    if field == "spam":
        return await spam.restore(ticket, by=by, unlearns=False)
    if field == "assignee":
        return await assignment.assign(ticket, to=to_id(was or ""), by=by, is_told_apart=True)
    if field == "team":
        return await assignment.hand_to_team(ticket, to=to_id(was or ""), by=by)
    if field == "priority":
        return await changing.set_priority(ticket, to=was[0], reason=was[1], by=by)
    if field == "tags":
        left = [tag for tag in ticket.tags if tag in was or tag not in after[field]]
        return await changing.set_tags(ticket, tags=[*left, *(tag for tag in was if tag not in after[field])], by=by)
    return await lifecycle.take_back(
        ticket, to=was[0], status_id=to_id(was[1] or ""), marks=_read(before["marks"]), by=by
    )


def _marks(ticket: Ticket) -> dict[str, str | None]:
    values = {name: getattr(ticket, name) for name in MARKS}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


def _read(marks: dict[str, str | None]) -> dict[str, Any]:
    return {
        name: datetime.fromisoformat(text) if text and name != "resolved_by" else text for name, text in marks.items()
    }


def _text(value: UUID | None) -> str | None:
    return str(value) if value else None
