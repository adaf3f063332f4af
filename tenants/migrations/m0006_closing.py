"""Leaving: exports of everything, orders to erase, and the one way by which rows of an erased tenant go."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import erasable, migration, platform_sees, platform_table, tenant_table

ID = "0006"

# One archive of everything that a tenant has. `rows` and `files` are what is in it so far, of so many.
EXPORT = """
CREATE TABLE tenant_export (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'ready', 'failed', 'gone')),
  language text NOT NULL,
  asked_by uuid,
  asked_by_name text NOT NULL DEFAULT '',
  asked_at timestamptz NOT NULL,
  heard_at timestamptz NOT NULL,
  rows_done bigint NOT NULL DEFAULT 0,
  rows_all bigint,
  files_done bigint NOT NULL DEFAULT 0,
  files_all bigint,
  files_lost bigint NOT NULL DEFAULT 0,
  bytes bigint,
  ready_at timestamptz,
  gone_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX tenant_export_being_made ON tenant_export (tenant_id) WHERE state IN ('waiting', 'running');
CREATE INDEX tenant_export_ready ON tenant_export (tenant_id, ready_at) WHERE state = 'ready';
"""

# Who is to be erased, when, and how far that is; the platform's, since it outlives the tenant. `logins`: those of its people.
ERASURE = """
CREATE TABLE erasure (
  of_tenant uuid NOT NULL REFERENCES tenant (id),
  cause text NOT NULL CHECK (cause IN ('demanded', 'closed')),
  ordered_at timestamptz NOT NULL,
  ordered_by uuid,
  due_at timestamptz NOT NULL,
  begun_at timestamptz,
  finished_at timestamptz,
  logins uuid[] NOT NULL DEFAULT '{}',
  rows_gone bigint NOT NULL DEFAULT 0,
  files_gone bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (of_tenant)
);
CREATE INDEX erasure_due ON erasure (due_at) WHERE finished_at IS NULL;
"""

# Tables from before: each with row security of a tenant gets the eraser's policy, as new ones do by `tenant_table`.
TABLES_FROM_BEFORE = """
DO $$ DECLARE old record; BEGIN
  FOR old IN SELECT p.tablename AS name FROM pg_policies p
              WHERE p.schemaname = 'public' AND p.policyname = 'tenant' AND p.tablename NOT IN ('tenant', 'tenant_host')
                AND NOT EXISTS (SELECT FROM pg_policies e WHERE e.tablename = p.tablename AND e.policyname = 'erasing')
  LOOP
    EXECUTE replace($erasable$%s$erasable$, '{table}', quote_ident(old.name));
  END LOOP;
END $$;
GRANT USAGE ON SCHEMA public, app TO polydesk_eraser;
CREATE POLICY erasing ON tenant FOR SELECT TO polydesk_eraser USING (id = (SELECT app.tenant_id()));
GRANT SELECT (id, status) ON tenant TO polydesk_eraser;
"""

# At most so many rows of one table of one tenant; answers how many went. It refuses whoever is not marked as erased, so
# that no mistake of a caller can empty a living house. Of a table that refers to itself those go first that no row names.
ERASE_SOME = """
CREATE FUNCTION app.erase_some(whose uuid, from_table name, most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE unnamed text; gone integer;
BEGIN
  PERFORM set_config('app.tenant_id', whose::text, true);
  IF NOT EXISTS (SELECT FROM public.tenant WHERE id = app.tenant_id() AND status = 'erased') THEN
    RAISE EXCEPTION 'only a tenant that is erased loses its rows' USING ERRCODE = '42501';
  END IF;
  SELECT coalesce(string_agg(format(' AND NOT EXISTS (SELECT FROM public.%I c WHERE %s)', from_table, f.same), ''), '')
    INTO unnamed
    FROM (SELECT (SELECT string_agg(format('c.%I = t.%I', mine.attname, theirs.attname), ' AND ')
                    FROM unnest(k.conkey, k.confkey) AS pair (mine, theirs)
                    JOIN pg_attribute mine ON mine.attrelid = k.conrelid AND mine.attnum = pair.mine
                    JOIN pg_attribute theirs ON theirs.attrelid = k.confrelid AND theirs.attnum = pair.theirs) AS same
            FROM pg_constraint k
           WHERE k.contype = 'f' AND k.conrelid = k.confrelid
             AND k.conrelid = format('public.%I', from_table)::regclass) f;
  EXECUTE format('DELETE FROM public.%1$I WHERE ctid = ANY (ARRAY('
                 'SELECT t.ctid FROM public.%1$I t WHERE t.tenant_id = app.tenant_id()%2$s LIMIT %3$s))',
                 from_table, unnamed, most);
  GET DIAGNOSTICS gone = ROW_COUNT;
  -- What the deletion sets off runs now, with the rights of this function.
  SET CONSTRAINTS ALL IMMEDIATE;
  RETURN gone;
END $$;
GRANT CREATE ON SCHEMA app TO polydesk_eraser;
ALTER FUNCTION app.erase_some(uuid, name, integer) OWNER TO polydesk_eraser;
REVOKE CREATE ON SCHEMA app FROM polydesk_eraser;
REVOKE ALL ON FUNCTION app.erase_some(uuid, name, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.erase_some(uuid, name, integer) TO polydesk_platform;
"""


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "tenants", "leaving: exports, orders to erase, and how rows go"),
        *(
            EXPORT,
            tenant_table("tenant_export"),
            platform_sees("tenant_export", rights="SELECT (tenant_id, state, ready_at)"),
        ),
        *(ERASURE, platform_table("erasure")),
        *(TABLES_FROM_BEFORE % erasable("{table}"), ERASE_SOME),
    )
