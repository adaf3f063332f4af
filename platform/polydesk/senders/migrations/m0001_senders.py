"""Senders: the address and the key of a company, what its DNS said last, and whose a proven domain is."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, platform_sees, platform_table, tenant_table

ID = "0001"

# `asked_at`: somebody wants to know; `checked_at`: the DNS was asked; `answered_at`: and it answered. `private_key` is
# sealed. `lapsed_at`: it was proven once, and is no more.
SENDER = """
CREATE TABLE sender (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  domain text NOT NULL CHECK (length(domain) BETWEEN 4 AND 253),
  local_part text NOT NULL CHECK (length(local_part) BETWEEN 1 AND 64),
  selector text NOT NULL,
  private_key bytea NOT NULL,
  public_key text NOT NULL,
  dkim text NOT NULL DEFAULT 'unchecked',
  spf text NOT NULL DEFAULT 'unchecked',
  dmarc text NOT NULL DEFAULT 'unchecked',
  created_at timestamptz NOT NULL,
  asked_at timestamptz,
  checked_at timestamptz,
  answered_at timestamptz,
  proven_at timestamptz,
  lapsed_at timestamptz,
  PRIMARY KEY (tenant_id)
);
"""

# Unique over all tenants, so it is the platform's: a domain sends for one company, whoever proved it first.
CLAIM = """
CREATE TABLE sender_claim (
  domain text PRIMARY KEY,
  tenant_id uuid NOT NULL REFERENCES tenant (id),
  since timestamptz NOT NULL
);
"""


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "senders", "own sender domains"),
        *(
            SENDER,
            tenant_table("sender"),
            platform_sees("sender", rights="SELECT (tenant_id, created_at, checked_at, proven_at)"),
        ),
        *(CLAIM, platform_table("sender_claim")),
    )
