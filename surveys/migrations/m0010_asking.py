"""Asking by the tenant's rules, what became of it for each resolution, who wants no questions, and what robots did."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, over_the_walls, tenant_table

ID = "0010"

SETTING = """
ALTER TABLE survey_setting
  ADD COLUMN mode text NOT NULL DEFAULT 'always' CHECK (mode IN ('always', 'matching', 'by_hand', 'never')),
  ADD COLUMN waking_from smallint NOT NULL DEFAULT 8,
  ADD COLUMN waking_until smallint NOT NULL DEFAULT 21,
  ADD COLUMN quiet_days smallint NOT NULL DEFAULT 7 CHECK (quiet_days BETWEEN 0 AND 365),
  ADD COLUMN reminder_days smallint NOT NULL DEFAULT 4 CHECK (reminder_days BETWEEN 0 AND 21),
  ADD COLUMN only_channels text[] NOT NULL DEFAULT '{}',
  ADD COLUMN only_categories uuid[] NOT NULL DEFAULT '{}',
  ADD COLUMN only_tags text[] NOT NULL DEFAULT '{}',
  ADD COLUMN excluded_tags text[] NOT NULL DEFAULT '{}',
  ADD COLUMN excluded_organisations uuid[] NOT NULL DEFAULT '{}',
  ADD CONSTRAINT survey_setting_waking CHECK (waking_from >= 0 AND waking_from < waking_until AND waking_until <= 24);
"""
SWITCHED_OFF = "UPDATE survey_setting SET mode = 'never' WHERE NOT enabled;"

# What became of the question about one resolution: it is to be asked, it was, or why not. `since` is the instant that
# a reason speaks of: when the person was asked before.
PLAN = """
CREATE TABLE survey_plan (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  ticket_id uuid NOT NULL,
  cycle integer NOT NULL,
  state text NOT NULL CHECK (state IN ('planned', 'asked', 'not_asked')),
  due timestamptz NOT NULL,
  reason text NOT NULL DEFAULT '',
  since timestamptz,
  by_hand boolean NOT NULL DEFAULT false,
  decided_at timestamptz,
  PRIMARY KEY (tenant_id, ticket_id, cycle),
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket (tenant_id, id) ON DELETE CASCADE
);
"""

# A reminder is a mail with a link of its own, since the first one is known by its digest alone. What a customer is
# asked on the page of the ticket is an invitation that was not mailed.
INVITATION = """
ALTER TABLE survey_invitation ADD COLUMN reminder_hash bytea, ADD COLUMN reminded_at timestamptz,
  ADD COLUMN mailed boolean NOT NULL DEFAULT true;
ALTER TABLE rating ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid();
CREATE UNIQUE INDEX rating_id ON rating (tenant_id, id);
CREATE UNIQUE INDEX survey_invitation_reminder ON survey_invitation (tenant_id, reminder_hash)
  WHERE reminder_hash IS NOT NULL;
CREATE INDEX survey_invitation_person ON survey_invitation (tenant_id, person_id, created_at);
"""

# By the digest of the address: it holds when people are merged, and when whoever asked for it is erased.
OPT_OUT = """
CREATE TABLE survey_opt_out (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  address_hash bytea NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, address_hash)
);
"""
FORMER_OPT_OUTS = """
INSERT INTO survey_opt_out (tenant_id, address_hash, at)
SELECT a.tenant_id, sha256(convert_to(a.address_key, 'UTF8')), p.surveys_opted_out_at
  FROM person p JOIN person_address a ON a.tenant_id = p.tenant_id AND a.person_id = p.id
 WHERE p.surveys_opted_out_at IS NOT NULL;
"""

# Each showing of the page is a row, whose id is in the nonce that the page carries; `used_at` makes it single use.
OPENING = """
CREATE TABLE survey_opening (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  id uuid NOT NULL,
  invitation_id uuid NOT NULL,
  at timestamptz NOT NULL,
  score smallint,
  signs text[] NOT NULL DEFAULT '{}',
  agent text NOT NULL DEFAULT '',
  used_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, invitation_id) REFERENCES survey_invitation (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX survey_opening_invitation ON survey_opening (tenant_id, invitation_id, at);
CREATE INDEX survey_opening_at ON survey_opening (tenant_id, at);
"""

# What was sent and not counted, since no person seems to have sent it.
DOUBT = """
CREATE TABLE survey_doubt (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  id uuid NOT NULL,
  invitation_id uuid NOT NULL,
  at timestamptz NOT NULL,
  score smallint,
  comment text NOT NULL DEFAULT '',
  reasons text[] NOT NULL DEFAULT '{}',
  answers jsonb NOT NULL DEFAULT '{}',
  signs text[] NOT NULL,
  agent text NOT NULL DEFAULT '',
  outcome text CHECK (outcome IN ('counted', 'dismissed')),
  decided_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, invitation_id) REFERENCES survey_invitation (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX survey_doubt_invitation ON survey_doubt (tenant_id, invitation_id);
"""

TABLES = ("survey_plan", "survey_opt_out", "survey_opening", "survey_doubt")


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "surveys", "asking by rules, opting out, and what robots did"),
        *(SETTING, over_the_walls("survey_setting", SWITCHED_OFF), PLAN, INVITATION, OPT_OUT, OPENING, DOUBT),
        over_the_walls("person person_address", FORMER_OPT_OUTS),
        *(tenant_table(name) for name in TABLES),
    )
