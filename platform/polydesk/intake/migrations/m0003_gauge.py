"""How many mails wait in quarantine, for whoever runs the platform: the number alone."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, platform_sees

ID = "0003"


async def forwards() -> MigrationManager:
    seen = platform_sees("mail_in", rights="SELECT (tenant_id, state, received_at)")
    waiting = "CREATE INDEX mail_in_quarantined ON mail_in (tenant_id, received_at) WHERE state = 'quarantined';"
    return migration(ID, "intake", "a gauge of the quarantine", seen, waiting)
