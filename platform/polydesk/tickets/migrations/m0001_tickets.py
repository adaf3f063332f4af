"""Tickets: their numbers, conversation, timeline, guests' links, drafts, views, search."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration, platform_sees, tenant_table

ID = "0001"

STATUS = """
CREATE TABLE ticket_status (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  category text NOT NULL CHECK (category IN
    ('new', 'open', 'waiting_customer', 'waiting_third_party', 'resolved', 'closed')),
  names jsonb NOT NULL,
  position integer NOT NULL DEFAULT 0,
  archived_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);

CREATE TABLE ticket_setting (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  close_after_days integer NOT NULL DEFAULT 7 CHECK (close_after_days BETWEEN 1 AND 90),
  sign_in_demanded boolean NOT NULL DEFAULT false,
  PRIMARY KEY (tenant_id)
);

CREATE TABLE ticket_counter (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  last bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id)
);
"""

# `status` is the category that the life cycle knows; `status_id` names the tenant's own status within it, if any.
# `waiting_since` is the oldest customer message that no agent has answered; the queue's order until service levels exist.
# `cycle` counts resolutions: a reopened ticket that is resolved again is rated again.
TICKET = """
CREATE TABLE ticket (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  number bigint NOT NULL,
  subject text NOT NULL CHECK (length(subject) BETWEEN 1 AND 300),
  status text NOT NULL DEFAULT 'new' CHECK (status IN
    ('new', 'open', 'waiting_customer', 'waiting_third_party', 'resolved', 'closed')),
  status_id uuid,
  priority text NOT NULL DEFAULT 'normal' CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
  channel text NOT NULL DEFAULT 'portal' CHECK (channel IN ('portal', 'mail', 'phone', 'api')),
  language text NOT NULL DEFAULT 'en',
  person_id uuid,
  assignee_id uuid,
  team_id uuid,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  waiting_since timestamptz,
  first_response_at timestamptz,
  resolved_at timestamptz,
  resolved_by text CHECK (resolved_by IN ('agent', 'customer', 'automation')),
  closed_at timestamptz,
  cycle integer NOT NULL DEFAULT 1,
  spam_at timestamptz,
  follows_id uuid,
  message_count integer NOT NULL DEFAULT 0,
  version integer NOT NULL DEFAULT 1,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, number),
  FOREIGN KEY (tenant_id, status_id) REFERENCES ticket_status (tenant_id, id),
  FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id),
  FOREIGN KEY (tenant_id, assignee_id) REFERENCES member (tenant_id, id),
  FOREIGN KEY (tenant_id, team_id) REFERENCES team (tenant_id, id),
  FOREIGN KEY (tenant_id, follows_id) REFERENCES ticket (tenant_id, id)
);
CREATE INDEX ticket_queue ON ticket (tenant_id, (COALESCE(waiting_since, 'infinity'::timestamptz)), number)
  WHERE status NOT IN ('resolved', 'closed') AND spam_at IS NULL;
CREATE INDEX ticket_assignee ON ticket
  (tenant_id, assignee_id, (COALESCE(waiting_since, 'infinity'::timestamptz)), number)
  WHERE status NOT IN ('resolved', 'closed') AND spam_at IS NULL;
CREATE INDEX ticket_newest ON ticket (tenant_id, number DESC) WHERE spam_at IS NULL;
CREATE INDEX ticket_status_newest ON ticket (tenant_id, status, number DESC) WHERE spam_at IS NULL;
CREATE INDEX ticket_person ON ticket (tenant_id, person_id, number DESC);
CREATE INDEX ticket_spam ON ticket (tenant_id, number DESC) WHERE spam_at IS NOT NULL;
CREATE INDEX ticket_to_close ON ticket (tenant_id, resolved_at) WHERE status = 'resolved';
CREATE INDEX ticket_follows ON ticket (tenant_id, follows_id) WHERE follows_id IS NOT NULL;
"""

# A note never leaves the desk; `body` is what was typed (Markdown), `html` its sanitised rendering.
MESSAGE = """
CREATE TABLE message (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  id uuid NOT NULL,
  ticket_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('customer', 'reply', 'note')),
  author_kind text NOT NULL CHECK (author_kind IN ('requester', 'member', 'system')),
  author_id uuid,
  author_name text NOT NULL DEFAULT '',
  channel text NOT NULL DEFAULT 'portal',
  body text NOT NULL,
  html text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX message_ticket ON message (tenant_id, ticket_id, at, id);

CREATE TABLE message_file (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  message_id uuid NOT NULL,
  file_id uuid NOT NULL,
  position integer NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant_id, message_id, file_id),
  FOREIGN KEY (tenant_id, message_id) REFERENCES message (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, file_id) REFERENCES file (tenant_id, id)
);
CREATE INDEX message_file_file ON message_file (tenant_id, file_id);

CREATE TABLE ticket_event (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  id uuid NOT NULL,
  ticket_id uuid NOT NULL,
  at timestamptz NOT NULL,
  kind text NOT NULL,
  actor_kind text NOT NULL,
  actor_id uuid,
  actor_name text NOT NULL DEFAULT '',
  data jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX ticket_event_ticket ON ticket_event (tenant_id, ticket_id, at, id);
"""

DOORS = """
CREATE TABLE ticket_access (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  hash bytea NOT NULL,
  ticket_id uuid NOT NULL,
  person_id uuid NOT NULL,
  generation integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  revoked_at timestamptz,
  PRIMARY KEY (tenant_id, hash),
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, person_id) REFERENCES person (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX ticket_access_ticket ON ticket_access (tenant_id, ticket_id);

CREATE TABLE submission (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  key text NOT NULL CHECK (length(key) BETWEEN 16 AND 100),
  kind text NOT NULL,
  result_id uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, key)
);
CREATE INDEX submission_age ON submission (tenant_id, created_at);

CREATE TABLE spam_sender (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  pattern text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('address', 'domain')),
  added_by uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, pattern)
);
"""

DESK = """
CREATE TABLE draft (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  member_id uuid NOT NULL,
  ticket_id uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('reply', 'note')),
  body text NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, member_id, ticket_id, kind),
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE follower (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  ticket_id uuid NOT NULL,
  member_id uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, ticket_id, member_id),
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX follower_member ON follower (tenant_id, member_id);

