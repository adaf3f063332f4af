"""Two tenants over every table: generated from the catalogue, so that a new table is tried without anybody thinking of it.

Rows are written by the superuser without foreign keys; then each tenant tries to read, change, move, copy and delete
the other's row as the application would.
"""

import re
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from polydesk.kernel import unit
from polydesk.kernel.ids import new_id

BY_TYPE = {
    "uuid": lambda: f"'{new_id()}'",
    "text": lambda: "'a-b1'",
    "bytea": lambda: f"'\\x{new_id().hex}'",
    "timestamp with time zone": lambda: "now()",
    "date": lambda: "current_date",
    "boolean": lambda: "false",
    "jsonb": lambda: "'{}'",
    "tsvector": lambda: "''",
    "regconfig": lambda: "'simple'",
    "text[]": lambda: "'{}'",
    "smallint[]": lambda: "'{}'",
    "integer[]": lambda: "'{}'",
}
BY_NAME = {"colour": "'#123456'", "key": "'0123456789abcdef0123'", "monthly_limit": "5000", "provider": "'deepl'"}


@pytest.fixture(scope="session")
async def superuser(database: None, superuser_url: str) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(superuser_url)
    await connection.execute("SET session_replication_role = replica")
    yield connection
    await connection.close()


async def tenant_tables(superuser: Any) -> list[str]:
    rows = await superuser.fetch(
        """SELECT c.relname FROM pg_class c
             JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
            WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY 1"""
    )
    return [row[0] for row in rows if row[0] not in ("tenant_host", "identity_token", "sender_claim")]


async def plant(superuser: Any, table: str, tenant: UUID) -> None:
    """A row of `tenant` with a value for each column that needs one."""
    columns = await superuser.fetch(
        """SELECT a.attname AS name, format_type(a.atttypid, NULL) AS type FROM pg_attribute a
            WHERE a.attrelid = $1::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> 'tenant_id'
              AND a.attnotnull AND NOT a.atthasdef AND a.attidentity = ''""",
        table,
    )
    checks = await superuser.fetch(
        "SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint WHERE conrelid = $1::regclass AND contype = 'c'",
        table,
    )
    named = {row["name"]: value(row["name"], row["type"], [check["text"] for check in checks]) for row in columns}
    names = ", ".join(["tenant_id", *named])
    values = ", ".join([f"'{tenant}'", *named.values()])
    await superuser.execute(f"INSERT INTO {table} ({names}) VALUES ({values})")  # noqa: S608 - names come from the catalogue


def value(name: str, kind: str, checks: list[str]) -> str:
    for check in checks:
        if re.search(rf"\(\(?{name} = ANY", check) and (found := re.search(r"'([^']+)'", check)):
            return f"'{found[1]}'"
    if name in BY_NAME:
        return BY_NAME[name]
    return BY_TYPE[kind]() if kind in BY_TYPE else "1"


async def test_no_table_shows_or_takes_a_foreign_row(superuser: Any) -> None:
    acme, globex = new_id(), new_id()
    names = await tenant_tables(superuser)
    assert len(names) > 30
    for table in names:
        await plant(superuser, table, acme)
        await plant(superuser, table, globex)
        columns = await _written_columns(superuser, table)
        await _cannot_reach(table, columns=columns, mine=acme, theirs=globex)
        await _cannot_reach(table, columns=columns, mine=globex, theirs=acme)
        left = await superuser.fetch(
            f"SELECT tenant_id, count(*) FROM {table} WHERE tenant_id = ANY ($1) GROUP BY 1",  # noqa: S608
            [acme, globex],
        )
        assert {row[0]: row[1] for row in left} == {acme: 1, globex: 1}, table


async def test_without_a_tenant_every_table_raises(superuser: Any) -> None:
    acme = new_id()
    for table in await tenant_tables(superuser):
        await plant(superuser, table, acme)
        work = unit.Unit("app", acme)
        async with unit.entered(work):
            await work.execute("SELECT set_config('app.tenant_id', '', true)")
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await work.fetch(f"SELECT * FROM {table}")  # noqa: S608
            await work.rollback()


async def _written_columns(superuser: Any, table: str) -> str:
    rows = await superuser.fetch(
        """SELECT quote_ident(attname) FROM pg_attribute
            WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attidentity = ''""",
        table,
    )
    return ", ".join(row[0] for row in rows)


async def _cannot_reach(table: str, *, columns: str, mine: UUID, theirs: UUID) -> None:
    # The names of tables and columns come from the catalogue; what the database computes itself is not among them.
    moved = "to_jsonb(r) || jsonb_build_object('tenant_id', $1::uuid)"
    copy = (
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM "  # noqa: S608
        f"(SELECT (jsonb_populate_record(NULL::{table}, {moved})).* FROM {table} r) x"
    )
    async with unit.tenant(mine):
        seen = await unit.fetch(f"SELECT tenant_id FROM {table}")  # noqa: S608
        assert {row["tenant_id"] for row in seen} == {mine}, table
    attempts = (
        (f"UPDATE {table} SET tenant_id = tenant_id WHERE tenant_id = $1", "UPDATE 0"),  # noqa: S608
        (f"DELETE FROM {table} WHERE tenant_id = $1", "DELETE 0"),  # noqa: S608
        (f"UPDATE {table} SET tenant_id = $1", None),  # noqa: S608
        (copy, None),
    )
    for sql, allowed in attempts:
        try:
            async with unit.tenant(mine):
                assert await unit.execute(sql, theirs) == allowed, (table, sql)
        except asyncpg.InsufficientPrivilegeError:
            pass
