"""Texts of tenants: what each translation was made from, and how often customers met a gap."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, platform_sees, tenant_table

ID = "0009"

# `source` is the text, in `source_language`, of the moment in which the translation was written or found still right.
ORIGIN = """
CREATE TABLE text_origin (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  kind text NOT NULL CHECK (length(kind) BETWEEN 1 AND 60),
  key text NOT NULL CHECK (length(key) BETWEEN 1 AND 200),
  language text NOT NULL,
  source_language text NOT NULL,
  source text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, kind, key, language)
);
"""

# Pages on which a customer met a phrase in another language than theirs, by day; kept for 30 days.
GAP = """
CREATE TABLE text_gap (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  kind text NOT NULL,
  key text NOT NULL,
  language text NOT NULL,
  day date NOT NULL,
  times bigint NOT NULL,
  PRIMARY KEY (tenant_id, kind, key, language, day)
);
"""


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "kernel", "what texts were translated from, and the gaps that customers met"),
        *(ORIGIN, GAP, tenant_table("text_origin"), tenant_table("text_gap")),
        platform_sees("text_gap", rights="SELECT (day), DELETE"),
    )
