"""Search among a million tickets: the index of words knows chapters, sixteen thousand tickets each, and is asked by them.

What few of the newest have and many have in all (one in two hundred, or two frequent words together) was read hit by hit.
Now the newest chapters are asked one after the other until enough is found. What is rare even there is rare enough for
the whole index. What only resembles the words is taken from the newest two chapters, where they have any.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration
from polydesk.tickets.migrations.m0004_search_newest import (
    ALIKE,
    FARTHEST,
    FARTHEST_ALIKE,
    FIRST,
    FIRST_ALIKE,
    LIKE,
)

ID = "0015"

# The indexes have the division itself in them: another length of a chapter needs other indexes.
INDEXES = """
CREATE INDEX ticket_search_words_by_chapter ON ticket_search USING gin (tenant_id, (number / 16384), words);
CREATE INDEX ticket_search_names_by_chapter ON ticket_search USING gin (tenant_id, (number / 16384), names gin_trgm_ops);
DROP INDEX ticket_search_words;
DROP INDEX ticket_search_names;
"""
CHAPTERS, CHAPTERS_ALIKE = 8, 2
# Words that so few tickets have in all are sooner found by the whole index.
FEW = 60

# First the walk over the newest, one by one, as long as it promises to be short. Why there is OFFSET 0 and `+ 0`, see
# the search from the newest on.
FUNCTION = """
CREATE OR REPLACE FUNCTION app.{name}({argument}, most integer) RETURNS TABLE (ticket_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50 SET search_path = pg_catalog, public{more} AS $$
DECLARE
  mine uuid := app.tenant_id();
  enough integer := least(most, 1000);
  newest bigint;
  chapter bigint;
  walked bigint := 0;
  step bigint := {first};
  hits integer;
  found uuid[] := '{{}}';
  more uuid[];
BEGIN
  SELECT s.number INTO newest FROM public.ticket_search s WHERE s.tenant_id = mine ORDER BY s.number DESC LIMIT 1;
  WHILE newest > 4 * {first} LOOP
    SELECT array_agg(w.ticket_id ORDER BY w.number DESC) INTO more FROM (
      SELECT * FROM public.ticket_search s
       WHERE s.tenant_id = mine AND s.number > newest - walked - step AND s.number <= newest - walked OFFSET 0) w
     WHERE {condition};
    found := found || more;
    walked := walked + step;
    hits := cardinality(found);
    IF hits >= enough OR walked >= newest THEN
      RETURN QUERY SELECT unnest(found[1:enough]);
      RETURN;
    END IF;
    step := CASE WHEN hits = 0 THEN newest ELSE walked * (enough - hits) / hits + {first} END;
    EXIT WHEN walked + step > {farthest} OR step > 2 * newest * hits / walked;
  END LOOP;
  found := '{{}}';
  chapter := newest / 16384;
  WHILE chapter > {chapters} AND chapter > newest / 16384 - {chapters} LOOP
    SELECT array_agg(w.ticket_id ORDER BY w.number DESC) INTO more FROM public.ticket_search w
     WHERE w.tenant_id = mine AND w.number / 16384 = chapter AND {condition};
    found := found || more;
    IF cardinality(found) >= enough THEN
      RETURN QUERY SELECT unnest(found[1:enough]);
      RETURN;
    END IF;
    chapter := chapter - 1;
    EXIT WHEN cardinality(found) * newest < {few} * (newest - chapter * 16384);
  END LOOP;
  {then}
  RETURN QUERY SELECT w.ticket_id FROM public.ticket_search w
    WHERE w.tenant_id = mine AND {condition} ORDER BY w.number + 0 DESC LIMIT enough;
END $$;
"""
CONTENT = "IF cardinality(found) > 0 THEN RETURN QUERY SELECT unnest(found); RETURN; END IF;"

BY_WORDS = FUNCTION.format(
    name="search_tickets",
    argument="wanted tsquery",
    condition="w.words @@ wanted",
    first=FIRST,
    farthest=FARTHEST,
    chapters=CHAPTERS,
    then="",
    few=FEW,
    more="",
)
BY_PIECES = FUNCTION.format(
    name="search_tickets_like",
    argument="piece text",
    condition=LIKE,
    first=FIRST,
    farthest=FARTHEST,
    chapters=CHAPTERS,
    then="",
    few=FEW,
    more="",
)
BY_LIKENESS = FUNCTION.format(
    name="search_tickets_similar",
    argument="piece text",
    condition="w.names %> piece",
    first=FIRST_ALIKE,
    farthest=FARTHEST_ALIKE,
    chapters=CHAPTERS_ALIKE,
    then=CONTENT,
    few=0,
    more=f" {ALIKE}",
)


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "tickets", "search by chapters"),
        INDEXES,
        "SELECT public.show_trgm('x');",  # a parameter of an extension can be set once the extension is there
        "GRANT CREATE ON SCHEMA app TO polydesk_search;",
        *(BY_WORDS, BY_PIECES, BY_LIKENESS),
        "REVOKE CREATE ON SCHEMA app FROM polydesk_search;",
    )
