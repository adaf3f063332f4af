"""Who hears what, by which channel and when: choices, rhythm, quiet hours, muted tickets, browsers, and what is held."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, over_the_walls, tenant_table

ID = "0002"

# `choices` hold only what differs from the company's, and those only what differs from ours: {"assigned": {"by": …, "of": …}}.
SETTINGS = """
ALTER TABLE notice_setting
  ADD COLUMN choices jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN pace text NOT NULL DEFAULT 'instant' CHECK (pace IN ('instant', 'hourly', 'daily', 'never')),
  ADD COLUMN digest_at time NOT NULL DEFAULT '08:00',
  ADD COLUMN quiet jsonb NOT NULL DEFAULT '{}',
  ADD COLUMN urgent text[] NOT NULL DEFAULT '{urgent}';
"""
NEVER = "UPDATE notice_setting SET pace = 'never' WHERE NOT by_mail;"
BY_MAIL = "ALTER TABLE notice_setting DROP COLUMN by_mail;"
COMPANY = """
CREATE TABLE notice_default (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id) PRIMARY KEY,
  choices jsonb NOT NULL
);
"""
# `mailed_at`: when it left in a mail; how many left within the hour is counted by it.
NOTICE = """
ALTER TABLE notice ADD COLUMN on_bell boolean NOT NULL DEFAULT true, ADD COLUMN mailed_at timestamptz;
DROP INDEX notice_unseen;
CREATE INDEX notice_unseen ON notice (tenant_id, member_id) WHERE seen_at IS NULL AND on_bell;
CREATE INDEX notice_mailed ON notice (tenant_id, member_id, mailed_at) WHERE mailed_at IS NOT NULL;
"""
HELD = """
CREATE TABLE notice_held (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  notice_id uuid NOT NULL,
  channel text NOT NULL CHECK (channel IN ('mail', 'push')),
  member_id uuid NOT NULL,
  due_at timestamptz NOT NULL,
  is_urgent boolean NOT NULL,
  PRIMARY KEY (tenant_id, notice_id, channel),
  FOREIGN KEY (tenant_id, notice_id) REFERENCES notice (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX notice_held_member ON notice_held (tenant_id, member_id, channel, due_at);
"""
MUTE = """
CREATE TABLE notice_mute (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  ticket_id uuid NOT NULL,
  member_id uuid NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, ticket_id, member_id),
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX notice_mute_member ON notice_mute (tenant_id, member_id);
"""
# A browser is told while the session lives in which somebody asked for it.
BROWSER = """
CREATE TABLE notice_browser (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  endpoint text NOT NULL CHECK (length(endpoint) BETWEEN 1 AND 1000),
  p256dh bytea NOT NULL,
  auth bytea NOT NULL,
  user_agent text NOT NULL CHECK (length(user_agent) <= 300),
  session_hash bytea NOT NULL,
  created_at timestamptz NOT NULL,
  told_at timestamptz,
  failed_at timestamptz,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, endpoint),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX notice_browser_member ON notice_browser (tenant_id, member_id);
"""
# Letters to agents were the mailroom's: what still waits there is told from here.
FROM_THE_MAILROOM = """
UPDATE outbox o SET job = 'notices.tell', payload = jsonb_build_object(
    'event', 'assigned', 'ticket_id', o.payload -> 'ticket_id', 'to', jsonb_build_array(o.payload -> 'member_id'),
    'besides', '[]'::jsonb, 'urgent', false, 'once', o.id, 'facts', '{}'::jsonb)
 WHERE o.job = 'mailroom.assigned' AND o.state = 'pending';
UPDATE outbox o SET job = 'notices.tell', payload = jsonb_build_object(
    'event', split_part(o.job, '.', 2), 'ticket_id', m.ticket_id,
    'to', CASE WHEN o.payload ? 'member_id' THEN jsonb_build_array(o.payload -> 'member_id') ELSE '[]'::jsonb END,
    'besides', '[]'::jsonb, 'urgent', false, 'once', o.id,
    'facts', jsonb_build_object('message_id', m.id))
  FROM message m
 WHERE o.job IN ('mailroom.customer_wrote', 'mailroom.mentioned') AND o.state = 'pending'
   AND m.tenant_id = o.tenant_id AND m.id = (o.payload ->> 'message_id')::uuid;
"""
# A mail that waited for its own job is held from now on.
FROM_ITS_OWN_JOB = """
INSERT INTO notice_held (tenant_id, notice_id, channel, member_id, due_at, is_urgent)
SELECT o.tenant_id, n.id, 'mail', n.member_id, o.due, false
  FROM outbox o JOIN notice n ON n.tenant_id = o.tenant_id AND n.id = (o.payload ->> 'notice_id')::uuid
 WHERE o.job = 'notices.mail' AND o.state = 'pending';
UPDATE outbox o SET payload = jsonb_build_object('member_id', n.member_id, 'due', o.due)
  FROM notice n WHERE o.job = 'notices.mail' AND o.state = 'pending'
   AND n.tenant_id = o.tenant_id AND n.id = (o.payload ->> 'notice_id')::uuid;
"""


async def forwards() -> MigrationManager:
    return migration(
        ID,
        "notices",
        "who hears what",
        SETTINGS,
        over_the_walls("notice_setting", NEVER),
        BY_MAIL,
        *(COMPANY, NOTICE, HELD, MUTE, BROWSER),
        over_the_walls("outbox message", FROM_THE_MAILROOM),
        over_the_walls("outbox notice notice_held", FROM_ITS_OWN_JOB),
        *map(tenant_table, ("notice_default", "notice_held", "notice_mute", "notice_browser")),
    )
