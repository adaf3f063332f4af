"""Request types, the fields that they ask for, the options of those, and what was answered in which ticket."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, tenant_table

ID = "0001"

# `version` goes up with each change, so that of two people who edit one at once the second is told.
# `parent_id` is the field whose answer decides whether this one is asked: with one of `shown_for`, or with any.
# An option is offered with one of `offered_for`, options of the same parent, or always.
ASKED = """
CREATE TABLE request_type (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  names jsonb NOT NULL,
  descriptions jsonb NOT NULL DEFAULT '{}',
  position integer NOT NULL DEFAULT 0,
  version integer NOT NULL DEFAULT 1,
  archived_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);

CREATE TABLE ticket_field (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN
    ('text', 'long_text', 'number', 'choice', 'choices', 'checkbox', 'date', 'file')),
  labels jsonb NOT NULL,
  helps jsonb NOT NULL DEFAULT '{}',
  is_required boolean NOT NULL DEFAULT false,
  parent_id uuid,
  shown_for uuid[] NOT NULL DEFAULT '{}',
  version integer NOT NULL DEFAULT 1,
  archived_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, parent_id) REFERENCES ticket_field (tenant_id, id),
  CHECK (parent_id <> id)
);

CREATE TABLE field_option (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  id uuid NOT NULL,
  field_id uuid NOT NULL,
  names jsonb NOT NULL,
  offered_for uuid[] NOT NULL DEFAULT '{}',
  position integer NOT NULL DEFAULT 0,
  version integer NOT NULL DEFAULT 1,
  archived_at timestamptz,
  PRIMARY KEY (tenant_id, field_id, id),
  FOREIGN KEY (tenant_id, field_id) REFERENCES ticket_field (tenant_id, id)
);

CREATE TABLE request_type_field (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  type_id uuid NOT NULL,
  field_id uuid NOT NULL,
  position integer NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, type_id, field_id),
  FOREIGN KEY (tenant_id, type_id) REFERENCES request_type (tenant_id, id),
  FOREIGN KEY (tenant_id, field_id) REFERENCES ticket_field (tenant_id, id)
);
CREATE INDEX request_type_field_field ON request_type_field (tenant_id, field_id);
"""

# What was answered hangs on ids alone. What was chosen is rows of its own, so that a view finds it by an index that row
# security leaves open; the key sees to it that nobody ever chose another field's option, or another tenant's.
ANSWERED = """
CREATE TABLE ticket_request (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  ticket_id uuid NOT NULL,
  type_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, ticket_id),
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, type_id) REFERENCES request_type (tenant_id, id)
);
CREATE INDEX ticket_request_type ON ticket_request (tenant_id, type_id);

CREATE TABLE ticket_answer (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  ticket_id uuid NOT NULL,
  field_id uuid NOT NULL,
  value text NOT NULL CHECK (length(value) BETWEEN 1 AND 5000),
  PRIMARY KEY (tenant_id, ticket_id, field_id),
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, field_id) REFERENCES ticket_field (tenant_id, id)
);

CREATE TABLE ticket_answer_option (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  ticket_id uuid NOT NULL,
  field_id uuid NOT NULL,
  option_id uuid NOT NULL,
  PRIMARY KEY (tenant_id, ticket_id, field_id, option_id),
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, field_id, option_id) REFERENCES field_option (tenant_id, field_id, id)
);
CREATE INDEX ticket_answer_option_option ON ticket_answer_option (tenant_id, option_id);
"""

TABLES = (
    *("request_type", "ticket_field", "field_option", "request_type_field"),
    *("ticket_request", "ticket_answer", "ticket_answer_option"),
)


async def forwards() -> MigrationManager:
    return migration(ID, "fields", "request types and fields", ASKED, ANSWERED, *map(tenant_table, TABLES))
