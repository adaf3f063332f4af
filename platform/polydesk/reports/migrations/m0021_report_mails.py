"""Reports that come by mail: to whom, which, how often, and when the next one is due."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, platform_sees, tenant_table

ID = "0021"

# `query` are the filters as the report's address has them; `until` is the last day that the next one tells of.
MAIL = """
CREATE TABLE report_mail (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  report text NOT NULL CHECK (report IN ('tickets', 'surveys', 'service-levels')),
  query text NOT NULL,
  rhythm text NOT NULL CHECK (rhythm IN ('weekly', 'monthly')),
  next_at timestamptz NOT NULL,
  until date NOT NULL,
  created_at timestamptz NOT NULL,
  stopped_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, member_id, report, query, rhythm),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX report_mail_due ON report_mail (tenant_id, next_at) WHERE stopped_at IS NULL;
"""


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "reports", "reports by mail"),
        *(MAIL, tenant_table("report_mail")),
        platform_sees("report_mail", rights="SELECT (tenant_id, next_at, stopped_at)"),
    )
