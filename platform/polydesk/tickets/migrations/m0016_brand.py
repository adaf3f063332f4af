"""Under which of the company's brands a ticket is answered; null is the company itself."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration

ID = "0016"

TICKET = """
ALTER TABLE ticket
  ADD COLUMN brand_id uuid,
  ADD CONSTRAINT ticket_brand_fkey FOREIGN KEY (tenant_id, brand_id) REFERENCES further_brand (tenant_id, id) NOT VALID;
ALTER TABLE ticket VALIDATE CONSTRAINT ticket_brand_fkey;
"""


async def forwards() -> MigrationManager:
    return migration(ID, "tickets", "the brand of a ticket", TICKET)
