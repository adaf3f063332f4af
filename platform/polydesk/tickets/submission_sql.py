"""The one statement that makes a ticket, and the one that answers a repeat.

$1 key, $2 ticket, $3 now, $4 known person, $5 address key, $6 address, $7 new person, $8 name, $9 language,
$10 patterns of spam, $11 subject, $12 priority, $13 channel, $14 assignee, $15 follows, $16 message, $17 body, $18 html,
$19-21 author, $22 event, $23 token's digest, $24 text-search configuration, $25 words, $26 names,
$27 whether an agent writes first, $28 the zone of a new person, $29 the category: none, should it be archived by now,
$30 the subject and $31 the names as the search has them, $32 whether nobody is told: then nothing is found out later,
$33 whether a machine wrote it, $34 what is folded away, $35 the brand, as the category.

When the key is known already, nothing is inserted and nothing is answered. Two that bring the same new address meet in
`added`: one wins, and only the winner's person is made. The counter comes from a row that is locked until the commit,
so numbers have no gaps. In which language it is written is found out later (`detecting.py`): a row of the outbox, which
the clock hands on, so that a ticket costs no further statement. What floors above want to know of it at once, they ask
in the same statement, too.
"""

from functools import cache

_asked: list[str] = []


def ask_along(columns: str) -> None:
    """Further columns for the answer of a submission, from a floor above; `t` is the ticket that was made."""
    if columns not in _asked:
        _asked.append(columns)
        submit_statement.cache_clear()


@cache
def submit_statement() -> str:
    columns = ", ".join(["t.number", "t.person_id", "t.is_spam", *_asked])
    return f"{SUBMIT} SELECT {columns} FROM ticketed t"  # noqa: S608


SUBMIT = """
WITH submitted AS (
  INSERT INTO submission (key, kind, result_id, created_at) VALUES ($1, 'ticket', $2, $3)
  ON CONFLICT (tenant_id, key) DO NOTHING RETURNING result_id
), known AS (
  SELECT $4::uuid AS person_id WHERE $4::uuid IS NOT NULL
  UNION ALL
  SELECT person_id FROM person_address WHERE tenant_id = app.tenant_id() AND address_key = $5 AND $5 <> ''
), added AS (
  INSERT INTO person_address (address_key, address, person_id, created_at)
  SELECT $5, $6, $7, $3 FROM submitted WHERE $5 <> '' AND NOT EXISTS (SELECT FROM known)
  ON CONFLICT (tenant_id, address_key) DO UPDATE SET address = person_address.address
  RETURNING person_id
), made AS (
  INSERT INTO person (id, name, language, zone, organisation_id, created_at)
  SELECT $7, $8, $9, $28, app.organisation_of($5), $3 FROM submitted
   WHERE EXISTS (SELECT FROM added WHERE person_id = $7)
      OR ($5 = '' AND $4::uuid IS NULL AND $8 <> '')
  RETURNING id
), who AS (
  SELECT person_id FROM known
  UNION SELECT person_id FROM added
  UNION SELECT id FROM made
), counted AS (
  INSERT INTO ticket_counter (last) SELECT 1 FROM submitted
  ON CONFLICT (tenant_id) DO UPDATE SET last = ticket_counter.last + 1 RETURNING last
), ticketed AS (
  INSERT INTO ticket (id, number, subject, priority, channel, language, person_id, organisation_id, assignee_id,
                      follows_id, created_at, updated_at, status, waiting_since, first_response_at, spam_at, message_count,
                      category_id, brand_id)
  SELECT $2, counted.last, $11, $12, $13, $9, (SELECT person_id FROM who LIMIT 1),
         CASE WHEN EXISTS (SELECT FROM known)
              THEN (SELECT p.organisation_id FROM known JOIN person p ON p.tenant_id = app.tenant_id()
                       AND p.id = known.person_id)
              ELSE app.organisation_of($5) END,
         $14, $15, $3, $3, CASE WHEN $27 THEN 'waiting_customer' ELSE 'new' END,
         CASE WHEN $27 THEN NULL ELSE $3 END, CASE WHEN $27 THEN $3 END,
         CASE WHEN NOT $27 AND EXISTS (SELECT FROM spam_sender WHERE tenant_id = app.tenant_id() AND pattern = ANY($10::text[]))
              THEN $3::timestamptz END,
         CASE WHEN $16::uuid IS NULL THEN 0 ELSE 1 END,
         (SELECT id FROM ticket_category WHERE tenant_id = app.tenant_id() AND id = $29 AND archived_at IS NULL),
         (SELECT id FROM further_brand WHERE tenant_id = app.tenant_id() AND id = $35 AND archived_at IS NULL)
    FROM counted
  RETURNING *, spam_at IS NOT NULL AS is_spam
), said AS (
  INSERT INTO message (id, ticket_id, kind, author_kind, author_id, author_name, channel, body, html, at,
                       automatic, folded)
  SELECT $16, $2, CASE WHEN $27 THEN 'reply' ELSE 'customer' END, $19, COALESCE($20::uuid, person_id), $21, $13, $17, $18, $3,
         $33, $34
    FROM ticketed WHERE $16::uuid IS NOT NULL
), told AS (
  INSERT INTO ticket_event (id, ticket_id, at, kind, actor_kind, actor_id, actor_name, data)
  SELECT $22, $2, $3, 'submitted', $19, COALESCE($20::uuid, person_id), $21,
         jsonb_build_object('channel', $13::text, 'spam', is_spam, 'outbound', $27::boolean)
    FROM ticketed
), opened AS (
  INSERT INTO ticket_access (hash, ticket_id, person_id, created_at)
  SELECT $23, $2, person_id, $3 FROM ticketed WHERE person_id IS NOT NULL
), reading AS (
  INSERT INTO outbox (id, job, payload)
  SELECT $16, 'tickets.detect_language', jsonb_build_object('ticket_id', $2::uuid)
    FROM ticketed WHERE $16::uuid IS NOT NULL AND $19 = 'requester' AND NOT is_spam AND NOT $32
), indexed AS (
  INSERT INTO ticket_search (ticket_id, number, words, names)
  SELECT $2, number,
         setweight(to_tsvector($24::regconfig, unaccent($30)), 'A') || setweight(to_tsvector('simple', unaccent($31)), 'A')
           || to_tsvector($24::regconfig, unaccent($25)) || to_tsvector('simple', number::text),
         left(lower(unaccent($26)), 1000)
    FROM ticketed
)
"""

FIRST_ANSWER = """
SELECT t.id, t.number, t.person_id FROM submission s JOIN ticket t ON t.tenant_id = s.tenant_id AND t.id = s.result_id
 WHERE s.tenant_id = app.tenant_id() AND s.key = $1
"""
