"""Texts of mails: each saved version of each language, and when ours had to go out instead."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, tenant_table

ID = "0001"

# The newest version is what is sent; an empty part means ours. Nothing is changed in place, so everything comes back.
VERSION = """
CREATE TABLE mail_text_version (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  occasion text NOT NULL,
  language text NOT NULL,
  no integer NOT NULL CHECK (no > 0),
  subject text NOT NULL,
  heading text NOT NULL,
  body text NOT NULL,
  at timestamptz NOT NULL,
  by_id uuid,
  by_name text NOT NULL,
  PRIMARY KEY (tenant_id, occasion, language, no)
);
"""

MISS = """
CREATE TABLE mail_text_miss (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  occasion text NOT NULL,
  language text NOT NULL,
  no integer NOT NULL,
  name text NOT NULL,
  times bigint NOT NULL,
  last_at timestamptz NOT NULL,
  last_ticket bigint,
  PRIMARY KEY (tenant_id, occasion, language, no, name)
);
"""


async def forwards() -> MigrationManager:
    kept = tenant_table("mail_text_version", app="SELECT, INSERT")
    return migration(ID, "mail_texts", "texts of mails", VERSION, kept, MISS, tenant_table("mail_text_miss"))
