"""The life of a company: when it settled for Free, why a payment failed, and what it was told, once each."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, platform_sees, tenant_table

ID = "0002"

# `problem`: Stripe's code for why the last attempt failed.
MORE = """
ALTER TABLE billing_account ADD COLUMN free_since timestamptz;
ALTER TABLE billing_invoice ADD COLUMN IF NOT EXISTS problem text NOT NULL DEFAULT '';
"""

# One row for each notice that has left: its key says what it is about, so that none leaves twice.
NOTICE = """
CREATE TABLE billing_notice (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  key text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, key)
);
"""


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "billing", "what a company was told, and why a payment failed", MORE),
        *(NOTICE, tenant_table("billing_notice"), platform_sees("billing_notice", rights="SELECT")),
    )
