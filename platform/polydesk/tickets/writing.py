"""Writing: the one place that changes a ticket's row after it was made; each change is a new version of it."""

from dataclasses import fields
from typing import Any
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.tickets.ticket import COLUMNS, Ticket, from_row

FIELDS = frozenset(field.name for field in fields(Ticket)) - {"id", "number", "created_at", "updated_at", "version"}


async def write(ticket: Ticket, **changes: Any) -> Ticket:
    """The ticket with these columns changed, or none but its version, when what changed lies beside it.

    Their names are written in our code, never taken from a client.
    """
    if unknown := changes.keys() - FIELDS:
        raise ValueError(f"a ticket has no {sorted(unknown)} to be changed")
    places = "".join(f", {name} = ${place}" for place, name in enumerate(changes, start=3))
    row = await unit.fetchrow(
        f"UPDATE ticket SET version = version + 1, updated_at = $2{places}"  # noqa: S608
        f" WHERE tenant_id = app.tenant_id() AND id = $1 RETURNING {COLUMNS}",
        *(ticket.id, now(), *changes.values()),
    )
    assert row is not None, "the row is locked by whoever writes"
    return from_row(row)


ONCE = """
INSERT INTO submission (key, kind, result_id, created_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (tenant_id, key) DO NOTHING RETURNING result_id
"""
FIRST = "SELECT result_id FROM submission WHERE tenant_id = app.tenant_id() AND key = $1 AND kind = $2"


async def first_under(key: str, kind: str, result_id: UUID) -> UUID | None:
    """None when this is the first `kind` under this key, which now stands for `result_id`; else the first one's id."""
    if await unit.fetchval(ONCE, key, kind, result_id, now()) is not None:
        return None
    return await unit.fetchval(FIRST, key, kind)  # type: ignore[no-any-return]
