"""Forms can be for chosen brands, as they can be for chosen categories."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration

ID = "0042"

FORM = """
ALTER TABLE survey_form ADD COLUMN brand_ids uuid[] NOT NULL DEFAULT '{}',
  ADD CONSTRAINT survey_form_default_brands CHECK (NOT is_default OR brand_ids = '{}');
"""


async def forwards() -> MigrationManager:
    return migration(ID, "surveys", "forms by brand", FORM)
