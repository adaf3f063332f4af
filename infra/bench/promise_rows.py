"""Tickets with promises by the thousand, as rows: $1 how many, $2 the number before the first, $3 to $6 by which rules."""

COUNTER = "UPDATE ticket_counter SET last = last + $1 RETURNING last - $1"
RULES = """
SELECT p.id AS policy_id, v.id AS version_id, g.default_schedule_id,
       (SELECT max(no) FROM schedule_version h WHERE h.schedule_id = g.default_schedule_id) AS no
  FROM sla_policy p JOIN sla_policy_version v ON v.policy_id = p.id, schedule_setting g ORDER BY v.no DESC LIMIT 1
"""

# Spread over 88 days; answered after one to seven hours, resolved two days later, having waited a day for the customer.
PAST = """
WITH held AS (
  SELECT n, uuidv7() AS ticket_id, uuidv7() AS answer_id, uuidv7() AS solution_id,
         date_trunc('second', now()) - interval '89 days' + n * (interval '85 days' / $1::int) AS at,
         (n % 7 + 1) * interval '1 hour' AS answered
    FROM generate_series(1, $1::int) AS n
), tickets AS (
  INSERT INTO ticket (id, number, subject, status, created_at, updated_at, first_response_at, resolved_at)
  SELECT ticket_id, $2::bigint + n, 'My lamp flickers', 'resolved', at, at + interval '2 days', at + answered,
         at + interval '2 days' FROM held
), promises AS (
  SELECT answer_id AS id, ticket_id, 'first_response' AS metric, 14400 AS budget_s, '{}'::text[] AS pause_on, at,
         at + answered AS ended, n % 7 > 4 AS late FROM held
  UNION ALL
  SELECT solution_id, ticket_id, 'resolution', 57600, '{waiting_customer}', at, at + interval '2 days', false FROM held
), timers AS (
  INSERT INTO sla_timer (id, ticket_id, metric, cycle, policy_id, policy_version_id, priority, schedule_id, clock, budget_s,
                         pause_on, hours_no, started_at, state, since, spans, completed_at, completed_by, outcome,
                         breached_at, breach_cause)
  SELECT id, ticket_id, metric, 1, $3::uuid, $4::uuid, 'normal', $5::uuid, 'business', budget_s, pause_on, $6::int, at,
         'completed', ended, 3, ended, 'reply', CASE WHEN late THEN 'missed' ELSE 'met' END,
         CASE WHEN late THEN ended - interval '1 minute' END, CASE WHEN late THEN 'time' END
    FROM promises
)
INSERT INTO sla_span (timer_id, seq, from_at, to_at, kind, reason, policy_version_id, counted_s)
SELECT answer_id, 1, at, at + answered, 'running', '', $4::uuid, 0 FROM held
UNION ALL SELECT solution_id, 1, at, at + answered, 'running', '', $4::uuid, 0 FROM held
UNION ALL SELECT solution_id, 2, at + answered, at + answered + interval '1 day', 'paused', 'waiting_customer', $4::uuid, 0
  FROM held
UNION ALL SELECT solution_id, 3, at + answered + interval '1 day', at + interval '2 days', 'running', '', $4::uuid, 0 FROM held
"""

# Open since an hour ago, due at $7.
OPEN = """
WITH held AS (
  SELECT n, uuidv7() AS ticket_id, date_trunc('second', now()) - interval '1 hour' AS at FROM generate_series(1, $1::int) AS n
), tickets AS (
  INSERT INTO ticket (id, number, subject, created_at, updated_at, waiting_since)
  SELECT ticket_id, $2::bigint + n, 'My lamp flickers', at, at, at FROM held
)
INSERT INTO sla_timer (id, ticket_id, metric, cycle, policy_id, policy_version_id, priority, schedule_id, clock, budget_s,
                       hours_no, started_at, state, since, due_at, next_event_at)
SELECT uuidv7(), ticket_id, metric, 1, $3::uuid, $4::uuid, 'normal', $5::uuid, 'business', 360000, $6::int, at, 'running', at,
       $7::timestamptz, $7::timestamptz + interval '1 second'
  FROM held, unnest(ARRAY['first_response', 'resolution']) AS metric
"""
