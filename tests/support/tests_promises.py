"""Promises that were kept or broken, written as the timers leave them, for slices that read and tell of them."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id


async def found_policy(house: Any) -> tuple[UUID, UUID]:
    """(policy, version)."""
    policy_id, version_id = new_id(), new_id()
    async with house.unit():
        await unit.execute("INSERT INTO sla_policy (id, position, created_at) VALUES ($1, 99, now())", policy_id)
        await unit.execute(
            """INSERT INTO sla_policy_version (id, policy_id, no, names, conditions, targets, reminders, steps, options, made_at)
               VALUES ($1, $2, 1, '{"en": "Gold"}', '[]', '[]', '[]', '[]', '{}', now())""",
            *(version_id, policy_id),
        )
    return policy_id, version_id


async def make_promise(
    house: Any,
    policy: tuple[UUID, UUID],
    *,
    outcome: str = "met",
    counted: datetime | None = None,
    metric: str = "first_response",
    priority: str = "normal",
    agent: str = "Alice",
    organisation: str = "",
    ended_by: str = "reply",
    is_open: bool = False,
    subject: str = "Printer on fire",
    assignee_id: UUID | None = None,
) -> tuple[UUID, UUID, int]:
    """(timer, ticket, its number). `counted` is when it is due, and when it was kept or broken."""
    at = (counted or now() - timedelta(days=1)).replace(microsecond=0)
    ticket_id, timer_id = new_id(), new_id()
    async with house.unit():
        number = await unit.fetchval("SELECT COALESCE(max(number), 0) + 1 FROM ticket")
        await unit.execute(
            """INSERT INTO ticket (id, number, subject, created_at, updated_at, assignee_id) VALUES ($1, $2, $3, $4, $4, $5)""",
            *(ticket_id, number, subject, at, assignee_id),
        )
        await unit.execute(
            """INSERT INTO sla_timer (id, ticket_id, metric, cycle, policy_id, policy_version_id, priority, clock,
                 budget_s, started_at, state, since, due_at, breached_at, breach_cause)
               VALUES ($1, $2, $3, 1, $4, $5, $6, 'calendar', 3600, $7, $8, $7, $9, $10, $11)""",
            *(timer_id, ticket_id, metric, *policy, priority, at - timedelta(hours=1)),
            *("running" if is_open else "completed", at),
            *((at, "time") if outcome == "missed" else (None, None)),
        )
        if not is_open:
            await unit.execute(
                """INSERT INTO sla_result (timer_id, ticket_id, ticket_number, metric, cycle, policy_id, policy_names,
                     policy_no, priority, channel, language, organisation_name, agent_name, budget_s, elapsed_s, paused_s,
                     clock, tz, started_at, due_at, breached_at, breach_cause, ended_at, ended_by, outcome, counted_at)
                   VALUES ($1, $2, $3, $4, 1, $5, '{"en": "Gold"}', 1, $6, 'portal', 'en', $7, $8, 3600, 3600, 0,
                     'calendar', 'UTC', $9, $10, $11, $12, $10, $13, $14, $10)""",
                *(
                    timer_id,
                    ticket_id,
                    number,
                    metric,
                    policy[0],
                    priority,
                    organisation,
                    agent,
                    at - timedelta(hours=1),
                ),
                *(at, *((at, "time") if outcome == "missed" else (None, None)), ended_by, outcome),
            )
    return timer_id, ticket_id, number
