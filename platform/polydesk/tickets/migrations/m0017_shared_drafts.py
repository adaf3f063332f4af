"""A draft can be shown to colleagues: since when; null keeps it with whoever writes it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration

ID = "0017"

DRAFT = """
ALTER TABLE draft ADD COLUMN shared_at timestamptz;
CREATE INDEX draft_shared ON draft (tenant_id, ticket_id) WHERE shared_at IS NOT NULL;
"""


async def forwards() -> MigrationManager:
    return migration(ID, "tickets", "shared drafts", DRAFT)
