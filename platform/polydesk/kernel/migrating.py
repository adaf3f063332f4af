"""Migrations: brought up to date by Piccolo, which is loaded by whoever migrates and by nobody else (decision 0044)."""

import contextlib
import io
import os
from typing import Any

import asyncpg
from piccolo.engine.postgres import PostgresEngine
from piccolo.querystring import QueryString

from polydesk.kernel import database
from polydesk.kernel.settings import settings

os.environ.setdefault("PICCOLO_CONF", "polydesk.piccolo_conf")

MIGRATION_LOCK = 7_305_911_421


class MigrationEngine(PostgresEngine):
    """Piccolo's engine as the owner, in one transaction; what is asked outside of it would leave the unit of work."""

    def __init__(self) -> None:
        super().__init__(config={}, extensions=())

    async def run_querystring(self, querystring: QueryString, in_pool: bool = True) -> Any:
        self._demand_transaction()
        return await super().run_querystring(querystring, in_pool)

    async def run_ddl(self, ddl: str, in_pool: bool = True) -> Any:
        # Executed, not fetched: a migration's SQL has many statements.
        return await self._demand_transaction().connection.execute(ddl)

    async def get_new_connection(self) -> asyncpg.Connection:
        return await asyncpg.connect(settings().database_url, server_settings={"lock_timeout": "10s"})

    def _demand_transaction(self) -> Any:
        found = self.current_transaction.get()
        if found is None:
            raise RuntimeError("Piccolo migrates and does nothing else: use polydesk.kernel.unit")
        return found


async def migrate() -> list[str]:
    """Brings roles and schema up to date, all or nothing; several processes may call it at once. Returns what ran."""
    lock = await asyncpg.connect(settings().database_url)
    try:
        await lock.execute("SELECT pg_advisory_lock($1)", MIGRATION_LOCK)
        await _ensure_roles(lock)
        before = await applied(lock)
        await _run_migrations()
        return sorted(await applied(lock) - before)
    finally:
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
    assert isinstance(engine, MigrationEngine)
    output = io.StringIO()
    async with engine.transaction():
        with contextlib.redirect_stdout(output):
            result = await run_forwards("all")
    if not result.success:
        raise RuntimeError(f"a migration failed: {result.message}\n{output.getvalue()}")


async def _ensure_roles(owner: asyncpg.Connection) -> None:
    for role in ("app", "platform"):
        await _ensure_login(owner, role)
    # What the eraser may see is not inherited: policies that are meant for it alone would hold for the owner as well.
    for name, inherits in (("polydesk_search", "TRUE"), ("polydesk_eraser", "FALSE")):
        await owner.execute(
            f"""DO $$ BEGIN
                  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') THEN
                    CREATE ROLE {name} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
                  END IF;
                  IF NOT pg_has_role(current_user, '{name}', 'SET') THEN
                    GRANT {name} TO CURRENT_USER WITH INHERIT {inherits}, SET TRUE;
                  END IF;
                END $$"""
        )
    await owner.execute(
        """DO $$ BEGIN
             EXECUTE format('GRANT CONNECT ON DATABASE %I TO polydesk_app, polydesk_platform', current_database());
           END $$"""
    )


async def _ensure_login(owner: asyncpg.Connection, role: database.Role) -> None:
    name = f"polydesk_{role}"
    try:
        if not await owner.fetchval("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)", name):
            await owner.execute(
                f"CREATE ROLE {name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION"
            )
        if not (settings().database_app_url if role == "app" else settings().database_platform_url):
            password = database.role_password(role)
            await owner.execute(f"ALTER ROLE {name} PASSWORD '{password}'")
    except asyncpg.InternalServerError as error:
        if "concurrently updated" not in str(error):
            raise
