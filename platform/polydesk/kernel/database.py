"""The database: pools by role, Piccolo's engine tied to the unit of work, migrations.

Three roles: `polydesk_owner` (or whoever DATABASE_URL names) owns and migrates; `polydesk_app` sees one tenant;
`polydesk_platform` sees across tenants only what a policy names.
"""

import asyncio
import contextlib
import io
import os
from collections.abc import Sequence
from typing import Any, Literal
from urllib.parse import quote, urlsplit, urlunsplit

import asyncpg
import msgspec
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction
from piccolo.querystring import QueryString

from polydesk.kernel import tokens
from polydesk.kernel.settings import settings

os.environ.setdefault("PICCOLO_CONF", "polydesk.piccolo_conf")

Role = Literal["app", "platform"]

WAITING_LIMIT = 200
ACQUIRE_TIMEOUT_S = 5.0
MIGRATION_LOCK = 7_305_911_421

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
        command_timeout=30,
        max_inactive_connection_lifetime=600,
        server_settings={"application_name": f"polydesk {role}", "timezone": "UTC", "jit": "off"},
    )


async def _teach_json(connection: asyncpg.Connection) -> None:
    """Lists and dicts become JSON; a str is taken as JSON text that is ready (that is how Piccolo hands it over)."""
    for kind in ("json", "jsonb"):
        await connection.set_type_codec(kind, schema="pg_catalog", encoder=_to_json, decoder=msgspec.json.decode)


def _to_json(value: Any) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


class UnitEngine(PostgresEngine):
    """Piccolo's engine: every query runs on the current unit; transactions of its own exist for migrations only."""

    def __init__(self) -> None:
        super().__init__(config={}, extensions=())

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> Any:
        if self.current_transaction.get():
            return await super().run_querystring(querystring, in_pool)
        from polydesk.kernel import unit

        query, args = querystring.compile_string(engine_type=self.engine_type)
        return await unit.fetch(query, *args)

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> Any:
        migration = self.current_transaction.get()
        if migration:
            return await migration.connection.execute(ddl)  # execute, not fetch: a migration's SQL has many statements
        raise RuntimeError("the schema changes in migrations only")

    async def get_new_connection(self) -> asyncpg.Connection:
        return await asyncpg.connect(settings().database_url, server_settings={"lock_timeout": "10s"})

    def transaction(self, allow_nested: bool = True) -> PostgresTransaction:
        if not _migrating:
            raise RuntimeError("use polydesk.kernel.unit instead of Piccolo's transactions")
        return super().transaction(allow_nested=allow_nested)

    async def batch(self, *args: Any, **named: Any) -> Any:
        raise RuntimeError("Piccolo's batch leaves the unit of work")

    def atomic(self) -> Any:
        raise RuntimeError("Piccolo's atomic leaves the unit of work")

    async def _run_in_pool(self, query: str, args: Sequence[Any] | None = None) -> Any:
        raise RuntimeError("Piccolo's pool leaves the unit of work")


async def vacuum(*tables: str) -> None:
    """After very many rows: the planner learns what is there, indexes take up what waits. The owner's right only."""
    owner = await asyncpg.connect(settings().database_url)
    try:
        await owner.execute(f"VACUUM (ANALYZE) {', '.join(tables)}")
    finally:
        await owner.close()


_migrating = False


async def migrate() -> list[str]:
    """Brings roles and schema up to date, all or nothing; several processes may call it at once. Returns what ran."""
    global _migrating
    lock = await asyncpg.connect(settings().database_url)
    try:
        await lock.execute("SELECT pg_advisory_lock($1)", MIGRATION_LOCK)
        await _ensure_roles(lock)
        before = await applied(lock)
        _migrating = True
        await _run_migrations()
        return sorted(await applied(lock) - before)
    finally:
        _migrating = False
        await lock.close()


async def applied(connection: asyncpg.Connection) -> set[str]:
    if not await connection.fetchval("SELECT to_regclass('public.migration') IS NOT NULL"):
        return set()
    return {
        f"{row['app_name']} {row['name']}" for row in await connection.fetch("SELECT app_name, name FROM migration")
    }


async def _run_migrations() -> None:
    from piccolo.apps.migrations.commands.forwards import run_forwards
    from piccolo.engine.finder import engine_finder

    engine = engine_finder()
    assert isinstance(engine, UnitEngine)
    output = io.StringIO()
    async with engine.transaction():
        with contextlib.redirect_stdout(output):
            result = await run_forwards("all")
    if not result.success:
        raise RuntimeError(f"a migration failed: {result.message}\n{output.getvalue()}")


async def _ensure_roles(owner: asyncpg.Connection) -> None:
    for role in ("app", "platform"):
        await _ensure_login(owner, role)
    await owner.execute(
        """DO $$ BEGIN
             IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'polydesk_search') THEN
               CREATE ROLE polydesk_search NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;
             END IF;
             IF NOT pg_has_role(current_user, 'polydesk_search', 'SET') THEN
               GRANT polydesk_search TO CURRENT_USER WITH INHERIT TRUE, SET TRUE;
             END IF;
             EXECUTE format('GRANT CONNECT ON DATABASE %I TO polydesk_app, polydesk_platform', current_database());
           END $$"""
    )


async def _ensure_login(owner: asyncpg.Connection, role: Role) -> None:
    name = f"polydesk_{role}"
    try:
        if not await owner.fetchval("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)", name):
            await owner.execute(
                f"CREATE ROLE {name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION"
            )
        if not (settings().database_app_url if role == "app" else settings().database_platform_url):
            password = role_password(role)
            await owner.execute(f"ALTER ROLE {name} PASSWORD '{password}'")
    except asyncpg.InternalServerError as error:
        if "concurrently updated" not in str(error):
            raise
