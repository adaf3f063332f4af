"""Surveys: the question sent after a resolution, the rating given, its history."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, platform_sees, tenant_table

ID = "0001"

SURVEY = """
CREATE TABLE survey_setting (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  enabled boolean NOT NULL DEFAULT true,
  delay_s integer NOT NULL DEFAULT 86400 CHECK (delay_s BETWEEN 0 AND 2592000),
  PRIMARY KEY (tenant_id)
);

CREATE TABLE survey_invitation (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  id uuid NOT NULL,
  ticket_id uuid NOT NULL,
  cycle integer NOT NULL,
  person_id uuid NOT NULL,
  agent_id uuid,
  language text NOT NULL,
  token_hash bytea NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, token_hash),
  UNIQUE (tenant_id, ticket_id, cycle),
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE rating (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  ticket_id uuid NOT NULL,
  cycle integer NOT NULL,
  invitation_id uuid NOT NULL,
  score smallint NOT NULL CHECK (score BETWEEN 1 AND 5),
  comment text NOT NULL DEFAULT '',
  given_at timestamptz NOT NULL,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, ticket_id, cycle),
  FOREIGN KEY (tenant_id, invitation_id) REFERENCES survey_invitation (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX rating_given ON rating (tenant_id, given_at DESC);

CREATE TABLE rating_history (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  id uuid NOT NULL,
  ticket_id uuid NOT NULL,
  cycle integer NOT NULL,
  score smallint NOT NULL,
  comment text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, ticket_id, cycle) REFERENCES rating (tenant_id, ticket_id, cycle) ON DELETE CASCADE
);
CREATE INDEX rating_history_rating ON rating_history (tenant_id, ticket_id, cycle, at);
"""


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "surveys", "the question after a resolution"),
        *(SURVEY, tenant_table("survey_setting"), tenant_table("survey_invitation")),
        *(tenant_table("rating"), tenant_table("rating_history")),
        platform_sees("rating", rights="SELECT (tenant_id, ticket_id, score, given_at)"),
    )