CREATE TABLE mention (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  message_id uuid NOT NULL,
  member_id uuid NOT NULL,
  ticket_id uuid NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz,
  PRIMARY KEY (tenant_id, message_id, member_id),
  FOREIGN KEY (tenant_id, message_id) REFERENCES message (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, member_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX mention_member ON mention (tenant_id, member_id, created_at DESC);

CREATE TABLE saved_view (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id() REFERENCES tenant (id),
  id uuid NOT NULL,
  owner_id uuid NOT NULL,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  scope text NOT NULL DEFAULT 'private' CHECK (scope IN ('private', 'team', 'all')),
  team_id uuid,
  conditions jsonb NOT NULL DEFAULT '{}',
  columns text[] NOT NULL DEFAULT '{}',
  sort text NOT NULL DEFAULT 'waiting',
  position integer NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, owner_id) REFERENCES member (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, team_id) REFERENCES team (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX saved_view_owner ON saved_view (tenant_id, owner_id);
"""

# Row security would shut `@@` out of the index, so search runs as a role of its own that sees these columns only,
# through one reviewed function that carries the tenant's condition itself (decision 0004).
SEARCH = """
CREATE TABLE ticket_search (
  tenant_id uuid NOT NULL DEFAULT app.tenant_id(),
  ticket_id uuid NOT NULL,
  number bigint NOT NULL,
  words tsvector NOT NULL,
  names text NOT NULL DEFAULT '',
  PRIMARY KEY (tenant_id, ticket_id),
  FOREIGN KEY (tenant_id, ticket_id) REFERENCES ticket (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX ticket_search_words ON ticket_search USING gin (tenant_id, words);
CREATE INDEX ticket_search_names ON ticket_search USING gin (tenant_id, names gin_trgm_ops);
"""

SEARCH_FUNCTION = """
CREATE POLICY search ON ticket_search FOR SELECT TO polydesk_search USING (true);
GRANT SELECT ON ticket_search TO polydesk_search;
GRANT EXECUTE ON FUNCTION app.tenant_id() TO polydesk_search;
GRANT CREATE ON SCHEMA app TO polydesk_search;

CREATE FUNCTION app.search_tickets(wanted tsquery, most integer) RETURNS TABLE (ticket_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50 SET search_path = pg_catalog, public AS $$
DECLARE mine uuid := app.tenant_id();
BEGIN
  RETURN QUERY
    SELECT s.ticket_id FROM public.ticket_search s
     WHERE s.tenant_id = mine AND s.words @@ wanted
     ORDER BY s.number DESC LIMIT least(most, 1000);
END $$;

CREATE FUNCTION app.search_tickets_like(piece text, most integer) RETURNS TABLE (ticket_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50 SET search_path = pg_catalog, public AS $$
DECLARE mine uuid := app.tenant_id();
BEGIN
  RETURN QUERY
    SELECT s.ticket_id FROM public.ticket_search s
     WHERE s.tenant_id = mine AND s.names ILIKE '%' || replace(replace(replace(piece, '\\', '\\\\'), '%', '\\%'), '_', '\\_') || '%'
     ORDER BY s.number DESC LIMIT least(most, 1000);
END $$;

CREATE FUNCTION app.search_tickets_similar(piece text, most integer) RETURNS TABLE (ticket_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50 SET search_path = pg_catalog, public
SET pg_trgm.word_similarity_threshold = 0.4 AS $$
DECLARE mine uuid := app.tenant_id();
BEGIN
  RETURN QUERY
    SELECT s.ticket_id FROM public.ticket_search s
     WHERE s.tenant_id = mine AND s.names %> piece
     ORDER BY s.number DESC LIMIT least(most, 1000);
END $$;

ALTER FUNCTION app.search_tickets(tsquery, integer) OWNER TO polydesk_search;
ALTER FUNCTION app.search_tickets_similar(text, integer) OWNER TO polydesk_search;
ALTER FUNCTION app.search_tickets_like(text, integer) OWNER TO polydesk_search;
REVOKE ALL ON FUNCTION app.search_tickets(tsquery, integer), app.search_tickets_like(text, integer),
  app.search_tickets_similar(text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app.search_tickets(tsquery, integer), app.search_tickets_like(text, integer),
  app.search_tickets_similar(text, integer) TO polydesk_app;
REVOKE CREATE ON SCHEMA app FROM polydesk_search;
"""

PLAIN = ("ticket_status", "ticket_setting", "ticket_counter", "message", "message_file", "ticket_event")
DOOR = ("ticket_access", "submission", "spam_sender")
DESKS = ("draft", "follower", "mention", "saved_view", "ticket_search")


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "tickets", "tickets"),
        *(STATUS, TICKET, MESSAGE, DOORS, DESK, SEARCH),
        *(tenant_table("ticket"), *map(tenant_table, PLAIN), *map(tenant_table, DOOR), *map(tenant_table, DESKS)),
        platform_sees("ticket", rights="SELECT (tenant_id, id, status, created_at, spam_at)"),
        SEARCH_FUNCTION,
    )
