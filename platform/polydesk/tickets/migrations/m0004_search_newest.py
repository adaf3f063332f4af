"""Search for words that half of all tickets have: from the newest on, in pieces that are bounded.

The index of words must read every hit to find the newest. A word that many tickets have is found sooner by reading the
newest tickets one after the other; how many have it is seen in the first few hundred. Whenever that would take longer
than the index, or longer than `FARTHEST` tickets, the index is asked, as before. Tickets of a tenant are numbered
without gaps, so that a range of numbers is a number of tickets.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from polydesk.kernel.schema import migration

ID = "0004"

FIRST = 500
FARTHEST = 16_000
# How like two texts are takes ten times as long to say.
FIRST_ALIKE = 200
FARTHEST_ALIKE = 1_600

INDEX = "CREATE INDEX ticket_search_newest ON ticket_search (tenant_id, number DESC);"

# The inner select is fenced by OFFSET 0, lest the planner ask the index of words for each piece.
# A ticket of the index costs about as much as two of the walk, which are neighbours on the disk. `+ 0` keeps the planner
# from walking through everything when it overestimates how many have a word that nobody used.
WALK = """
CREATE OR REPLACE FUNCTION app.{name}({argument}, most integer) RETURNS TABLE (ticket_id uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 50 SET search_path = pg_catalog, public{more} AS $$
DECLARE
  mine uuid := app.tenant_id();
  enough integer := least(most, 1000);
  newest bigint;
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
  RETURN QUERY SELECT w.ticket_id FROM public.ticket_search w
    WHERE w.tenant_id = mine AND {condition} ORDER BY w.number + 0 DESC LIMIT enough;
END $$;
"""
LIKE = r"""w.names ILIKE '%' || replace(replace(replace(piece, '\', '\\'), '%', '\%'), '_', '\_') || '%'"""


# A parameter of an extension can be set once the extension is there.
LOAD = "SELECT public.show_trgm('x');"
ALIKE = "SET pg_trgm.word_similarity_threshold = 0.4"


def _function(name: str, argument: str, condition: str, *, first: int, farthest: int, more: str = "") -> str:
    return WALK.format(
        name=name,
        argument=argument,
        condition=condition,
        first=first,
        farthest=farthest,
        more=f" {more}" if more else "",
    )


async def forwards() -> MigrationManager:
    return migration(
        *(ID, "tickets", "search from the newest on"),
        INDEX,
        LOAD,
        "GRANT CREATE ON SCHEMA app TO polydesk_search;",
        _function("search_tickets", "wanted tsquery", "w.words @@ wanted", first=FIRST, farthest=FARTHEST),
        _function("search_tickets_like", "piece text", LIKE, first=FIRST, farthest=FARTHEST),
        _function(
            *("search_tickets_similar", "piece text", "w.names %> piece"),
            first=FIRST_ALIKE,
            farthest=FARTHEST_ALIKE,
            more=ALIKE,
        ),
        "REVOKE CREATE ON SCHEMA app FROM polydesk_search;",
    )
