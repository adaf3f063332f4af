"""What a tenant's plan allows: in its own row, since every page knows that anyway. Nothing there: no limit at all."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration

ID = "0004"

# `{"seats": 5, "storage_mb": 10240, "tickets": 500, "mails": 2000}`; a name that is missing is not limited.
ENTITLEMENTS = """
ALTER TABLE tenant ADD COLUMN entitlements jsonb NOT NULL DEFAULT '{}';
"""


async def forwards() -> MigrationManager:
    return migration(ID, "tenants", "what a plan allows", ENTITLEMENTS)
