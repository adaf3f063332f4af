"""Whose house, who may enter, how it looks: hosts, identities, members, teams, invitations, sessions, brand."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, platform_sees, platform_table, tenant_table

ID = "0001"

# Hosts are unique over all tenants, so the table leads with the host. A former slug redirects to the present one.
HOST = """
CREATE TABLE tenant_host (
  host text PRIMARY KEY,
  tenant_id uuid NOT NULL REFERENCES tenant (id),
  kind text NOT NULL CHECK (kind IN ('slug', 'former', 'custom')),
  proof text,
  proven_at timestamptz,
  last_error text,
  created_at timestamptz NOT NULL DEFAULT now(),
  released_at timestamptz
);
CREATE INDEX tenant_host_tenant ON tenant_host (tenant_id);
"""

# Two slugs that look alike have one skeleton (see tenants/slugs.py, which says the same in SQL).
SKELETON = """
CREATE INDEX tenant_skeleton ON tenant
  ((translate(replace(replace(replace(slug, '-', ''), 'rn', 'm'), 'vv', 'w'), '0158', 'olsb')));
"""

# A person's login to the platform; may belong to several tenants. Only a confirmed address is unique: whoever signs up
# with somebody else's address learns nothing and takes nothing.
IDENTITY = """
CREATE TABLE identity (
  id uuid PRIMARY KEY,
  email text NOT NULL,
  email_key text NOT NULL,
  password_hash text,
  name text NOT NULL DEFAULT '',
  language text,
  zone text,
  generation integer NOT NULL DEFAULT 1,
  is_operator boolean NOT NULL DEFAULT false,
  confirmed_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX identity_confirmed ON identity (email_key) WHERE confirmed_at IS NOT NULL;
CREATE INDEX identity_email ON identity (email_key, created_at DESC);

CREATE TABLE identity_token (
  hash bytea PRIMARY KEY,
  identity_id uuid NOT NULL REFERENCES identity (id) ON DELETE CASCADE,
  purpose text NOT NULL CHECK (purpose IN ('confirm', 'reset', 'sign_in', 'handover')),
  tenant_id uuid REFERENCES tenant (id),
  next text,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz
);

CREATE TABLE platform_session (
  hash bytea PRIMARY KEY,
  identity_id uuid NOT NULL REFERENCES identity (id) ON DELETE CASCADE,
  generation integer NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  ip text NOT NULL DEFAULT '',
  user_agent text NOT NULL DEFAULT ''
);
CREATE INDEX platform_session_identity ON platform_session (identity_id);
"""

MEMBER = """
CREATE TABLE member (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  identity_id uuid NOT NULL REFERENCES identity (id),
  email text NOT NULL,
  email_key text NOT NULL,
  name text NOT NULL,
  role text NOT NULL CHECK (role IN ('owner', 'admin', 'agent', 'light_agent', 'billing')),
  language text,
  zone text,
  theme text NOT NULL DEFAULT 'auto' CHECK (theme IN ('auto', 'light', 'dark')),
  generation integer NOT NULL DEFAULT 1,
  state text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'removed')),
  away_until timestamptz,
  away_note text NOT NULL DEFAULT '',
  seen_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, identity_id)
);
CREATE INDEX member_email ON member (tenant_id, email_key);
CREATE INDEX member_identity ON member (identity_id);

CREATE TABLE team (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  archived_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, name)
);

CREATE TABLE team_member (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  team_id uuid NOT NULL,
  member_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, team_id, member_id),
  FOREIGN KEY (tenant_id, team_id) REFERENCES team (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX team_member_member ON team_member (tenant_id, member_id);

CREATE TABLE invitation (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  email text NOT NULL,
  email_key text NOT NULL,
  role text NOT NULL CHECK (role IN ('admin', 'agent', 'light_agent', 'billing')),
  team_id uuid,
  language text NOT NULL,
  token_hash bytea NOT NULL,
  invited_by uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  sent_at timestamptz,
  expires_at timestamptz NOT NULL,
  accepted_at timestamptz,
  revoked_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, invited_by) REFERENCES member (tenant_id, id),
  FOREIGN KEY (tenant_id, team_id) REFERENCES team (tenant_id, id)
);
CREATE UNIQUE INDEX invitation_token ON invitation (tenant_id, token_hash);
CREATE UNIQUE INDEX invitation_open ON invitation (tenant_id, email_key)
  WHERE accepted_at IS NULL AND revoked_at IS NULL;
"""

# One table for both kinds of people of a tenant; the actor is a member or a requester (a row of customers' person).
SESSION = """
CREATE TABLE session (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  hash bytea NOT NULL,
  actor_kind text NOT NULL CHECK (actor_kind IN ('member', 'requester')),
  actor_id uuid NOT NULL,
  generation integer NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  ip text NOT NULL DEFAULT '',
  user_agent text NOT NULL DEFAULT '',
  PRIMARY KEY (tenant_id, hash)
);
CREATE INDEX session_actor ON session (tenant_id, actor_kind, actor_id);
"""

BRAND = """
CREATE TABLE brand (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  colour text NOT NULL DEFAULT '#206bc4' CHECK (colour ~ '^#[0-9a-f]{6}$'),
  logo_id uuid,
  logo_dark_id uuid,
  favicon_id uuid,
  tagline jsonb NOT NULL DEFAULT '{}',
  footer jsonb NOT NULL DEFAULT '{}',
  legal_links jsonb NOT NULL DEFAULT '[]',
  PRIMARY KEY (tenant_id),
  FOREIGN KEY (tenant_id, logo_id) REFERENCES file (tenant_id, id),
  FOREIGN KEY (tenant_id, logo_dark_id) REFERENCES file (tenant_id, id),
  FOREIGN KEY (tenant_id, favicon_id) REFERENCES file (tenant_id, id)
);

CREATE TABLE sample (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  kind text NOT NULL,
  id uuid NOT NULL,
  PRIMARY KEY (tenant_id, kind, id)
);

CREATE TABLE checklist_step (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  step text NOT NULL,
  done_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, step)
);
"""

# Inside its unit a tenant reads its hosts; an identity is reached through the platform's unit only.
HOST_OF_TENANT = """
CREATE POLICY tenant ON tenant_host FOR SELECT TO polydesk_app USING (tenant_id = (SELECT app.tenant_id()));
GRANT SELECT ON tenant_host TO polydesk_app;
"""


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "tenants", "whose house, who may enter, how it looks"),
        *(HOST, platform_table("tenant_host"), HOST_OF_TENANT, SKELETON),
        *(IDENTITY, platform_table("identity"), platform_table("identity_token"), platform_table("platform_session")),
        *(MEMBER, tenant_table("member"), platform_sees("member", rights="SELECT, INSERT, UPDATE")),
        *(tenant_table("team"), tenant_table("team_member"), tenant_table("invitation")),
        *(SESSION, tenant_table("session"), platform_sees("session", rights="SELECT, DELETE")),
        *(BRAND, tenant_table("brand"), platform_sees("brand", rights="SELECT, INSERT")),
        *(tenant_table("sample"), tenant_table("checklist_step")),
    )
