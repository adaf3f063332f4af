"""Plans: what became of the question about one resolution. It is to be asked, it was, or it was not, and why."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Literal
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from surveys.reasons import Reason, Why

State = Literal["planned", "asked", "not_asked"]


@dataclass(frozen=True)
class Plan:
    ticket_id: UUID
    cycle: int
    state: State
    due: datetime
    reason: Why
    since: datetime | None
    by_hand: bool
    decided_at: datetime | None
    reminded_at: datetime | None = None

    @property
    def why_not(self) -> Reason | None:
        return Reason(self.reason, self.since) if self.reason else None


async def plan_of(ticket_id: UUID, *, cycle: int) -> Plan | None:
    row = await unit.fetchrow(_READ, ticket_id, cycle)
    return Plan(**row) if row else None


def plan_in(row: unit.Record) -> Plan | None:
    """Of a row that was read with BESIDE_FACTS."""
    return Plan(*(row[f"plan_{name}"] for name in _NAMES)) if row["plan_state"] else None


async def intend(ticket_id: UUID, *, cycle: int, due: datetime, by_hand: bool = False) -> None:
    """It will be asked then. By hand it is asked again to be asked, whatever was decided before."""
    await unit.execute(_INTEND, ticket_id, cycle, due, by_hand)


async def note_asked(ticket_id: UUID, *, cycle: int, by_hand: bool) -> None:
    await unit.execute(_DECIDE, ticket_id, cycle, "asked", "", None, now(), by_hand)


async def note_not_asked(ticket_id: UUID, *, cycle: int, reason: Reason, by_hand: bool) -> None:
    await unit.execute(_DECIDE, ticket_id, cycle, "not_asked", reason.why, reason.since, now(), by_hand)


_NAMES = tuple(field.name for field in fields(Plan))
_READ = """
SELECT p.ticket_id, p.cycle, p.state, p.due, p.reason, p.since, p.by_hand, p.decided_at, i.reminded_at
  FROM survey_plan p
  LEFT JOIN survey_invitation i ON i.tenant_id = p.tenant_id AND i.ticket_id = p.ticket_id AND i.cycle = p.cycle
 WHERE p.tenant_id = app.tenant_id() AND p.ticket_id = $1 AND p.cycle = $2
"""
# The same, of the ticket $1 in its cycle $2, with names that nothing else has.
BESIDE_FACTS = f"SELECT {', '.join(f'{name} AS plan_{name}' for name in _NAMES)} FROM ({_READ}) plan"  # noqa: S608
_INTEND = """
INSERT INTO survey_plan (ticket_id, cycle, state, due, by_hand) VALUES ($1, $2, 'planned', $3, $4)
ON CONFLICT (tenant_id, ticket_id, cycle) DO UPDATE
   SET state = 'planned', due = excluded.due, reason = '', since = NULL, by_hand = excluded.by_hand, decided_at = NULL
 WHERE survey_plan.state <> 'asked'
"""
_DECIDE = """
INSERT INTO survey_plan (ticket_id, cycle, state, reason, since, due, decided_at, by_hand)
VALUES ($1, $2, $3, $4, $5, $6, $6, $7)
ON CONFLICT (tenant_id, ticket_id, cycle) DO UPDATE
   SET state = excluded.state, reason = excluded.reason, since = excluded.since, decided_at = excluded.decided_at,
       by_hand = excluded.by_hand
 WHERE survey_plan.state <> 'asked'
"""
