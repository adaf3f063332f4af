"""Prices that change for whoever pays already: what they pay now, and which changes were announced."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, platform_table

ID = "0006"

# Of a cycle, before tax, discounts and what is metered; empty until Stripe is asked next.
AMOUNT = "ALTER TABLE billing_subscription ADD COLUMN amount bigint;"

# From `counts_from` on a subscription to this plan is renewed at the price that is sold today.
CHANGE = """
CREATE TABLE billing_price_change (
  id uuid NOT NULL,
  plan text NOT NULL,
  counts_from timestamptz NOT NULL,
  announced_at timestamptz NOT NULL,
  announced_by text NOT NULL,
  PRIMARY KEY (id)
);
CREATE INDEX billing_price_change_plan ON billing_price_change (plan, counts_from DESC);
"""


async def forwards() -> MigrationManager:
    return migration(ID, "billing", "prices that change", AMOUNT, CHANGE, platform_table("billing_price_change"))
