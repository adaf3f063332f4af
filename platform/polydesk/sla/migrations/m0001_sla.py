"""Policies and contracts, timers with their spans and events, and the results that reports read."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, platform_sees, tenant_table

ID = "0001"

# `open_nos` are the versions that were published for open tickets too: timers of earlier ones catch up with them;
# `withdrawn_at` is since when it promises nothing. A policy's version is never changed; its JSON is read and written by
# polydesk.sla.policy alone. `contract_only` policies are not tried by conditions: a contract brings them.
POLICY = """
CREATE TABLE sla_policy (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  position integer NOT NULL,
  enabled boolean NOT NULL DEFAULT true,
  contract_only boolean NOT NULL DEFAULT false,
  open_nos integer[] NOT NULL DEFAULT '{}',
  withdrawn_at timestamptz,
  created_at timestamptz NOT NULL,
  archived_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX sla_policy_position ON sla_policy (tenant_id, position) WHERE archived_at IS NULL;

CREATE TABLE sla_policy_version (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  id uuid NOT NULL,
  policy_id uuid NOT NULL,
  no integer NOT NULL CHECK (no >= 1),
  names jsonb NOT NULL,
  conditions jsonb NOT NULL,
  schedule_id uuid,
  targets jsonb NOT NULL,
  reminders jsonb NOT NULL,
  steps jsonb NOT NULL,
  options jsonb NOT NULL,
  made_at timestamptz NOT NULL,
  made_by uuid,
  made_by_name text NOT NULL DEFAULT '',
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, policy_id, no),
  FOREIGN KEY (tenant_id, policy_id) REFERENCES sla_policy (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, schedule_id) REFERENCES schedule (tenant_id, id)
);

