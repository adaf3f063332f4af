"""What a ticket is about: the tenant's own categories, and the language in which its customer writes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, tenant_table

ID = "0005"

CATEGORY = """
CREATE TABLE ticket_category (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  names jsonb NOT NULL,
  position integer NOT NULL DEFAULT 0,
  archived_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);
"""

# `language` is the one the customer is spoken to in; `message_language` the one they were found to write in, null as
# long as that is not certain.
TICKET = """
ALTER TABLE ticket
  ADD COLUMN category_id uuid,
  ADD COLUMN message_language text,
  ADD CONSTRAINT ticket_category_fkey FOREIGN KEY (tenant_id, category_id) REFERENCES ticket_category (tenant_id, id);
CREATE INDEX ticket_category_newest ON ticket (tenant_id, category_id, number DESC) WHERE category_id IS NOT NULL;
"""


async def forwards() -> MigrationManager:
    return migration(*(ID, "tickets", "categories"), *(CATEGORY, tenant_table("ticket_category"), TICKET))
