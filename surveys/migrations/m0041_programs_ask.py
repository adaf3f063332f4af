"""One more way to ask: only when a program of the company's own wants it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration

ID = "0041"

MODE = """
ALTER TABLE survey_setting DROP CONSTRAINT survey_setting_mode_check,
  ADD CONSTRAINT survey_setting_mode_check CHECK (mode IN ('always', 'matching', 'by_hand', 'api', 'never'));
"""


async def forwards() -> MigrationManager:
    return migration(ID, "surveys", "programs ask", MODE)
