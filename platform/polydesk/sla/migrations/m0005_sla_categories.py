"""A result keeps what its ticket was about, and the language its customer wrote in, as it keeps the team."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration

ID = "0005"

RESULT = "ALTER TABLE sla_result ADD COLUMN category_id uuid, ADD COLUMN category_names jsonb, ADD COLUMN message_language text;"


async def forwards() -> MigrationManager:
    return migration(ID, "sla", "results by category", RESULT)
