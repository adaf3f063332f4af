"""Search: by words in subject and messages, by people, numbers and names of files; forgiving when nothing fits.

It runs through functions of the database that carry the tenant's condition themselves, because row security keeps the
text-search operators out of the index (decision 0004). For agents only: notes are found, too.
"""

import re

from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.dictionaries import dictionary_of
from polydesk.kernel.searchable import DENSE, one_spelling, pairs
from polydesk.tickets.conditions import Conditions, Where, where
from polydesk.tickets.listing import ROWS, QueueRow

WORDS_LIMIT = 300
# The newest that fit the words; when the conditions turn too many of them away, the many are asked for.
FEW = 100
MANY = 1_000
# From so many tickets on, a last word that stands in the newest ones is whole, and is no longer sought as a beginning: to
# know all words that begin like it, the index reads every ticket that has one of them.
FAR = 16_384
NEWEST = 500
# The number itself, then words, then pieces of names; what only resembles them when there is nothing else.
# What several languages make of the words is often the same, and is asked once.
SEARCH = """
WITH asked AS MATERIALIZED (
  SELECT string_agg(DISTINCT '(' || query::text || ')', ' | ')::tsquery AS words
    FROM unnest(ARRAY[{queries}]) AS query WHERE numnode(query) > 0
), few AS MATERIALIZED (
  SELECT f.ticket_id FROM asked, app.search_tickets(asked.words, {few}) f
), enough AS MATERIALIZED (
  SELECT (SELECT count(*) FROM few) AS found, count(*) AS fit
    FROM few JOIN ticket t ON t.tenant_id = app.tenant_id() AND t.id = few.ticket_id WHERE {condition}
), exact AS MATERIALIZED (
  SELECT ticket_id, 1 AS place FROM few
  UNION ALL
  SELECT m.ticket_id, 1 FROM asked, app.search_tickets(asked.words, {many}) m
   WHERE (SELECT found = {few} AND fit < {limit} FROM enough)
  UNION ALL
  SELECT ticket_id, 2 FROM app.search_tickets_like({piece}, {many})
   WHERE length({piece}) > 2 AND (SELECT fit < {limit} FROM enough)
), near AS (
  SELECT ticket_id, 3 AS place FROM app.search_tickets_similar({piece}, 50)
   WHERE NOT EXISTS (SELECT FROM exact) AND length({piece}) > 3
), hits AS (
  SELECT ticket_id, min(place) AS place FROM (
    SELECT * FROM exact UNION ALL SELECT * FROM near
    UNION ALL SELECT COALESCE(merged_into_id, id), 0 FROM ticket WHERE tenant_id = app.tenant_id() AND number = {number}
  ) found GROUP BY ticket_id
)
SELECT t.*, hits.place FROM hits JOIN ticket t ON t.tenant_id = app.tenant_id() AND t.id = hits.ticket_id
 WHERE {condition} ORDER BY hits.place, t.number DESC LIMIT {limit}
"""

WHOLE = f"""EXISTS (
  SELECT FROM (SELECT number, words FROM ticket_search WHERE tenant_id = app.tenant_id() ORDER BY number DESC LIMIT {NEWEST}) s
   WHERE s.number > {FAR} AND s.words @@ to_tsquery('simple', unaccent({{last}}::text)))
"""  # noqa: S608 - only constants of this module


async def search(
    words: str, *, by: Actor, wanted: Conditions | None = None, languages: tuple[str, ...] = ("en",), most: int = 50
) -> list[QueueRow]:
    """The tickets that fit best, the newest first; `languages` are those whose words are stemmed."""
    asked = " ".join(words.split())[:WORDS_LIMIT]
    if not asked or not by.may("tickets.read"):
        return []
    made = where(wanted or Conditions(), by=by)
    text = made.place(asked)
    sql = SEARCH.format(
        queries=_queries(asked, made, languages),
        piece=f"lower(unaccent({text}::text))",
        number=f"{made.place(_number(asked))}::bigint",
        condition=made,
        few=FEW,
        many=MANY,
        limit=int(most),
    )
    return [
        QueueRow(*row) for row in await unit.fetch(ROWS.format(chosen=sql, order="t.place, t.number DESC"), *made.args)
    ]


def _queries(asked: str, made: Where, languages: tuple[str, ...]) -> str:
    """The same words stemmed for each language, as they stand, and the last one as a beginning."""
    configs = dict.fromkeys(["simple", *map(dictionary_of, languages)])
    text = made.place(_phrased(asked))
    parts = [f"websearch_to_tsquery('{config}', unaccent({text}::text))" for config in configs]
    if tokens := re.findall(r"\w+", _phrased(asked))[:12]:
        parts.append(_beginning(tokens, made))
    return ", ".join(parts)


def _beginning(tokens: list[str], made: Where) -> str:
    """`printer jam` as `printer & jam:*`; only letters and digits, so that it is always a query."""
    query = f"to_tsquery('simple', unaccent({made.place(' & '.join(tokens) + ':*')}::text))"
    if len(tokens) == 1:
        return query
    return f"CASE WHEN {WHOLE.format(last=made.place(tokens[-1]))} THEN NULL ELSE {query} END"


def _phrased(asked: str) -> str:
    """Runs of a script without spaces as phrases of their pairs, which is how they are indexed."""
    text = one_spelling(asked)
    if not DENSE.search(text):
        return text
    return DENSE.sub(lambda run: f' "{" ".join(pairs(run[0]))}" ', text.replace('"', " "))


def _number(asked: str) -> int | None:
    found = re.fullmatch(r"#?([0-9]{1,18})", asked)
    return int(found[1]) if found else None
