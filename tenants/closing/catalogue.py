"""The catalogue of tables, asked of PostgreSQL itself: which belong to tenants, in which order their rows can go.

A table that is made tomorrow is in here without anybody having to think of it.
"""

from graphlib import TopologicalSorter

from polydesk.kernel import unit

_TABLES = (
    "SELECT tablename::text FROM pg_policies WHERE schemaname = 'public' AND policyname = 'erasing' AND cmd = 'ALL'"
)

_REFERENCES = """
SELECT referring.relname::text AS referring, named.relname::text AS named
  FROM pg_constraint k
  JOIN pg_class referring ON referring.oid = k.conrelid
  JOIN pg_class named ON named.oid = k.confrelid
 WHERE k.contype = 'f' AND k.conrelid <> k.confrelid AND k.connamespace = 'public'::regnamespace
"""

# The platform's own tables that say whose a row is.
_OF_TENANTS = """
SELECT c.table_name::text AS name, c.column_name::text AS whose
  FROM information_schema.columns c
  JOIN information_schema.tables t USING (table_schema, table_name)
 WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.column_name IN ('tenant_id', 'of_tenant')
   AND NOT EXISTS (SELECT FROM pg_policies p WHERE p.tablename = c.table_name AND p.policyname = 'erasing')
 ORDER BY 1
"""


async def tables_of_tenants() -> list[str]:
    """Those behind row security, a table before those that it refers to. Raises CycleError for references in a circle."""
    names = [row["tablename"] for row in await unit.fetch(_TABLES)]
    before: dict[str, set[str]] = {name: set() for name in sorted(names)}
    for row in await unit.fetch(_REFERENCES):
        if row["referring"] in before and row["named"] in before:
            before[row["named"]].add(row["referring"])
    return list(TopologicalSorter(before).static_order())


async def tables_about_tenants() -> list[tuple[str, str]]:
    """The platform's, with the column that names the tenant."""
    return [(row["name"], row["whose"]) for row in await unit.fetch(_OF_TENANTS)]
