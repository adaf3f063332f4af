"""The one statement that keeps what happened to promises, for one ticket or hundreds.

$1 timers, $2 spans, $3 events, $4 lines of breaches for timelines, $5 the timers that leave a result, $6 what tickets
have due. All are JSON; instants are seconds. Answers the events that were new.
"""

from polydesk.sla.rows import COLUMNS, INSTANTS

_TYPES = {
    **dict.fromkeys(COLUMNS, "text"),
    **dict.fromkeys(INSTANTS, "bigint"),
    **dict.fromkeys(("id", "ticket_id", "policy_id", "policy_version_id", "schedule_id", "contract_id", "carries_id"), "uuid"),
    **dict.fromkeys(("cycle", "hours_no", "pinned_no", "spans", "retracted"), "integer"),
    **dict.fromkeys(("budget_s", "carry_s", "consumed_s", "paused_s", "extra_s", "breach_consumed_s", "breach_budget_s"), "bigint"),
    **dict.fromkeys(("pause_on", "fired"), "text[]"),
}  # fmt: skip
_GIVEN = ", ".join(f"{name} {_TYPES[name]}" for name in COLUMNS)
_NAMES = ", ".join(COLUMNS)
_VALUES = ", ".join(f"to_timestamp(g.{name})" if name in INSTANTS else f"g.{name}" for name in COLUMNS)
_FIXED = {"id", "ticket_id", "metric", "cycle", "excused_at"}
_CHANGES = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS if name not in _FIXED)

_EVENTS = """
  INSERT INTO sla_event (id, ticket_id, timer_id, kind, once, at, detected_at, actor_kind, actor_id, actor_name, data)
  SELECT g.id, g.ticket_id, g.timer_id, g.kind, g.once, to_timestamp(g.at), to_timestamp(g.detected_at), g.actor_kind,
         g.actor_id, g.actor_name, g.data
    FROM jsonb_to_recordset({given}) AS g (id uuid, ticket_id uuid, timer_id uuid, kind text, once text, at bigint,
      detected_at bigint, actor_kind text, actor_id uuid, actor_name text, data jsonb)
"""

# The version of the hours that was in force when a span began, or when a promise ended.
_IN_FORCE = """
LATERAL (SELECT v.id, v.tz, v.hash FROM schedule_version v
          WHERE v.tenant_id = app.tenant_id() AND v.schedule_id = {of}.schedule_id
            AND v.no <= coalesce({of}.hours_no, 0) AND (v.superseded_by IS NULL OR v.superseded_by > {of}.hours_no)
          ORDER BY v.valid_from <= to_timestamp({at}) DESC,
                   CASE WHEN v.valid_from <= to_timestamp({at}) THEN v.valid_from END DESC NULLS LAST, v.valid_from, v.no DESC
          LIMIT 1)
"""

# By name beside the join: what PostgreSQL expects of JSON (always a hundred rows) is enough for it to read every ticket
# of a small tenant for the due time of one, and to go on doing so when the tenant has grown.
_TICKETS = "ARRAY(SELECT (one ->> 'id')::uuid FROM jsonb_array_elements({given}) AS one)"

