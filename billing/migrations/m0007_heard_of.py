"""Bills that wait: which one it is that we heard of at `past_due_since`, so that the next one has days of its own."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration

ID = "0007"

BILL = "ALTER TABLE billing_account ADD COLUMN past_due_bill text NOT NULL DEFAULT '';"


async def forwards() -> MigrationManager:
    return migration(ID, "billing", "bills that we heard of", BILL)
