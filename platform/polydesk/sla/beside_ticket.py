"""The promises of a ticket inside somebody else's statement: columns to select, and what they say."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from polydesk.kernel import unit
from polydesk.sla.known_versions import versions
from polydesk.sla.promise import Timer
from polydesk.sla.rows import COLUMNS, SELECTED, timer_of

# Of `ticket t`, in the order in which they began, each with the name of its contract.
PROMISES = f"""
(SELECT array_agg(ROW({SELECTED}, k.name) ORDER BY s.started_at, s.cycle)
   FROM sla_timer s LEFT JOIN contract k ON k.tenant_id = s.tenant_id AND k.id = s.contract_id
  WHERE s.tenant_id = t.tenant_id AND s.ticket_id = t.id)
"""  # noqa: S608
ALONE = f"SELECT {PROMISES} FROM ticket t WHERE t.tenant_id = app.tenant_id() AND t.id = $1"  # noqa: S608
Promised = Sequence[Sequence[Any]] | None


async def beside(ticket_id: UUID) -> tuple[list[Timer], str]:
    """Its promises and its contract's name, where no other statement brings them."""
    found = await unit.fetchval(ALONE, ticket_id)
    return await timers_in(found), contract_in(found)


async def timers_in(column: Promised) -> list[Timer]:
    rows = [dict(zip(COLUMNS, tuple(record)[:-1], strict=True)) for record in column or ()]
    known = await versions(row["policy_version_id"] for row in rows)
    return [timer_of(row, known[row["policy_version_id"]]) for row in rows]


def contract_in(column: Promised) -> str:
    """The name of the contract by which the newest of them goes."""
    return next((name for *_rest, name in reversed(column or ()) if name), "")
