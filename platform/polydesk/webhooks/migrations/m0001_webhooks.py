"""Programs elsewhere that are told of events, and each time that they were told."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, tenant_table

ID = "0001"

# No secret is kept: it is derived from `id` and `generation` by the installation's own. The former one signs too until
# `former_until`. `secret_seen`: it was shown, and is not shown again.
WEBHOOK = """
CREATE TABLE webhook (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  url text NOT NULL CHECK (length(url) BETWEEN 1 AND 2000),
  events text[] NOT NULL DEFAULT '{}',
  generation integer NOT NULL DEFAULT 1,
  former_until timestamptz,
  secret_seen boolean NOT NULL DEFAULT false,
  failing_since timestamptz,
  off_since timestamptz,
  off_because text NOT NULL DEFAULT '' CHECK (off_because IN ('', 'person', 'failed', 'gone')),
  created_at timestamptz NOT NULL,
  archived_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);
"""

# `body` is the very text that is signed. `attempts` counts from the beginning, or from when somebody sent it again.
DELIVERY = """
CREATE TABLE webhook_delivery (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  id uuid NOT NULL,
  webhook_id uuid NOT NULL,
  event text NOT NULL,
  body text NOT NULL,
  created_at timestamptz NOT NULL,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'failed')),
  attempts integer NOT NULL DEFAULT 0,
  tried_at timestamptz,
  next_at timestamptz,
  status integer,
  problem text NOT NULL DEFAULT '',
  took_ms integer,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, webhook_id) REFERENCES webhook (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX webhook_delivery_of ON webhook_delivery (tenant_id, webhook_id, created_at DESC, id DESC);
CREATE INDEX webhook_delivery_age ON webhook_delivery (tenant_id, created_at);
"""


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "webhooks", "webhooks"),
        *(WEBHOOK, tenant_table("webhook"), DELIVERY, tenant_table("webhook_delivery")),
    )
