"""What the search knows of a ticket: words stemmed in its language and as they stand, and names for typos.

Body and subject are indexed when they are written; a ticket that has grown very long stops growing here, not there.
"""

from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.dictionaries import dictionary_of

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


def plain(body: str) -> str:
    return body[:INDEXED]


async def index_words(ticket_id: UUID, body: str, *, language: str) -> None:
    """One more message can be found."""
    await unit.execute(ADD_WORDS, ticket_id, dictionary_of(language), plain(body))


async def index_names(ticket_id: UUID, names: str) -> None:
    """People and files by which the ticket is found, forgiving typos."""
    await unit.execute(ADD_NAMES, ticket_id, names[:1000])
