"""Access tokens of programs, and what was answered to requests that may come twice."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, platform_sees, tenant_table

ID = "0001"

# The token itself is shown once and kept nowhere; `ends_with` tells one from another in a list.
TOKEN = """
CREATE TABLE access_token (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  digest bytea NOT NULL,
  ends_with text NOT NULL,
  scopes text[] NOT NULL,
  created_at timestamptz NOT NULL,
  by_name text NOT NULL,
  expires_at timestamptz,
  used_at timestamptz,
  revoked_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, digest)
);
"""

# A program that heard nothing asks again under the same key: what was asked, and what it was told.
ANSWERED = """
CREATE TABLE api_answered (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  token_id uuid NOT NULL,
  key text NOT NULL,
  asked bytea NOT NULL,
  told jsonb,
  at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, token_id, key),
  FOREIGN KEY (tenant_id, token_id) REFERENCES access_token (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX api_answered_at ON api_answered (tenant_id, at);
"""


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "api", "access tokens"),
        *(TOKEN, tenant_table("access_token"), ANSWERED, tenant_table("api_answered")),
        platform_sees("api_answered", rights="SELECT (tenant_id)"),
    )
