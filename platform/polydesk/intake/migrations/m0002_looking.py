"""The clock sees which mailboxes there are to look into; a page, whether somebody is looking just now."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, platform_sees

ID = "0002"


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "intake", "looking into mailboxes"),
        "ALTER TABLE mail_account ADD COLUMN asked_at timestamptz;",
        platform_sees("mail_account", rights="SELECT (tenant_id, id, off_since)"),
    )
