"""The floor: app.tenant_id(), the tenant row, outbox, mails, files, audit log."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, platform_sees, tenant_table

ID = "0001"

TENANT_ID = """
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS btree_gin;
CREATE SCHEMA app;
GRANT USAGE ON SCHEMA app TO polydesk_app, polydesk_platform, polydesk_search;
GRANT USAGE ON SCHEMA public TO polydesk_app, polydesk_platform, polydesk_search;

CREATE FUNCTION app.tenant_id() RETURNS uuid LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog AS $$
DECLARE v text := current_setting('app.tenant_id', true);
BEGIN
  IF v IS NULL OR v = '' THEN RAISE EXCEPTION 'app.tenant_id is not set' USING ERRCODE = '42501'; END IF;
  RETURN v::uuid;
END $$;
"""

# The tenant itself: who it is, whether it lives, how it speaks. A tenant sees and changes its own row only.
TENANT = """
CREATE TABLE tenant (
  id uuid PRIMARY KEY,
  slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$'),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
  status text NOT NULL DEFAULT 'trial' CHECK (status IN
    ('trial', 'active', 'past_due', 'read_only', 'suspended', 'closed', 'erased')),
  status_reason text,
  status_before text,
  plan text NOT NULL DEFAULT 'trial',
  default_language text NOT NULL DEFAULT 'en',
  languages text[] NOT NULL DEFAULT '{en}',
  zone text NOT NULL DEFAULT 'UTC',
  country text,
  version integer NOT NULL DEFAULT 1,
  is_demo boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  trial_ends_at timestamptz,
  settled_at timestamptz,
  set_up_at timestamptz
);
ALTER TABLE tenant ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON tenant TO polydesk_app
  USING (id = (SELECT app.tenant_id())) WITH CHECK (id = (SELECT app.tenant_id()));
GRANT SELECT ON tenant TO polydesk_app;
GRANT UPDATE (name, default_language, languages, zone, country, version, settled_at, set_up_at) ON tenant TO polydesk_app;
"""

OUTBOX = """
CREATE TABLE outbox (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  id uuid NOT NULL,
  job text NOT NULL,
  payload jsonb NOT NULL DEFAULT '{}',
  queue text NOT NULL DEFAULT 'default',
  due timestamptz NOT NULL DEFAULT now(),
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'running', 'done', 'dead')),
  attempt integer NOT NULL DEFAULT 0,
  lease uuid,
  lease_until timestamptz,
  last_error text,
  dedupe text,
  created_at timestamptz NOT NULL DEFAULT now(),
  done_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX outbox_due ON outbox (tenant_id, due) WHERE state = 'pending';
CREATE INDEX outbox_lease ON outbox (tenant_id, lease_until) WHERE state = 'running';
CREATE INDEX outbox_dead ON outbox (tenant_id, done_at) WHERE state = 'dead';
CREATE INDEX outbox_done ON outbox (tenant_id, done_at) WHERE state = 'done';
CREATE UNIQUE INDEX outbox_dedupe ON outbox (tenant_id, job, dedupe) WHERE dedupe IS NOT NULL;
"""

MAIL = """
CREATE TABLE mail (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  message_id text NOT NULL,
  kind text NOT NULL,
  to_address text NOT NULL,
  to_name text NOT NULL DEFAULT '',
  from_name text NOT NULL DEFAULT '',
  reply_to text,
  language text NOT NULL,
  subject text NOT NULL,
  html text NOT NULL,
  text text NOT NULL,
  headers jsonb NOT NULL DEFAULT '{}',
  about_kind text,
  about_id uuid,
  state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sending', 'sent', 'refused', 'unknown')),
  reason text,
  at_most_once boolean NOT NULL DEFAULT false,
  attempts integer NOT NULL DEFAULT 0,
  provider_id text,
  created_at timestamptz NOT NULL DEFAULT now(),
  sent_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, message_id)
);
CREATE INDEX mail_about ON mail (tenant_id, about_kind, about_id);
CREATE INDEX mail_state ON mail (tenant_id, state, created_at);
"""

FILE = """
CREATE TABLE file (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  media_type text NOT NULL,
  bytes bigint NOT NULL CHECK (bytes >= 0),
  sha256 bytea,
  state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'stored', 'refused')),
  reason text,
  inline boolean NOT NULL DEFAULT false,
  width integer,
  height integer,
  public boolean NOT NULL DEFAULT false,
  created_by_kind text,
  created_by_id uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX file_state ON file (tenant_id, state, created_at);
"""

AUDIT = """
CREATE TABLE audit (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  at timestamptz NOT NULL,
  actor_kind text NOT NULL,
  actor_id uuid,
  actor_label text NOT NULL DEFAULT '',
  action text NOT NULL,
  subject_kind text,
  subject_id uuid,
  changes jsonb NOT NULL DEFAULT '{}',
  ip text NOT NULL DEFAULT '',
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX audit_at ON audit (tenant_id, at DESC, id DESC);
CREATE INDEX audit_action ON audit (tenant_id, action, at DESC);
"""


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "kernel", "the floor"),
        *(TENANT_ID, TENANT, platform_sees("tenant", rights="SELECT, INSERT, UPDATE, DELETE")),
        *(OUTBOX, tenant_table("outbox"), platform_sees("outbox", rights="SELECT, INSERT, UPDATE, DELETE")),
        *(MAIL, tenant_table("mail"), platform_sees("mail", rights="SELECT (tenant_id, id, kind, state, created_at)")),
        *(FILE, tenant_table("file"), platform_sees("file", rights="SELECT (tenant_id, id, bytes, state, created_at)")),
        *(AUDIT, tenant_table("audit", app="SELECT, INSERT"), platform_sees("audit", rights="INSERT")),
    )
