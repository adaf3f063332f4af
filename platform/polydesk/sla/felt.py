"""Whether other rules would have been felt in the past: by the kinds of tickets that came, without looking at each of them."""

from polydesk.hours.instants import moment_of
from polydesk.kernel import unit
from polydesk.sla.as_if import Plan, Rulebook
from polydesk.sla.facts import Facts

MOST_KINDS = 5_000


async def is_felt(plan: Plan) -> bool:
    """Whether some ticket of the last 90 days would fall under another policy, or another contract; too many kinds of
    tickets to tell are taken for a yes."""
    rows = await unit.fetch(_KINDS, moment_of(plan.since), plan.organisation_id, MOST_KINDS)
    if len(rows) == MOST_KINDS:
        return True
    return any(_promised(plan.before, row, plan) != _promised(plan.after, row, plan) for row in rows)


def _promised(rules: Rulebook, row: unit.Record, plan: Plan) -> object:
    contract = rules.contract_on(row["organisation_id"], plan.day)
    matched = rules.ground.match(
        Facts(
            organisation_id=row["organisation_id"],
            plan=contract.plan if contract else "",
            contract_id=contract.id if contract else None,
            channel=row["channel"],
            language=row["language"],
            priority=row["priority"],
            tags=tuple(row["tags"]),
        ),
        contract,
    )
    return matched.version and matched.version.id, contract and contract.schedule_id


_KINDS = """
SELECT DISTINCT organisation_id, channel, language, priority, tags FROM ticket
 WHERE tenant_id = app.tenant_id() AND created_at >= $1 AND spam_at IS NULL
   AND ($2::uuid IS NULL OR organisation_id = $2) LIMIT $3
"""
