"""Invitations to a full seat that the plan has no room for: they wait, and no letter leaves, until there is one."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration

ID = "0005"

WAITS = """
ALTER TABLE invitation ADD COLUMN waits_since timestamptz;
CREATE INDEX invitation_waits ON invitation (tenant_id, waits_since)
  WHERE waits_since IS NOT NULL AND accepted_at IS NULL AND revoked_at IS NULL;
"""


async def forwards() -> MigrationManager:
    return migration(ID, "tenants", "invitations that wait for a seat", WAITS)
