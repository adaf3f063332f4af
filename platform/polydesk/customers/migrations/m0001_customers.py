"""People who ask, and their addresses."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, tenant_table

ID = "0001"

PERSON = """
CREATE TABLE person (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  name text NOT NULL DEFAULT '',
  language text,
  zone text,
  notes text NOT NULL DEFAULT '',
  password_hash text,
  generation integer NOT NULL DEFAULT 1,
  surveys_opted_out_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id)
);

CREATE TABLE person_address (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  address_key text NOT NULL,
  address text NOT NULL,
  person_id uuid NOT NULL,
  is_primary boolean NOT NULL DEFAULT true,
  confirmed_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, address_key),
  FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX person_address_person ON person_address (tenant_id, person_id);

-- A way in by mail, asked for by an address that may belong to nobody yet: a link, and a code for the asking browser.
CREATE TABLE person_token (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  purpose text NOT NULL CHECK (purpose IN ('sign_in', 'set_password')),
  address text NOT NULL,
  address_key text NOT NULL,
  language text NOT NULL,
  next text,
  link_hash bytea,
  code_hash bytea,
  tries integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  used_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX person_token_link ON person_token (tenant_id, link_hash) WHERE link_hash IS NOT NULL;
CREATE INDEX person_token_expiry ON person_token (tenant_id, expires_at);
"""


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "customers", "people who ask"),
        *(PERSON, tenant_table("person"), tenant_table("person_address"), tenant_table("person_token")),
    )
