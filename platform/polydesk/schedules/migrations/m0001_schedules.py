"""Schedules and their versions, holiday calendars, exceptions of single dates, and which schedule is the usual one."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, platform_sees, tenant_table

ID = "0001"

# A version is never changed: `compiled` is the JSON form that polydesk.hours reads, `hash` names it in reports.
# The hours at an instant are those of the version with the latest `valid_from` up to it, of several the one with the
# highest number. `superseded_by` is the number of the version that took this one out of force: a correction of the past,
# or the withdrawal of hours that were to begin later. `zones` are fingerprints of the rules of the zones in use, as
# release `tzdata` of the time zone database has them.
SCHEDULE = """
CREATE TABLE schedule (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  position integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  archived_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX schedule_name ON schedule (tenant_id, lower(name)) WHERE archived_at IS NULL;

CREATE TABLE schedule_version (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  id uuid NOT NULL,
  schedule_id uuid NOT NULL,
  no integer NOT NULL CHECK (no >= 1),
  valid_from timestamptz NOT NULL,
  tz text NOT NULL,
  weekly jsonb NOT NULL,
  calendar_ids uuid[] NOT NULL DEFAULT '{}',
  compiled jsonb NOT NULL,
  hash text NOT NULL,
  reason text NOT NULL CHECK (reason IN ('created', 'edited', 'holidays', 'exceptions', 'corrected', 'withdrawn')),
  note text NOT NULL DEFAULT '',
  made_at timestamptz NOT NULL,
  made_by uuid,
  made_by_name text NOT NULL DEFAULT '',
  superseded_by integer,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, schedule_id, no),
  FOREIGN KEY (tenant_id, schedule_id) REFERENCES schedule (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE schedule_setting (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  default_schedule_id uuid,
  hours_are_public boolean NOT NULL DEFAULT true,
  tzdata text NOT NULL DEFAULT '',
  zones jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant_id),
  FOREIGN KEY (tenant_id, default_schedule_id) REFERENCES schedule (tenant_id, id)
);
"""

# `names` are the holiday's names by language. `hours` are `[["09:00","13:00"]]`: of a half day and of a working day
# when it is open, of a partial one when it is closed. `origin` tells a row of the library from one that somebody wrote;
# `proposed` waits for a yes, `vanished` is in force still, though the library knows it no longer.
HOLIDAY = """
CREATE TABLE holiday_calendar (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  source text NOT NULL CHECK (source IN ('library', 'ics', 'manual')),
  country text,
  subdivision text,
  categories text[] NOT NULL DEFAULT '{}',
  through date,
  created_at timestamptz NOT NULL,
  archived_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);

CREATE TABLE holiday (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  id uuid NOT NULL,
  calendar_id uuid NOT NULL,
  date date NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  names jsonb NOT NULL DEFAULT '{}',
  kind text NOT NULL DEFAULT 'closed' CHECK (kind IN ('closed', 'half', 'workday', 'partial')),
  active boolean NOT NULL DEFAULT true,
  hours jsonb,
  every_year boolean NOT NULL DEFAULT false,
  origin text NOT NULL CHECK (origin IN ('library', 'ics', 'manual')),
  state text NOT NULL DEFAULT 'applied' CHECK (state IN ('applied', 'proposed', 'vanished')),
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, calendar_id, date, name),
  FOREIGN KEY (tenant_id, calendar_id) REFERENCES holiday_calendar (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX holiday_date ON holiday (tenant_id, calendar_id, date);
"""

# Without a schedule an exception is the whole company's. `hours` holds one to twenty pairs for kind 'hours' (they
# replace the day's hours) and for 'partial' (closed between these times).
EXCEPTION = """
CREATE TABLE date_exception (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  schedule_id uuid,
  date date NOT NULL,
  kind text NOT NULL CHECK (kind IN ('closed', 'hours', 'partial')),
  hours jsonb NOT NULL DEFAULT '[]',
  note text NOT NULL DEFAULT '' CHECK (length(note) <= 200),
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, schedule_id) REFERENCES schedule (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX date_exception_date ON date_exception (tenant_id, schedule_id, date);
"""

TABLES = ("schedule", "schedule_setting", "holiday_calendar", "holiday", "date_exception")


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "schedules", "schedules"),
        *(SCHEDULE, HOLIDAY, EXCEPTION),
        *map(tenant_table, TABLES),
        tenant_table("schedule_version", app="SELECT, INSERT, UPDATE (superseded_by)"),
        platform_sees("schedule_setting", rights="SELECT (tenant_id, tzdata)"),
    )