CREATE TABLE contract (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  plan text NOT NULL DEFAULT '' CHECK (length(plan) <= 80),
  policy_id uuid,
  schedule_id uuid,
  starts_on date NOT NULL,
  ends_on date,
  notes text NOT NULL DEFAULT '' CHECK (length(notes) <= 4000),
  remind_days integer NOT NULL DEFAULT 30 CHECK (remind_days BETWEEN 0 AND 365),
  reminded_at timestamptz,
  created_at timestamptz NOT NULL,
  archived_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  CHECK (ends_on IS NULL OR ends_on >= starts_on),
  FOREIGN KEY (tenant_id, organisation_id) REFERENCES organisation (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, policy_id) REFERENCES sla_policy (tenant_id, id),
  FOREIGN KEY (tenant_id, schedule_id) REFERENCES schedule (tenant_id, id)
);
CREATE INDEX contract_organisation ON contract (tenant_id, organisation_id, starts_on);
CREATE INDEX contract_ending ON contract (tenant_id, ends_on) WHERE ends_on IS NOT NULL AND archived_at IS NULL;
"""

# One running promise. `since` is when the present state began, so spans are written once, when they end.
# `carries_id` is the timer of the cycle before, whose spans count here too. `hours_no` is the highest version of the
# schedule by which the caches were counted: a later one means that the timer has to catch up. `pinned_no` keeps a promise
# under the hours that the schedule had up to this version; null follows the schedule. Caches are `consumed_s` (used when
# `since` began), `breach_consumed_s` (used when it was broken, against `breach_budget_s`), `paused_s`, `due_at` and
# `next_event_at`. `extra_s` is what a grace added to the budget, `fired` the reminders and steps that are behind it,
# `spans` how many there are.
TIMER = """
CREATE TABLE sla_timer (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  id uuid NOT NULL,
  ticket_id uuid NOT NULL,
  metric text NOT NULL CHECK (metric IN ('first_response', 'next_response', 'resolution')),
  cycle integer NOT NULL CHECK (cycle >= 1),
  policy_id uuid NOT NULL,
  policy_version_id uuid NOT NULL,
  priority text NOT NULL,
  schedule_id uuid,
  clock text NOT NULL CHECK (clock IN ('business', 'calendar')),
  budget_s bigint NOT NULL CHECK (budget_s >= 0),
  pause_on text[] NOT NULL DEFAULT '{}',
  contract_id uuid,
  hours_no integer,
  pinned_no integer,
  started_at timestamptz NOT NULL,
  carries_id uuid,
  carry_s bigint NOT NULL DEFAULT 0,
  state text NOT NULL CHECK (state IN ('running', 'paused', 'completed', 'cancelled')),
  since timestamptz NOT NULL,
  reason text NOT NULL DEFAULT '',
  consumed_s bigint NOT NULL DEFAULT 0,
  paused_s bigint NOT NULL DEFAULT 0,
  extra_s bigint NOT NULL DEFAULT 0,
  spans integer NOT NULL DEFAULT 0,
  fired text[] NOT NULL DEFAULT '{}',
  due_at timestamptz,
  next_event_at timestamptz,
  breached_at timestamptz,
  breach_cause text,
  breach_consumed_s bigint NOT NULL DEFAULT 0,
  breach_budget_s bigint,
  retracted integer NOT NULL DEFAULT 0,
  completed_at timestamptz,
  completed_by text,
  outcome text CHECK (outcome IN ('met', 'missed')),
  excused_at timestamptz,
  excused_by uuid,
  excused_by_name text NOT NULL DEFAULT '',
  excuse text NOT NULL DEFAULT '',
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, ticket_id, metric, cycle),
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, policy_version_id) REFERENCES sla_policy_version (tenant_id, id),
  FOREIGN KEY (tenant_id, schedule_id) REFERENCES schedule (tenant_id, id),
  FOREIGN KEY (tenant_id, carries_id) REFERENCES sla_timer (tenant_id, id)
);
CREATE INDEX sla_timer_next ON sla_timer (tenant_id, next_event_at) WHERE state = 'running' AND next_event_at IS NOT NULL;
CREATE INDEX sla_timer_schedule ON sla_timer (tenant_id, schedule_id, id) WHERE state IN ('running', 'paused');
CREATE INDEX sla_timer_behind ON sla_timer (tenant_id, schedule_id, hours_no)
  WHERE state IN ('running', 'paused') AND pinned_no IS NULL;
CREATE INDEX sla_timer_policy ON sla_timer (tenant_id, policy_id, id) WHERE state IN ('running', 'paused');

