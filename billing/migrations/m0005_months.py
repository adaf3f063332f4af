"""What came in each month from whom: written down month by month, since a subscription's row only knows the present."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, platform_table

ID = "0005"

# `amount`: what the subscription is worth a month, in the smallest unit; of the current month as it stands now.
MONTH = """
CREATE TABLE billing_month (
  month date NOT NULL,
  subscription_id text NOT NULL,
  of_tenant uuid NOT NULL REFERENCES tenant (id),
  plan text NOT NULL,
  currency text NOT NULL,
  amount bigint NOT NULL,
  PRIMARY KEY (month, subscription_id)
);
CREATE INDEX billing_month_tenant ON billing_month (of_tenant, month);
"""


async def forwards() -> MigrationManager:
    return migration(ID, "billing", "what each month was worth", MONTH, platform_table("billing_month"))
