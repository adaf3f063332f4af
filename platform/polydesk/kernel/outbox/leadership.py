"""One clock leads: it holds an advisory lock on a connection of its own; the others wait for it to go.

The connection is closed by the server when the leader says nothing for a while, so a frozen clock loses the lead too.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from polydesk.kernel.database import role_url

LOCK = 7_305_911_422
SILENCE_MS = 15_000

SERVER_SETTINGS = {
    "application_name": "polydesk clock",
    "idle_session_timeout": str(SILENCE_MS),
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}


class Lead:
    """The lead, as far as this process knows; `confirm` before each round."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection

    async def confirm(self) -> None:
        """Raises when the connection, and the lock with it, is gone."""
        await self._connection.execute("SELECT 1", timeout=5)


@asynccontextmanager
async def lead() -> AsyncIterator[Lead | None]:
    """The lead, or None when another clock has it."""
    connection = await asyncpg.connect(role_url("platform"), timeout=5, server_settings=SERVER_SETTINGS)
    try:
        won = await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK)
        yield Lead(connection) if won else None
    finally:
        connection.terminate()