CREATE TABLE sla_span (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  timer_id uuid NOT NULL,
  seq integer NOT NULL,
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL,
  kind text NOT NULL CHECK (kind IN ('running', 'paused')),
  reason text NOT NULL DEFAULT '',
  policy_version_id uuid NOT NULL,
  schedule_version_id uuid,
  counted_s bigint NOT NULL,
  PRIMARY KEY (tenant_id, timer_id, seq),
  CHECK (to_at >= from_at),
  FOREIGN KEY (tenant_id, timer_id) REFERENCES sla_timer (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE sla_event (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  id uuid NOT NULL,
  ticket_id uuid NOT NULL,
  timer_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('started', 'paused', 'resumed', 'retargeted', 'reminded', 'stepped', 'breached',
    'completed', 'cancelled', 'restored', 'excused', 'unexcused', 'retracted', 'redue', 'moved')),
  once text,
  at timestamptz NOT NULL,
  detected_at timestamptz NOT NULL,
  actor_kind text NOT NULL,
  actor_id uuid,
  actor_name text NOT NULL DEFAULT '',
  data jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, timer_id) REFERENCES sla_timer (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket (tenant_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX sla_event_once ON sla_event (tenant_id, timer_id, once) WHERE once IS NOT NULL;
CREATE INDEX sla_event_ticket ON sla_event (tenant_id, ticket_id, at, id);
"""

# Copies, never references: what was promised and kept stays true whatever is renamed, edited or archived later.
# `counted_at` is when the figure counts: completed_at of what was met, breached_at of what was missed.
RESULT = """
CREATE TABLE sla_result (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  timer_id uuid NOT NULL,
  ticket_id uuid NOT NULL,
  ticket_number bigint NOT NULL,
  metric text NOT NULL,
  cycle integer NOT NULL,
  policy_id uuid NOT NULL,
  policy_names jsonb NOT NULL,
  policy_no integer NOT NULL,
  priority text NOT NULL,
  channel text NOT NULL,
  language text NOT NULL,
  organisation_id uuid,
  organisation_name text NOT NULL DEFAULT '',
  contract_id uuid,
  contract_name text NOT NULL DEFAULT '',
  team_id uuid,
  team_name text NOT NULL DEFAULT '',
  agent_id uuid,
  agent_name text NOT NULL DEFAULT '',
  budget_s bigint NOT NULL,
  elapsed_s bigint NOT NULL,
  paused_s bigint NOT NULL,
  clock text NOT NULL,
  tz text NOT NULL,
  schedule_name text NOT NULL DEFAULT '',
  schedule_hash text NOT NULL DEFAULT '',
  started_at timestamptz NOT NULL,
  due_at timestamptz,
  breached_at timestamptz,
  breach_cause text,
  ended_at timestamptz NOT NULL,
  ended_by text NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('met', 'missed')),
  counted_at timestamptz NOT NULL,
  excused_at timestamptz,
  excused_by_name text NOT NULL DEFAULT '',
  excuse text NOT NULL DEFAULT '',
  PRIMARY KEY (tenant_id, timer_id),
  FOREIGN KEY (tenant_id, timer_id) REFERENCES sla_timer (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX sla_result_counted ON sla_result (tenant_id, counted_at, timer_id);
CREATE INDEX sla_result_ticket ON sla_result (tenant_id, ticket_id);
"""

# `matrix` maps impact and urgency to a priority, `{"high": {"high": "urgent", …}, …}`; null is switched off.
# `report_zone` is the zone in which months begin; empty is the company's.
SETTING = """
CREATE TABLE sla_setting (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  matrix jsonb,
  report_zone text NOT NULL DEFAULT '',
  PRIMARY KEY (tenant_id)
);

CREATE TABLE sla_link (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  hash bytea NOT NULL,
  ticket_id uuid NOT NULL,
  made_by uuid,
  made_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  revoked_at timestamptz,
  PRIMARY KEY (tenant_id, hash),
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX sla_link_ticket ON sla_link (tenant_id, ticket_id);

CREATE TABLE sla_change (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('schedule', 'policy', 'holidays', 'exceptions')),
  subject_id uuid,
  based_on integer NOT NULL DEFAULT 0,
  draft jsonb NOT NULL,
  state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'simulating', 'simulated', 'applied', 'discarded', 'failed')),
  done integer NOT NULL DEFAULT 0,
  total integer NOT NULL DEFAULT 0,
  result jsonb,
  made_by uuid,
  made_by_name text NOT NULL DEFAULT '',
  made_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX sla_change_open ON sla_change (tenant_id, made_at) WHERE state NOT IN ('applied', 'discarded');
"""

TABLES = ("sla_policy", "contract", "sla_timer", "sla_setting", "sla_link", "sla_change")
APPEND_ONLY = ("sla_policy_version", "sla_span", "sla_event")


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "sla", "service levels"),
        *(POLICY, TIMER, RESULT, SETTING),
        *map(tenant_table, TABLES),
        *(tenant_table(name, app="SELECT, INSERT") for name in APPEND_ONLY),
        tenant_table("sla_result", app="SELECT, INSERT, UPDATE (excused_at, excused_by_name, excuse)"),
        platform_sees("contract", rights="SELECT (tenant_id, ends_on, remind_days, reminded_at, archived_at)"),
        platform_sees("sla_timer", rights="SELECT (tenant_id, id, state, next_event_at, due_at)"),
    )
