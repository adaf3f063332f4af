"""Tickets by mail: addresses to answer to, people in copy, and what a mail quotes, folded away."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, tenant_table

ID = "0009"

# Whose answers to which ticket come back by this address; only the digest of its token is kept.
REPLY_ADDRESS = """
CREATE TABLE reply_address (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  hash bytea NOT NULL,
  ticket_id uuid NOT NULL,
  recipient_key text NOT NULL,
  for_member boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, hash),
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX reply_address_of ON reply_address (tenant_id, ticket_id);
"""

# Somebody in copy gets nothing before an agent has said so (`confirmed`).
PARTICIPANT = """
CREATE TABLE ticket_participant (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  ticket_id uuid NOT NULL,
  address_key text NOT NULL,
  address text NOT NULL,
  name text NOT NULL DEFAULT '',
  state text NOT NULL DEFAULT 'proposed' CHECK (state IN ('proposed', 'confirmed', 'ignored')),
  created_at timestamptz NOT NULL,
  decided_at timestamptz,
  PRIMARY KEY (tenant_id, ticket_id, address_key),
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket (tenant_id, id) ON DELETE CASCADE
);
"""

# Quoted text and signatures: there for whoever asks, out of the way of everybody else.
FOLDED = "ALTER TABLE message ADD COLUMN folded text NOT NULL DEFAULT '';"


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "tickets", "tickets by mail", REPLY_ADDRESS, tenant_table("reply_address")),
        *(PARTICIPANT, tenant_table("ticket_participant"), FOLDED),
    )
