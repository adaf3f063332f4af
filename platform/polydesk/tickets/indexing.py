"""What the search knows of a ticket: words stemmed in its language and as they stand, and names for typos.

Body and subject are indexed when they are written; a ticket that has grown very long stops growing here, not there.
"""

from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.dictionaries import dictionary_of
from polydesk.tickets.ticket import Ticket

# A tsvector ends at 1 MB, and nobody searches the hundredth page of a log.
INDEXED = 20_000
ADD_WORDS = """
UPDATE ticket_search s
   SET words = s.words || to_tsvector($2::regconfig, unaccent($3))
 WHERE s.tenant_id = app.tenant_id() AND s.ticket_id = $1 AND pg_column_size(s.words) < 300000
"""
ADD_NAMES = """
UPDATE ticket_search s
   SET names = left(s.names || ' ' || lower(unaccent($2)), 2000),
       words = s.words || setweight(to_tsvector('simple', unaccent($2)), 'A')
 WHERE s.tenant_id = app.tenant_id() AND s.ticket_id = $1 AND pg_column_size(s.words) < 300000
"""

# What was merged into it is found in it, under its old number too.
REBUILD = """
UPDATE ticket_search s
   SET words = setweight(to_tsvector($2::regconfig, unaccent(all_of.subjects)), 'A')
            || setweight(to_tsvector('simple', unaccent(all_of.names)), 'A')
            || to_tsvector($2::regconfig, unaccent(said.bodies)) || to_tsvector('simple', all_of.numbers),
       names = left(lower(unaccent(all_of.names)), 2000)
  FROM (
    SELECT string_agg(t.subject, ' ' ORDER BY t.number) AS subjects, string_agg(t.number::text, ' ') AS numbers,
           left(string_agg(concat_ws(' ', t.subject, p.name, a.addresses), ' ' ORDER BY t.number) || ' ' || COALESCE((
             SELECT string_agg(f.name, ' ') FROM message m
               JOIN message_file x ON x.tenant_id = m.tenant_id AND x.message_id = m.id
               JOIN file f ON f.tenant_id = x.tenant_id AND f.id = x.file_id
              WHERE m.tenant_id = app.tenant_id() AND m.ticket_id = $1), ''), 20000) AS names
      FROM ticket t LEFT JOIN person p ON p.tenant_id = t.tenant_id AND p.id = t.person_id
      LEFT JOIN LATERAL (SELECT string_agg(e.address, ' ') AS addresses FROM person_address e
                          WHERE e.tenant_id = p.tenant_id AND e.person_id = p.id) a ON true
     WHERE t.tenant_id = app.tenant_id() AND (t.id = $1 OR t.merged_into_id = $1)
  ) all_of, (
    SELECT left(COALESCE(string_agg(left(body, $3), ' ' ORDER BY at DESC), ''), 150000) AS bodies
      FROM message WHERE tenant_id = app.tenant_id() AND ticket_id = $1
  ) said
 WHERE s.tenant_id = app.tenant_id() AND s.ticket_id = $1
"""


def plain(body: str) -> str:
    return body[:INDEXED]


async def index_words(ticket_id: UUID, body: str, *, language: str) -> None:
    """One more message can be found."""
    await unit.execute(ADD_WORDS, ticket_id, dictionary_of(language), plain(body))


async def index_names(ticket_id: UUID, names: str) -> None:
    """People and files by which the ticket is found, forgiving typos."""
    await unit.execute(ADD_NAMES, ticket_id, names[:1000])


async def reindex(ticket: Ticket) -> None:
    """From the beginning, after messages came or went together."""
    await unit.execute(REBUILD, ticket.id, dictionary_of(ticket.language), INDEXED)
