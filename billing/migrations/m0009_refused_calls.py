"""Calls that Stripe refuses our key, so that an operator reads it once and in plain words."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, platform_table

ID = "0009"

# `call` without ids: `POST /v1/billing/meter_events`. 401: it is no key of theirs (any more); 403: it may not do this.
REFUSED = """
CREATE TABLE billing_refused_call (
  call text NOT NULL,
  status integer NOT NULL CHECK (status IN (401, 403)),
  said text NOT NULL,
  since timestamptz NOT NULL,
  last_at timestamptz NOT NULL,
  PRIMARY KEY (call)
);
"""


async def forwards() -> MigrationManager:
    return migration(ID, "billing", "calls that our key is refused", REFUSED, platform_table("billing_refused_call"))
