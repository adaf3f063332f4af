"""What a ticket went through, as its timeline tells it: for promises that turn out to have been running all along."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple
from uuid import UUID

from polydesk.hours.instants import instant_of, moment_of
from polydesk.kernel import unit
from polydesk.sla.cases import TicketRow
from polydesk.sla.promise import Stretch

OVER = ("resolved", "closed")
SPAM = "spam"


class Present(NamedTuple):
    """What a ticket's past is told back from."""

    created_at: int
    status: str
    priority: str


@dataclass(frozen=True)
class Past:
    """`changes` are (instant, status from then on), spam being one; the first is the creation. `priorities` likewise."""

    changes: tuple[tuple[int, str], ...]
    priorities: tuple[tuple[int, str], ...] = ()

    @property
    def opened_at(self) -> int:
        """Since when it has been open: its creation, or when it was last reopened."""
        pairs = zip(self.changes, self.changes[1:], strict=False)
        reopened = [at for (_before, old), (at, new) in pairs if old in OVER and new not in OVER]
        return reopened[-1] if reopened else self.changes[0][0]

    def stretches(self, start: int, end: int, *, pause_on: Sequence[str]) -> list[Stretch]:
        """[start, end) in pieces of one state. Time while it was resolved or spam never counts."""
        waits = {*pause_on, *OVER, SPAM}
        found: list[Stretch] = []
        edges = [*(at for at, _status in self.changes[1:]), end]
        for (begins, status), ends in zip(self.changes, edges, strict=True):
            begins, ends = max(begins, start), min(ends, end)
            reason = status if status in waits else ""
            if begins >= ends:
                continue
            if found and found[-1][2] == reason:
                begins = found.pop()[0]
            found.append((begins, ends, reason))
        return found

    async def ticket_at(self, ticket: TicketRow, at: int) -> TicketRow:
        """The ticket as promises saw it at an instant of its past."""
        status, priority = _at(self.changes, at), _at(self.priorities, at)
        answered = ticket.first_response_at
        return replace(
            ticket,
            status=ticket.status if status == SPAM else status,
            priority=priority,
            first_response_at=answered if answered and instant_of(answered) <= at else None,
            waiting_since=await unit.fetchval(_WAITED, ticket.id, moment_of(at)),
            spam_at=moment_of(at) if status == SPAM else None,
            merged_into_id=None,
        )


def _at(changes: Sequence[tuple[int, str]], at: int) -> str:
    return next((value for since, value in reversed(changes) if since <= at), changes[0][1])


async def past_of(ticket: TicketRow) -> Past:
    present = Present(instant_of(ticket.created_at), ticket.status, ticket.priority)
    return (await pasts_of({ticket.id: present}))[ticket.id]


async def pasts_of(tickets: Mapping[UUID, Present]) -> dict[UUID, Past]:
    changes: dict[UUID, list[unit.Record]] = {ticket_id: [] for ticket_id in tickets}
    for row in await unit.fetch(_CHANGES, list(tickets)):
        changes[row["ticket_id"]].append(row)
    return {ticket_id: _past(rows, tickets[ticket_id]) for ticket_id, rows in changes.items()}


def _past(rows: Sequence[unit.Record], present: Present) -> Past:
    statuses = [row for row in rows if row["field"] != "priority"]
    priorities = [row for row in rows if row["field"] == "priority"]
    created = present.created_at
    first = next((row["old"] for row in statuses if row["kind"] == "changed"), present.status)
    changes, status = [(created, first)], first
    for row in statuses:
        if row["kind"] == "changed":
            status = row["new"]
        changes.append((instant_of(row["at"]), SPAM if row["kind"] == "spam" else status))
    began = priorities[0]["old"] if priorities else present.priority
    raised = [(instant_of(row["at"]), row["new"]) for row in priorities]
    return Past(tuple(changes), ((created, began), *raised))


async def second_question(ticket_id: UUID) -> int | None:
    """The oldest question after the first that nobody has answered: what a next response is counted from."""
    at = await unit.fetchval(_SECOND, ticket_id)
    return instant_of(at) if at else None


_CHANGES = """
SELECT ticket_id, at, kind, data ->> 'field' AS field, data ->> 'old' AS old, data ->> 'new' AS new FROM ticket_event
 WHERE tenant_id = app.tenant_id() AND ticket_id = ANY($1::uuid[])
   AND (kind IN ('spam', 'restored') OR (kind = 'changed' AND data ->> 'field' IN ('status', 'priority')))
 ORDER BY at, id
"""
_SECOND = """
SELECT min(m.at) FROM message m
  JOIN ticket t ON t.tenant_id = m.tenant_id AND t.id = m.ticket_id
 WHERE m.tenant_id = app.tenant_id() AND m.ticket_id = $1 AND m.kind = 'customer' AND NOT m.automatic
   AND m.at > t.created_at AND m.at >= t.waiting_since
"""
# The oldest question that was unanswered at that instant.
_WAITED = """
SELECT min(m.at) FROM message m
 WHERE m.tenant_id = app.tenant_id() AND m.ticket_id = $1 AND m.kind = 'customer' AND NOT m.automatic
   AND m.at < $2::timestamptz + interval '1 s'
   AND m.at > coalesce((SELECT max(r.at) FROM message r WHERE r.tenant_id = app.tenant_id() AND r.ticket_id = $1
                           AND r.kind = 'reply' AND r.at < $2::timestamptz + interval '1 s'), '-infinity')
"""
