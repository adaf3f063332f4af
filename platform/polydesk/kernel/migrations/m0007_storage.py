"""Files: who says who may read them, and what all files of a tenant weigh together, with how much they may."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, over_the_walls, platform_sees, tenant_table

ID = "0007"

# `guard` names the slice that knows a file's readers; without one a file is public or lent by signed links.
GUARD = "ALTER TABLE file ADD COLUMN guard text;"

# Without a `quota` of its own a tenant has the one of the settings.
USE = """
CREATE TABLE storage_use (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  bytes bigint NOT NULL DEFAULT 0,
  quota bigint CHECK (quota >= 0),
  PRIMARY KEY (tenant_id)
);
"""

# Counted at the commit, so that nobody holds the tenant's row while a long transaction goes on; who wants to know at
# once whether there is room says SET CONSTRAINTS file_weighs IMMEDIATE.
WEIGHING = """
CREATE FUNCTION app.weigh_file() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  grown bigint := coalesce(NEW.bytes, 0) - coalesce(OLD.bytes, 0);
BEGIN
  IF grown <> 0 THEN
    INSERT INTO public.storage_use AS u (tenant_id, bytes) VALUES (coalesce(NEW.tenant_id, OLD.tenant_id), grown)
    ON CONFLICT (tenant_id) DO UPDATE SET bytes = u.bytes + excluded.bytes;
  END IF;
  RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER file_weighs AFTER INSERT OR DELETE OR UPDATE OF bytes ON file
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.weigh_file();
"""

SO_FAR = "INSERT INTO storage_use (tenant_id, bytes) SELECT tenant_id, sum(bytes) FROM file GROUP BY tenant_id;"


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "kernel", "the guards and the weight of files"),
        *(GUARD, USE, over_the_walls("file", SO_FAR), WEIGHING, tenant_table("storage_use")),
        platform_sees("storage_use", rights="SELECT, INSERT (tenant_id, quota), UPDATE (quota)"),
    )
