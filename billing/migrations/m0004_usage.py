"""What a company uses beyond seats: how it is counted quickly, and what of it Stripe was told, so that nothing counts twice."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, tenant_table

ID = "0004"

# By these a month is counted without reading the years before it.
COUNTING = """
CREATE INDEX billing_ticket_created ON ticket (tenant_id, created_at);
CREATE INDEX billing_mail_sent ON mail (tenant_id, sent_at) WHERE sent_at IS NOT NULL AND NOT of_platform;
"""

# A period for which Stripe writes one invoice. It is closed a little after its end, before that invoice is finalised.
PERIOD = """
CREATE TABLE billing_meter_period (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  subscription_id text NOT NULL,
  starts timestamptz NOT NULL,
  ends timestamptz NOT NULL CHECK (ends >= starts),
  customer_id text NOT NULL,
  included jsonb NOT NULL,
  closed_at timestamptz,
  PRIMARY KEY (tenant_id, subscription_id, starts)
);
CREATE INDEX billing_meter_period_open ON billing_meter_period (tenant_id) WHERE closed_at IS NULL;
"""

# So many more (or fewer: a correction) than the rows before it said. `id` is the event's identifier at Stripe, `at` its
# moment there: a whole minute which no other event of the meter has, so that one can ask Stripe whether it has arrived.
REPORT = """
CREATE TABLE billing_meter_report (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  subscription_id text NOT NULL,
  starts timestamptz NOT NULL,
  meter text NOT NULL CHECK (meter IN ('tickets', 'mails')),
  quantity integer NOT NULL CHECK (quantity <> 0),
  at timestamptz NOT NULL,
  made_at timestamptz NOT NULL,
  sent_at timestamptz,
  given_up_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, meter, at),
  FOREIGN KEY (tenant_id, subscription_id, starts) REFERENCES billing_meter_period (tenant_id, subscription_id, starts)
);
CREATE INDEX billing_meter_report_unsent ON billing_meter_report (tenant_id) WHERE sent_at IS NULL AND given_up_at IS NULL;
"""


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "billing", "what is used, and what Stripe was told of it", COUNTING),
        *(PERIOD, tenant_table("billing_meter_period"), REPORT, tenant_table("billing_meter_report")),
    )