WRITE = f"""
WITH given AS (
  SELECT * FROM jsonb_to_recordset($1) AS g ({_GIVEN})
), timers AS (
  INSERT INTO sla_timer ({_NAMES}) SELECT {_VALUES} FROM given g
  ON CONFLICT (tenant_id, id) DO UPDATE SET {_CHANGES}
), spans AS (
  INSERT INTO sla_span (timer_id, seq, from_at, to_at, kind, reason, policy_version_id, schedule_version_id, counted_s)
  SELECT g.timer_id, g.seq, to_timestamp(g.from_at), to_timestamp(g.to_at), g.kind, g.reason, g.policy_version_id, v.id,
         g.counted_s
    FROM jsonb_to_recordset($2) AS g (timer_id uuid, seq integer, from_at bigint, to_at bigint, kind text, reason text,
      policy_version_id uuid, schedule_id uuid, hours_no integer, counted_s bigint)
    LEFT JOIN {_IN_FORCE.format(of="g", at="g.from_at")} v ON true
), events AS (
  {_EVENTS.format(given="$3")}
  ON CONFLICT (tenant_id, timer_id, once) WHERE once IS NOT NULL DO NOTHING
  RETURNING id
), lines AS (
  INSERT INTO ticket_event (id, ticket_id, at, kind, actor_kind, data)
  SELECT g.id, g.ticket_id, to_timestamp(g.at), 'promise_broken', 'system', g.data
    FROM jsonb_to_recordset($4) AS g (id uuid, event_id uuid, ticket_id uuid, at bigint, data jsonb)
    JOIN events e ON e.id = g.event_id
), results AS (
  INSERT INTO sla_result (timer_id, ticket_id, ticket_number, metric, cycle, policy_id, policy_names, policy_no, priority,
    channel, language, organisation_id, organisation_name, contract_id, contract_name, team_id, team_name, agent_id,
    agent_name, budget_s, elapsed_s, paused_s, clock, tz, schedule_name, schedule_hash, started_at, due_at, breached_at,
    breach_cause, ended_at, ended_by, outcome, counted_at, excused_at,
    excused_by_name, excuse, category_id, category_names, message_language)
  SELECT g.id, t.id, t.number, g.metric, g.cycle, g.policy_id, p.names, p.no, g.priority, t.channel, t.language,
    t.organisation_id, coalesce(o.name, ''), g.contract_id, coalesce(c.name, ''), t.team_id, coalesce(m.name, ''),
    t.assignee_id, coalesce(a.name, ''), g.budget_s, g.consumed_s, g.paused_s, g.clock, coalesce(v.tz, 'Etc/UTC'),
    coalesce(h.name, ''), coalesce(v.hash, ''), to_timestamp(g.started_at),
    to_timestamp(coalesce(g.due_at, g.breached_at)), to_timestamp(g.breached_at), g.breach_cause, to_timestamp(g.since),
    coalesce(g.completed_by, g.reason), CASE WHEN g.breached_at IS NULL THEN 'met' ELSE 'missed' END,
    to_timestamp(coalesce(g.breached_at, g.since)), s.excused_at, coalesce(s.excused_by_name, ''), coalesce(s.excuse, ''),
    t.category_id, k.names, t.message_language
    FROM given g
    JOIN ticket t ON t.tenant_id = app.tenant_id() AND t.id = g.ticket_id
    JOIN sla_policy_version p ON p.tenant_id = app.tenant_id() AND p.id = g.policy_version_id
    LEFT JOIN sla_timer s ON s.tenant_id = app.tenant_id() AND s.id = g.id
    LEFT JOIN organisation o ON o.tenant_id = app.tenant_id() AND o.id = t.organisation_id
    LEFT JOIN contract c ON c.tenant_id = app.tenant_id() AND c.id = g.contract_id
    LEFT JOIN team m ON m.tenant_id = app.tenant_id() AND m.id = t.team_id
    LEFT JOIN ticket_category k ON k.tenant_id = app.tenant_id() AND k.id = t.category_id
    LEFT JOIN member a ON a.tenant_id = app.tenant_id() AND a.id = t.assignee_id
    LEFT JOIN schedule h ON h.tenant_id = app.tenant_id() AND h.id = g.schedule_id
    LEFT JOIN {_IN_FORCE.format(of="g", at="g.since")} v ON true
   WHERE g.id = ANY (ARRAY(SELECT jsonb_array_elements_text($5))::uuid[])
  ON CONFLICT (tenant_id, timer_id) DO NOTHING
), dues AS (
  UPDATE ticket t SET due_at = to_timestamp(g.due_at), due_metric = g.due_metric, due_schedule_id = g.due_schedule_id,
    due_paused = g.due_paused, due_left_s = g.due_left_s
    FROM jsonb_to_recordset($6) AS g (id uuid, due_at bigint, due_metric text, due_schedule_id uuid, due_paused text,
      due_left_s bigint)
   WHERE t.tenant_id = app.tenant_id() AND t.id = g.id AND t.id = ANY ({_TICKETS.format(given="$6")})
     AND (t.due_at, t.due_metric, t.due_schedule_id, t.due_paused, t.due_left_s) IS DISTINCT FROM
         (to_timestamp(g.due_at), g.due_metric, g.due_schedule_id, g.due_paused, g.due_left_s)
)
SELECT id FROM events
"""  # noqa: S608

# What begins with a ticket: steps of the outbox's statement. $7 timers and $8 events as above, $9 to $14 the ticket and
# what it has due. Most of the statement above is for what happens later, and to prepare it costs more than to do this.
BEGUN = f"""
timers AS (
  INSERT INTO sla_timer ({_NAMES}) SELECT {_VALUES} FROM jsonb_to_recordset($7) AS g ({_GIVEN})
), events AS ({_EVENTS.format(given="$8")}), dues AS (
  UPDATE ticket SET due_at = to_timestamp($10::bigint), due_metric = $11, due_schedule_id = $12, due_paused = $13,
    due_left_s = $14
   WHERE tenant_id = app.tenant_id() AND id = $9
)
"""  # noqa: S608
