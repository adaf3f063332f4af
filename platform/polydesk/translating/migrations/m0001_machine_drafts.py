"""Machine drafts: a company's own account with a translation service, what it used, and the drafts nobody approved yet."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, platform_sees, tenant_table

ID = "0001"

# `key` is sealed (kernel/sealed.py). `state` is what the service said last.
ACCOUNT = """
CREATE TABLE machine_account (
  tenant_id uuid PRIMARY KEY DEFAULT app.tenant_id() REFERENCES tenant (id),
  provider text NOT NULL CHECK (provider IN ('deepl')),
  key bytea NOT NULL,
  monthly_limit integer NOT NULL CHECK (monthly_limit BETWEEN 1000 AND 100000000),
  state text NOT NULL DEFAULT 'unchecked' CHECK (state IN ('unchecked', 'works', 'key', 'used_up', 'down', 'refused')),
  checked_at timestamptz,
  set_at timestamptz NOT NULL
);
"""

USE = """
CREATE TABLE machine_use (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  month date NOT NULL,
  characters bigint NOT NULL,
  PRIMARY KEY (tenant_id, month)
);
"""

# A draft never stands in the text itself, so no page of the portal can show it. It counts for as long as the text
# still says what the draft would replace, and the source what it was made from. `taken_by` is the lease of the job
# that has it at the machine.
DRAFT = """
CREATE TABLE machine_draft (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  kind text NOT NULL CHECK (length(kind) BETWEEN 1 AND 60),
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
  language text NOT NULL,
  state text NOT NULL CHECK (state IN ('wanted', 'ready', 'failed')),
  replaces text NOT NULL,
  source text NOT NULL,
  text text NOT NULL DEFAULT '',
  problem text NOT NULL DEFAULT '',
  taken_by uuid,
  at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, kind, key, language)
);
CREATE INDEX machine_draft_waiting ON machine_draft (tenant_id, at) WHERE state = 'wanted';
"""


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "translating", "machine drafts"),
        *(ACCOUNT, tenant_table("machine_account"), USE, tenant_table("machine_use")),
        *(DRAFT, tenant_table("machine_draft")),
        platform_sees("machine_draft", rights="SELECT (at), DELETE"),
    )
