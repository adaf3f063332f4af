"""Where a new policy stands: last, unless the ones before it take everything; then before the first of those.

Whoever adds "24/7 for urgent tickets" behind "everything" means the exception to be tried first.
"""

from collections.abc import Sequence
from uuid import UUID

from polydesk.kernel.actor import Actor
from polydesk.sla import policies
from polydesk.sla.policy import Version
from polydesk.sla.policy_queries import PolicyRow
from polydesk.sla.unreachable import unreachable


async def put_where_it_matches(policy_id: UUID, *, by: Actor) -> None:
    """Moves nothing when that would only put another policy out of reach."""
    rows = [row for row in await policies.in_order() if not row.contract_only]
    if (better := reachable_order(rows, policy_id)) is not None:
        await policies.reorder([row.id for row in better], by=by)


def reachable_order(rows: Sequence[PolicyRow], policy_id: UUID) -> list[PolicyRow] | None:
    blocked = _blocked(rows)
    if policy_id not in blocked:
        return None
    blockers = {version.policy_id for version in blocked[policy_id]}
    others = [row for row in rows if row.id != policy_id]
    place = next(place for place, row in enumerate(others) if row.id in blockers)
    moved = [*others[:place], *(row for row in rows if row.id == policy_id), *others[place:]]
    return moved if len(_blocked(moved)) < len(blocked) else None


def _blocked(rows: Sequence[PolicyRow]) -> dict[UUID, tuple[Version, ...]]:
    return unreachable([row.version for row in rows if row.enabled])
