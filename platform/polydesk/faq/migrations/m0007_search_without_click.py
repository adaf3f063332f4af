"""Searches that found something: how often each was asked, and how often a result was opened from it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, platform_sees, tenant_table

ID = "0007"

SHOWN = """
CREATE TABLE search_shown (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  language text NOT NULL,
  asked text NOT NULL CHECK (length(asked) BETWEEN 1 AND 200),
  times bigint NOT NULL,
  opened bigint NOT NULL DEFAULT 0,
  last_at timestamptz NOT NULL,
  handled_at timestamptz,
  PRIMARY KEY (tenant_id, language, asked)
);
"""


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "faq", "searches without a click"),
        *(SHOWN, tenant_table("search_shown"), platform_sees("search_shown", rights="SELECT (last_at), DELETE")),
    )
