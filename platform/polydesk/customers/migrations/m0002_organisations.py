"""Organisations that customers belong to, and the mail domains that newcomers are recognised by."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, tenant_table

ID = "0002"

ORGANISATION = """
CREATE TABLE organisation (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  name text NOT NULL,
  notes text NOT NULL DEFAULT '',
  created_at timestamptz NOT NULL,
  archived_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX organisation_name ON organisation (tenant_id, lower(name));

CREATE TABLE organisation_domain (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  domain text NOT NULL,
  organisation_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, domain),
  FOREIGN KEY (tenant_id, organisation_id) REFERENCES organisation (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX organisation_domain_organisation ON organisation_domain (tenant_id, organisation_id);

ALTER TABLE person ADD COLUMN organisation_id uuid;
ALTER TABLE person ADD CONSTRAINT person_organisation_fkey
  FOREIGN KEY (tenant_id, organisation_id) REFERENCES organisation (tenant_id, id);
CREATE INDEX person_organisation ON person (tenant_id, organisation_id) WHERE organisation_id IS NOT NULL;
"""

# Where a newcomer belongs by the domain of the address. It says who they probably are and opens nothing by itself:
# what an organisation may read is shown to signed-in customers only, whose address has been confirmed.
RECOGNISING = """
CREATE FUNCTION app.organisation_of(address_key text) RETURNS uuid LANGUAGE sql STABLE AS $$
  SELECT d.organisation_id
    FROM organisation_domain d JOIN organisation o ON o.tenant_id = d.tenant_id AND o.id = d.organisation_id
   WHERE d.tenant_id = app.tenant_id() AND d.domain = split_part(address_key, '@', 2) AND o.archived_at IS NULL
$$;
"""


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "customers", "organisations"),
        *(ORGANISATION, tenant_table("organisation"), tenant_table("organisation_domain"), RECOGNISING),
    )
