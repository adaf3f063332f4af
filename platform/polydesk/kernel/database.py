"""The database: pools by role.

Three roles: `polydesk_owner` (or whoever DATABASE_URL names) owns and migrates; `polydesk_app` sees one tenant;
`polydesk_platform` sees across tenants only what a policy names. `polydesk_search` and `polydesk_eraser` own functions and
cannot log in (decisions 0004 and 0034).
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Literal
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg
import msgspec

from polydesk.kernel import tokens
from polydesk.kernel.settings import settings

Role = Literal["app", "platform"]

WAITING_LIMIT = 200
ACQUIRE_TIMEOUT_S = 5.0
STATEMENT_TIMEOUT_S = 30.0

_pools: dict[tuple[Role, int], asyncpg.Pool] = {}
_opening: dict[tuple[Role, int], asyncio.Lock] = {}
_waiting = 0


class Unavailable(RuntimeError):
    """The database cannot be reached, or too many already wait for a connection."""


class CommitFailed(RuntimeError):
    """The transaction could not be kept."""


class QuietConnection(asyncpg.Connection):  # type: ignore[misc]
    """No reset query on release: the tenant is local to the transaction, so nothing is left behind (a test proves it)."""

    def get_reset_query(self) -> str:
        return ""


def role_url(role: Role) -> str:
    """The address under which `role` connects: given, or the owner's with the role's derived password."""
    given = settings().database_app_url if role == "app" else settings().database_platform_url
    if given:
        return given
    owner = urlsplit(settings().database_url)
    name = f"polydesk_{role}"
    host = owner.netloc.rpartition("@")[2]
    return urlunsplit(owner._replace(netloc=f"{name}:{quote(role_password(role))}@{host}"))


def role_password(role: Role) -> str:
    return tokens.sign("database role", role)


async def pool(role: Role) -> asyncpg.Pool:
    key = (role, id(asyncio.get_running_loop()))
    found = _pools.get(key)
    if found is not None:
        return found
    async with _opening.setdefault(key, asyncio.Lock()):
        if key not in _pools:
            _pools[key] = await _open_pool(role)
        return _pools[key]


async def acquire(role: Role) -> asyncpg.pool.PoolConnectionProxy:
    """A connection of `role`. Raises Unavailable when the database is away or too many wait already."""
    global _waiting
    if _waiting >= WAITING_LIMIT:
        raise Unavailable("too many requests wait for the database")
    _waiting += 1
    try:
        # Not acquire's own timeout, which would make a task of each acquisition.
        async with asyncio.timeout(ACQUIRE_TIMEOUT_S):
            return await (await pool(role)).acquire()
    except (OSError, TimeoutError, asyncpg.PostgresConnectionError, asyncpg.CannotConnectNowError) as error:
        raise Unavailable(f"the database cannot be reached: {type(error).__name__}") from error
    finally:
        _waiting -= 1


async def release(role: Role, connection: asyncpg.pool.PoolConnectionProxy) -> None:
    await (await pool(role)).release(connection)


@asynccontextmanager
async def connection(role: Role) -> AsyncIterator[asyncpg.pool.PoolConnectionProxy]:
    """For a single statement, which is a transaction of its own: neither BEGIN nor COMMIT go to and fro for it."""
    held = await acquire(role)
    try:
        yield held
    finally:
        await release(role, held)


async def close_pools() -> None:
    """Closes the pools of this event loop; those that cannot close in time are terminated."""
    for key in [key for key in _pools if key[1] == id(asyncio.get_running_loop())]:
        found = _pools.pop(key)
        try:
            await asyncio.wait_for(found.close(), timeout=5)
        except TimeoutError:
            found.terminate()


def connections_in_use() -> int:
    """Connections that units hold now: for metrics, and for the tests that nothing leaks."""
    return sum(found.get_size() - found.get_idle_size() for found in _pools.values())


async def _open_pool(role: Role) -> asyncpg.Pool:
    return await asyncpg.create_pool(
        role_url(role),
        min_size=0,
        max_size=settings().database_pool,
        connection_class=QuietConnection,
        init=_teach_json,
        timeout=ACQUIRE_TIMEOUT_S,
        command_timeout=STATEMENT_TIMEOUT_S,
        max_inactive_connection_lifetime=600,
        # As long as their connection: a quiet desk would have most of its statements planned anew at each page otherwise.
        max_cached_statement_lifetime=0,
        server_settings={"application_name": f"polydesk {role}", "timezone": "UTC", "jit": "off"},
    )


async def _teach_json(connection: asyncpg.Connection) -> None:
    """Lists and dicts become JSON; a str is taken as JSON text that is ready."""
    for kind in ("json", "jsonb"):
        await connection.set_type_codec(kind, schema="pg_catalog", encoder=_to_json, decoder=msgspec.json.decode)


def _to_json(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


async def vacuum(*tables: str) -> None:
    """After very many rows: the planner learns what is there, indexes take up what waits. The owner's right only."""
    owner = await asyncpg.connect(settings().database_url)
    try:
        await owner.execute(f"VACUUM (ANALYZE) {', '.join(tables)}")
    finally:
        await owner.close()
