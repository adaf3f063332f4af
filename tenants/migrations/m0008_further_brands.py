"""Further brands: names besides the company's own under which it answers some of its customers."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, tenant_table

ID = "0008"

BRAND = """
CREATE TABLE further_brand (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  name text NOT NULL CHECK (name <> ''),
  colour text NOT NULL CHECK (colour ~ '^#[0-9a-f]{6}$'),
  logo_id uuid,
  created_at timestamptz NOT NULL,
  archived_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, logo_id) REFERENCES file (tenant_id, id)
);
CREATE UNIQUE INDEX further_brand_name ON further_brand (tenant_id, lower(name));
"""


async def forwards() -> MigrationManager:
    return migration(*(ID, "tenants", "further brands"), *(BRAND, tenant_table("further_brand")))
