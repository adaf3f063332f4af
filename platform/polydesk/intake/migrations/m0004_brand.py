"""An address that customers write to can stand for one of the company's brands."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration

ID = "0004"

INBOX = """
ALTER TABLE inbox
  ADD COLUMN brand_id uuid,
  ADD CONSTRAINT inbox_brand_fkey FOREIGN KEY (tenant_id, brand_id) REFERENCES further_brand (tenant_id, id);
"""


async def forwards() -> MigrationManager:
    return migration(ID, "intake", "the brand of an address", INBOX)
