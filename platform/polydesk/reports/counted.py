"""The one definition of what counts: every report about service levels reads from this SQL and no other.

Met counts when it was completed, missed when it was breached. What is broken and still open counts as missed already.
Merged tickets, spam and deleted ones are out: nobody was let down by them. Excused counts apart from both. A ticket that
is opened again goes on with the breach of its last cycle, which counts once, where it was: what is over never grows.
"""

from polydesk.kernel import clock
from polydesk.reports.wanted import Grouping, Wanted

OUT = ("merged", "spam", "deleted")

# $1 begins, $2 ends, $3 now, $4 the reasons that are out, $5 the metric or ''.
# An open promise is told with today's names; a closed one with those of its time.
COUNTED = """
  SELECT r.timer_id, r.ticket_id, r.ticket_number, r.metric, r.cycle, r.priority, r.policy_id, r.policy_names,
         r.organisation_id, r.organisation_name, r.team_id, r.team_name, r.agent_id, r.agent_name,
         r.due_at, r.ended_at, r.breach_cause, r.counted_at, r.outcome, r.excused_at, r.excused_by_name, r.excuse,
         false AS is_open, r.category_id, r.category_names, r.message_language
    FROM sla_result r
   WHERE r.counted_at >= $1 AND r.counted_at < $2 AND r.ended_by <> ALL ($4::text[]) AND ($5 = '' OR r.metric = $5)
     AND (r.breached_at IS NULL OR r.breached_at >= r.started_at)
  UNION ALL
  SELECT t.id, t.ticket_id, k.number, t.metric, t.cycle, t.priority, t.policy_id, v.names,
         k.organisation_id, COALESCE(o.name, ''), k.team_id, COALESCE(e.name, ''), k.assignee_id, COALESCE(m.name, ''),
         t.due_at, NULL, t.breach_cause, COALESCE(t.breached_at, t.due_at), 'missed',
         t.excused_at, t.excused_by_name, t.excuse, true, k.category_id, y.names, k.message_language
    FROM sla_timer t
    JOIN ticket k ON k.tenant_id = t.tenant_id AND k.id = t.ticket_id
    JOIN sla_policy_version v ON v.tenant_id = t.tenant_id AND v.id = t.policy_version_id
    LEFT JOIN organisation o ON o.tenant_id = k.tenant_id AND o.id = k.organisation_id
    LEFT JOIN team e ON e.tenant_id = k.tenant_id AND e.id = k.team_id
    LEFT JOIN member m ON m.tenant_id = k.tenant_id AND m.id = k.assignee_id
    LEFT JOIN ticket_category y ON y.tenant_id = k.tenant_id AND y.id = k.category_id
   WHERE t.state IN ('running', 'paused') AND ($5 = '' OR t.metric = $5)
     AND (t.breached_at >= t.started_at OR (t.breached_at IS NULL AND t.state = 'running' AND t.due_at < $3))
     AND COALESCE(t.breached_at, t.due_at) >= $1 AND COALESCE(t.breached_at, t.due_at) < $2
"""

# $6 are the beginnings of the months.
KEYS: dict[Grouping, str] = {
    "policy": "c.policy_id::text",
    "priority": "c.priority",
    "organisation": "COALESCE(c.organisation_id::text, '')",
    "team": "COALESCE(c.team_id::text, '')",
    "agent": "COALESCE(c.agent_id::text, '')",
    "category": "COALESCE(c.category_id::text, '')",
    "message_language": "COALESCE(c.message_language, '')",
    "month": "width_bucket(c.counted_at, $6::timestamptz[])::text",
}
# The name that was true last stands for all.
NAMES: dict[Grouping, str] = {
    "policy": "to_jsonb(c.policy_names)",
    "priority": "to_jsonb(c.priority)",
    "organisation": "to_jsonb(c.organisation_name)",
    "team": "to_jsonb(c.team_name)",
    "agent": "to_jsonb(c.agent_name)",
    "category": "c.category_names",
    "message_language": "to_jsonb(c.message_language)",
    "month": "to_jsonb(width_bucket(c.counted_at, $6::timestamptz[]))",
}
MET = "c.outcome = 'met'"
MISSED = "c.outcome = 'missed' AND c.excused_at IS NULL"
EXCUSED = "c.outcome = 'missed' AND c.excused_at IS NOT NULL"
FIGURES = {"all": "true", "met": MET, "missed": MISSED, "excused": EXCUSED, "open": f"c.is_open AND {MISSED}"}


def arguments(wanted: Wanted) -> list[object]:
    """$1 to $6."""
    period = wanted.period
    return [period.begins, period.ends, clock.now(), list(OUT), wanted.metric, period.month_starts()]
