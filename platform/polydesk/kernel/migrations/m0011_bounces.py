"""Mails that came back, addresses that are not written to any more, and mails that somebody sends again."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, tenant_table

ID = "0011"

# `bounced`: taken over, and sent back later. `suppressed`: not sent, since an earlier mail to this address came back.
STATES = """
ALTER TABLE mail DROP CONSTRAINT mail_state_check;
ALTER TABLE mail ADD CONSTRAINT mail_state_check CHECK
  (state IN ('queued', 'sending', 'sent', 'refused', 'unknown', 'bounced', 'suppressed')) NOT VALID;
ALTER TABLE mail VALIDATE CONSTRAINT mail_state_check;
"""

# Whoever sends a mail again gives it two more days of attempts.
AGAIN = "ALTER TABLE mail ADD COLUMN again_at timestamptz;"

SUPPRESSION = """
CREATE TABLE mail_suppression (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  address_key text NOT NULL CHECK (length(address_key) BETWEEN 3 AND 400),
  address text NOT NULL,
  reason text NOT NULL,
  mail_id uuid,
  at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, address_key)
);
"""

# What the operator's page says of a mail that did not arrive: why, never what it said or to whom.
WHY = "GRANT SELECT (reason, attempts, again_at) ON mail TO polydesk_platform;"


async def forwards() -> MigrationManager:
    return migration(
        ID, "kernel", "mails that came back", STATES, AGAIN, SUPPRESSION, tenant_table("mail_suppression"), WHY
    )
