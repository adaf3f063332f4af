"""What our own calls to Stripe need beside its mirror: whose turn it is, the open Checkout, and the next invoice as it was last seen."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, tenant_table

ID = "0003"

# Whoever changes what a company pays for holds this until he is done; `until` frees it when he died meanwhile.
TURN = """
CREATE TABLE billing_turn (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  holder uuid NOT NULL,
  until timestamptz NOT NULL,
  PRIMARY KEY (tenant_id)
);
"""

# The one Checkout that may be open at a time, for what, and where it goes on.
CHECKOUT = """
CREATE TABLE billing_checkout (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  session_id text NOT NULL,
  url text NOT NULL,
  plan text NOT NULL,
  cycle text NOT NULL CHECK (cycle IN ('month', 'year')),
  seats integer NOT NULL CHECK (seats >= 0),
  currency text NOT NULL,
  opened_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id)
);
"""

# What Stripe said last of the invoice that comes next: shown while it is asked again, or away.
UPCOMING = """
CREATE TABLE billing_upcoming (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  bill jsonb NOT NULL,
  seen_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id)
);
"""


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "billing", "turns, the open Checkout, the next invoice as last seen"),
        *(TURN, tenant_table("billing_turn")),
        *(CHECKOUT, tenant_table("billing_checkout")),
        *(UPCOMING, tenant_table("billing_upcoming")),
    )
