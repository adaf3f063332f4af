"""The statements of merging: what moves with a ticket, and what goes back when the merge is undone."""

# $1 ticket, $2 home, $3 whether their customers differ, $4 the longest draft.
# A reply that was begun for one customer becomes a note when the other would get it, too. What was not shared stays so.
MOVE = """
WITH moved AS (
  UPDATE message SET ticket_id = $2, came_from_id = COALESCE(came_from_id, $1)
   WHERE tenant_id = app.tenant_id() AND ticket_id = $1
), mentioned AS (
  UPDATE mention SET ticket_id = $2 WHERE tenant_id = app.tenant_id() AND ticket_id = $1
), below AS (
  UPDATE ticket SET merged_into_id = $2 WHERE tenant_id = app.tenant_id() AND merged_into_id = $1
), begun AS (
  DELETE FROM draft WHERE tenant_id = app.tenant_id() AND ticket_id = $1 RETURNING *
), drafted AS (
  INSERT INTO draft AS d (member_id, ticket_id, kind, body, updated_at, shared_at)
  SELECT member_id, $2, CASE WHEN $3 THEN 'note' ELSE kind END, left(string_agg(body, E'\n\n' ORDER BY kind DESC), $4),
         max(updated_at), CASE WHEN count(*) = count(shared_at) THEN max(shared_at) END
    FROM begun GROUP BY member_id, CASE WHEN $3 THEN 'note' ELSE kind END
  ON CONFLICT (tenant_id, member_id, ticket_id, kind)
  DO UPDATE SET body = left(d.body || E'\n\n' || excluded.body, $4), updated_at = excluded.updated_at,
                shared_at = CASE WHEN excluded.shared_at IS NOT NULL THEN d.shared_at END
), following AS (
  INSERT INTO follower (ticket_id, member_id)
  SELECT $2, id FROM member
   WHERE tenant_id = app.tenant_id() AND state = 'active' AND (
         id IN (SELECT member_id FROM follower WHERE tenant_id = app.tenant_id() AND ticket_id = $1)
      OR id = (SELECT assignee_id FROM ticket WHERE tenant_id = app.tenant_id() AND id = $1))
  ON CONFLICT DO NOTHING RETURNING member_id
)
SELECT array_agg(member_id) FROM following
"""

REMEMBER = """
INSERT INTO ticket_merge (id, ticket_id, into_id, status_before, status_id_before, into_status_before,
                          into_status_id_before, followers, at, by_id, by_name)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
"""

FORGET = """
UPDATE ticket_merge SET undone_at = $2 WHERE tenant_id = app.tenant_id() AND ticket_id = $1 AND undone_at IS NULL
RETURNING into_id, status_before, status_id_before, into_status_before, into_status_id_before, followers, at
"""

# $1 ticket, $2 home, $3 who followed the home by the merge alone. What was merged into the ticket goes with it.
PUT_BACK = """
WITH RECURSIVE branch (id) AS (
  SELECT $1::uuid
  UNION
  SELECT x.ticket_id FROM branch b JOIN ticket_merge x
      ON x.tenant_id = app.tenant_id() AND x.into_id = b.id AND x.undone_at IS NULL
), moved AS (
  UPDATE message SET ticket_id = $1, came_from_id = NULLIF(came_from_id, $1)
   WHERE tenant_id = app.tenant_id() AND ticket_id = $2 AND came_from_id IN (SELECT id FROM branch) RETURNING id
), mentioned AS (
  UPDATE mention SET ticket_id = $1 WHERE tenant_id = app.tenant_id() AND message_id IN (SELECT id FROM moved)
), below AS (
  UPDATE ticket SET merged_into_id = $1
   WHERE tenant_id = app.tenant_id() AND merged_into_id = $2 AND id <> $1 AND id IN (SELECT id FROM branch)
), left_alone AS (
  DELETE FROM follower WHERE tenant_id = app.tenant_id() AND ticket_id = $2 AND member_id = ANY($3::uuid[])
)
SELECT count(*) FROM moved
"""

# The oldest message of a customer after which no reply reached them; before the first reply somebody waits from the start.
UNANSWERED = """
WITH RECURSIVE reached (origin, place, since) AS (
  SELECT id, id, '-infinity'::timestamptz FROM ticket
   WHERE tenant_id = app.tenant_id() AND (id = $1 OR merged_into_id = $1)
  UNION ALL
  SELECT r.origin, x.into_id, x.at FROM reached r JOIN ticket_merge x
      ON x.tenant_id = app.tenant_id() AND x.ticket_id = r.place AND x.undone_at IS NULL
)
SELECT LEAST(min(m.at), (SELECT CASE WHEN first_response_at IS NULL THEN created_at END FROM ticket
                          WHERE tenant_id = app.tenant_id() AND id = $1))
  FROM message m
 WHERE m.tenant_id = app.tenant_id() AND m.ticket_id = $1 AND m.kind = 'customer' AND NOT m.automatic
   AND NOT EXISTS (
     SELECT FROM message a JOIN reached r
         ON r.origin = COALESCE(m.came_from_id, m.ticket_id) AND r.place = COALESCE(a.came_from_id, a.ticket_id)
      WHERE a.tenant_id = m.tenant_id AND a.ticket_id = $1 AND a.kind = 'reply' AND a.at > m.at AND a.at >= r.since)
"""

COUNT = "SELECT count(*)::int FROM message WHERE tenant_id = app.tenant_id() AND ticket_id = $1"
WROTE_SINCE = """
SELECT EXISTS (SELECT FROM message WHERE tenant_id = app.tenant_id() AND ticket_id = $1 AND at > $2)
"""
CUSTOMER_WROTE_SINCE = """
SELECT EXISTS (SELECT FROM message WHERE tenant_id = app.tenant_id() AND ticket_id = $1 AND at > $2
                  AND kind = 'customer' AND NOT automatic)
"""
