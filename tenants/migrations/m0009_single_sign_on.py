"""Single sign-on: the company's own identity provider, who of it is who here, and the sign-ins that are under way."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, tenant_table

ID = "0009"

# `lets_in` is the role of people whom nobody knows here yet; none: they stay outside.
PROVIDER = """
CREATE TABLE sso_provider (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 60),
  issuer text NOT NULL,
  client_id text NOT NULL,
  secret bytea NOT NULL,
  domains text[] NOT NULL DEFAULT '{}',
  lets_in text CHECK (lets_in IN ('agent', 'light_agent')),
  passwords boolean NOT NULL DEFAULT true,
  tried_at timestamptz,
  on_since timestamptz,
  PRIMARY KEY (tenant_id)
);
"""

# What the provider calls a person decides from the first sign-in on, and never the address.
LINK = """
CREATE TABLE sso_link (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  issuer text NOT NULL,
  subject text NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),
  email text NOT NULL DEFAULT '',
  connected_at timestamptz NOT NULL DEFAULT now(),
  used_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, issuer, subject),
  UNIQUE (tenant_id, member_id, issuer),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE
);
"""

# `state` and `browser` are digests: the first travels over the provider, the second stays in a cookie.
TRIP = """
CREATE TABLE sso_trip (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  state bytea NOT NULL,
  browser bytea NOT NULL,
  purpose text NOT NULL CHECK (purpose IN ('sign_in', 'connect', 'trial')),
  member_id uuid,
  next text NOT NULL DEFAULT '',
  nonce text NOT NULL,
  verifier text NOT NULL,
  issuer text NOT NULL,
  client_id text NOT NULL,
  endpoints jsonb NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, state)
);
"""

# Such a session opens this tenant alone, and ends after a day.
SESSION = """
ALTER TABLE session ADD COLUMN by_sso boolean NOT NULL DEFAULT false;
"""


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "tenants", "single sign-on"),
        *(PROVIDER, tenant_table("sso_provider"), LINK, tenant_table("sso_link")),
        *(TRIP, tenant_table("sso_trip"), SESSION),
    )
