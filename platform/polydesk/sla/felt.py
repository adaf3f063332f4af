"""Whether other rules would have been felt in the past: by the kinds of tickets that came, without looking at each of them."""

from typing import NamedTuple
from uuid import UUID

from polydesk.hours.instants import moment_of
from polydesk.kernel import unit
from polydesk.sla.as_if import Plan, Rulebook
from polydesk.sla.facts import facts_with

MOST_KINDS = 5_000


class _Kind(NamedTuple):
    """Tickets that policies cannot tell apart."""

    organisation_id: UUID | None
    channel: str
    language: str
    priority: str
    tags: list[str]
    category_id: UUID | None
    message_language: str | None


async def is_felt(plan: Plan) -> bool:
    """Whether some ticket of the last 90 days would fall under another policy, or another contract; too many kinds of
    tickets to tell are taken for a yes."""
    rows = await unit.fetch(_KINDS, moment_of(plan.since), plan.organisation_id, MOST_KINDS)
    if len(rows) == MOST_KINDS:
        return True
    return any(_promised(plan.before, row, plan) != _promised(plan.after, row, plan) for row in rows)


def _promised(rules: Rulebook, row: unit.Record, plan: Plan) -> object:
    contract = rules.contract_on(row["organisation_id"], plan.day)
    matched = rules.ground.match(facts_with(_Kind(*row), contract), contract)
    return matched.version and matched.version.id, contract and contract.schedule_id


_KINDS = """
SELECT DISTINCT organisation_id, channel, language, priority, tags, category_id, message_language FROM ticket
 WHERE tenant_id = app.tenant_id() AND created_at >= $1 AND spam_at IS NULL
   AND ($2::uuid IS NULL OR organisation_id = $2) LIMIT $3
"""
