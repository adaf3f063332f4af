"""What the search knows of a ticket: words stemmed in its language and as they stand, and names for typos.

Body and subject are indexed when they are written; a ticket that has grown very long stops growing here, not there.
Words go in as `spelled()` writes them: in one spelling, and as pairs of letters in scripts without spaces.
"""

from collections.abc import Awaitable, Callable
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.dictionaries import dictionary_of
from polydesk.kernel.searchable import spelled

# A tsvector ends at 1 MB, and nobody searches the hundredth page of a log.
INDEXED = 20_000
AT_ONCE = 50
ADD_WORDS = """
UPDATE ticket_search s
   SET words = s.words || to_tsvector($2::regconfig, unaccent($3))
 WHERE s.tenant_id = app.tenant_id() AND s.ticket_id = $1 AND pg_column_size(s.words) < 300000
"""
ADD_NAMES = """
UPDATE ticket_search s
   SET names = left(s.names || ' ' || lower(unaccent($2)), 2000),
       words = s.words || setweight(to_tsvector('simple', unaccent($3)), 'A')
 WHERE s.tenant_id = app.tenant_id() AND s.ticket_id = $1 AND pg_column_size(s.words) < 300000
"""

# What was merged into it is found in it, under its old number too.
WHOLE = """
SELECT all_of.subjects, all_of.numbers, all_of.names, said.bodies
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
    SELECT left(COALESCE(string_agg(left(body, $2), ' ' ORDER BY at DESC), ''), 150000) AS bodies
      FROM message WHERE tenant_id = app.tenant_id() AND ticket_id = $1
  ) said
"""
REBUILD = """
UPDATE ticket_search s
   SET words = setweight(to_tsvector($2::regconfig, unaccent($3)), 'A') || setweight(to_tsvector('simple', unaccent($4)), 'A')
            || to_tsvector($2::regconfig, unaccent($5)) || to_tsvector('simple', $6),
       names = left(lower(unaccent($7)), 2000)
 WHERE s.tenant_id = app.tenant_id() AND s.ticket_id = $1
"""
# Held, so that a message that comes meanwhile adds its words to the new ones.
NEXT = """
SELECT s.ticket_id, t.language FROM ticket_search s
  JOIN ticket t ON t.tenant_id = s.tenant_id AND t.id = s.ticket_id
 WHERE s.tenant_id = app.tenant_id() AND s.ticket_id > $1 ORDER BY s.ticket_id LIMIT $2 FOR UPDATE OF s
"""


Telling = Callable[[UUID], Awaitable[str]]
_above: list[Telling] = []


def also_found_by(telling: Telling) -> Telling:
    """What a floor above keeps beside a ticket, and those merged into it, by which it shall be found: asked when it is
    indexed from the beginning."""
    _above.append(telling)
    return telling


def words_of(text: str) -> str:
    return spelled(text[:INDEXED])


async def index_words(ticket_id: UUID, body: str, *, language: str) -> None:
    """One more message can be found."""
    await unit.execute(ADD_WORDS, ticket_id, dictionary_of(language), words_of(body))


async def index_names(ticket_id: UUID, names: str) -> None:
    """People and files by which the ticket is found, forgiving typos."""
    await unit.execute(ADD_NAMES, ticket_id, names[:1000], words_of(names[:1000]))


async def reindex(ticket_id: UUID, language: str) -> None:
    """From the beginning, after messages came or went together."""
    whole = await unit.fetchrow(WHOLE, ticket_id, INDEXED)
    if whole is None or whole["names"] is None:
        return
    names = " ".join([whole["names"], *[await telling(ticket_id) for telling in _above]])
    words = (spelled(text) for text in (whole["subjects"], names, whole["bodies"]))
    await unit.execute(REBUILD, ticket_id, dictionary_of(language), *words, whole["numbers"], names)


async def index_anew(after: UUID) -> UUID | None:
    """The next few behind this one, as texts are spelled today; answers the last of them, None at the end."""
    rows = await unit.fetch(NEXT, after, AT_ONCE)
    for row in rows:
        await reindex(row["ticket_id"], row["language"])
    return rows[-1]["ticket_id"] if len(rows) == AT_ONCE else None
