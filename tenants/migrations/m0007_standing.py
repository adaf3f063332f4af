"""Why a tenant has its status, since when and how long: in its own row, since every page of the desk says so."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration

ID = "0007"

# `status_until`: when the status changes by itself, if nobody does anything.
STANDING = """
ALTER TABLE tenant ADD COLUMN status_why text NOT NULL DEFAULT '', ADD COLUMN status_since timestamptz,
  ADD COLUMN status_until timestamptz;
CREATE INDEX tenant_status_until ON tenant (status_until) WHERE status_until IS NOT NULL;
"""


async def forwards() -> MigrationManager:
    return migration(ID, "tenants", "why a status, since when and how long", STANDING)
