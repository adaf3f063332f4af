"""Plans of PostgreSQL: which of several indexes is the cheapest hangs on what other scenes left behind, and on statistics
that come by themselves; whether one index alone would do does not.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import asyncpg


async def planned_by_it_alone(sql: str, args: Sequence[Any], index: str, tenant: UUID, superuser_url: str) -> str:
    """The plan of a tenant's statement about tickets, as if the table had no other index."""
    connection = await asyncpg.connect(superuser_url)
    play = connection.transaction()
    await play.start()
    try:
        others = "UPDATE pg_index SET indisvalid = indexrelid = to_regclass($1) WHERE indrelid = 'ticket'::regclass"
        await connection.execute(others, index)
        await connection.execute("SET LOCAL enable_seqscan = off")
        await connection.execute("SELECT set_config('app.tenant_id', $1, true)", str(tenant))
        await connection.execute("SET LOCAL ROLE polydesk_app")
        return "\n".join(row[0] for row in await connection.fetch(f"EXPLAIN {sql}", *args))
    finally:
        await play.rollback()
        await connection.close()
