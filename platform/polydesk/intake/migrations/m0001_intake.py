"""Mails as they came, the addresses that take them, and mailboxes elsewhere that are emptied."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, tenant_table

ID = "0001"

# The bytes lie in `raw`, or those of a big mail in the file `file_id`, until what became of it is old. `digest` is made
# of Message-ID and content: the same mail by two ways, or a second time, is one row.
MAIL_IN = """
CREATE TABLE mail_in (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  source text NOT NULL CHECK (source IN ('smtp', 'lmtp', 'imap', 'drop')),
  peer text NOT NULL DEFAULT '',
  sender text NOT NULL DEFAULT '',
  recipients text[] NOT NULL DEFAULT '{}',
  digest bytea NOT NULL,
  bytes integer NOT NULL,
  raw bytea,
  file_id uuid,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'quarantined', 'discarded')),
  outcome text NOT NULL DEFAULT '',
  reason text NOT NULL DEFAULT '',
  attempts integer NOT NULL DEFAULT 0,
  from_address text NOT NULL DEFAULT '',
  subject text NOT NULL DEFAULT '',
  ticket_id uuid,
  received_at timestamptz NOT NULL,
  handled_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, digest),
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket (tenant_id, id) ON DELETE SET NULL (ticket_id)
);
CREATE INDEX mail_in_state ON mail_in (tenant_id, state, received_at DESC, id DESC);
"""

# `local` is what stands before the @ of our own domain; `own_address` the company's address that forwards to it.
INBOX = """
CREATE TABLE inbox (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  local text NOT NULL CHECK (local ~ '^[a-z0-9]([a-z0-9._-]{0,38}[a-z0-9])?$'),
  own_address text NOT NULL DEFAULT '',
  team_id uuid,
  category_id uuid,
  language text,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, local),
  FOREIGN KEY (tenant_id, team_id) REFERENCES team (tenant_id, id) ON DELETE SET NULL (team_id),
  FOREIGN KEY (tenant_id, category_id) REFERENCES ticket_category (tenant_id, id) ON DELETE SET NULL (category_id)
);
"""

# `secret` is sealed. `last_uid` is the newest mail that we have, as long as the mailbox keeps its `validity`.
MAILBOX = """
CREATE TABLE mail_account (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  host text NOT NULL,
  port integer NOT NULL CHECK (port BETWEEN 1 AND 65535),
  security text NOT NULL CHECK (security IN ('tls', 'starttls', 'none')),
  username text NOT NULL,
  secret bytea NOT NULL,
  folder text NOT NULL DEFAULT 'INBOX',
  inbox text NOT NULL DEFAULT 'support',
  validity bigint,
  last_uid bigint NOT NULL DEFAULT 0,
  problem text NOT NULL DEFAULT '',
  looked_at timestamptz,
  off_since timestamptz,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
"""


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "intake", "mail that comes in", MAIL_IN, tenant_table("mail_in"), INBOX, tenant_table("inbox")),
        *(MAILBOX, tenant_table("mail_account")),
    )
