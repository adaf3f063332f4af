"""What the database raises when it is away, restarts or is full of waiting: wait, and try again."""

import asyncpg

from polydesk.kernel.database import Unavailable

DATABASE_AWAY = (asyncpg.PostgresError, asyncpg.InterfaceError, Unavailable, OSError, TimeoutError)
