"""Thousands of promises at once, as copies of one ticket's: for the speed of sweeps and of edits."""

from uuid import UUID

from tests_sla import Desk

from polydesk.kernel import database

COPY = """
WITH source AS (SELECT * FROM ticket WHERE id = $1), counted AS (
  UPDATE ticket_counter SET last = last + $2 RETURNING last - $2 AS before
), made AS (
  INSERT INTO ticket (id, number, subject, priority, channel, language, person_id, created_at, updated_at, waiting_since,
                      due_at, due_metric, due_schedule_id)
  SELECT uuidv7(), counted.before + n, s.subject, s.priority, s.channel, s.language, s.person_id, s.created_at,
         s.updated_at, s.waiting_since, s.due_at, s.due_metric, s.due_schedule_id
    FROM source s, counted, generate_series(1, $2::int) AS n
  RETURNING id
)
INSERT INTO sla_timer (id, ticket_id, metric, cycle, policy_id, policy_version_id, priority, schedule_id, clock, budget_s,
                       pause_on, hours_no, started_at, state, since, due_at, next_event_at)
SELECT uuidv7(), made.id, x.metric, x.cycle, x.policy_id, x.policy_version_id, x.priority, x.schedule_id, x.clock,
       x.budget_s, x.pause_on, x.hours_no, x.started_at, x.state, x.since, x.due_at, x.next_event_at
  FROM made, sla_timer x WHERE x.ticket_id = $1
"""


async def copies(desk: Desk, ticket_id: UUID, how_many: int) -> None:
    """So many more tickets that were promised what this one was; the planner learns of them, as it would in a night."""
    async with desk.house.unit() as unit:
        await unit.execute(COPY, ticket_id, how_many)
    await database.vacuum("ticket", "sla_timer")
