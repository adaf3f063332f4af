"""What stands beside a ticket for agents: its own answers, and those of tickets that were merged into it.

Answers stay with the ticket that they were given in, so taking a merge back leaves nothing to be put right.
"""

from polydesk.fields.catalogue import catalogue
from polydesk.fields.keeping import held_in, held_of
from polydesk.fields.showing import Sheet, sheet

# A column of a statement that reads the ticket as `t`, and as `whole.ids` it and those that were merged into it.
SHEETS = f"""(SELECT jsonb_agg(jsonb_build_array(CASE WHEN o.id <> t.id THEN o.number END, {held_of("o")})
                        ORDER BY o.id <> t.id, o.number)
    FROM ticket o WHERE o.tenant_id = t.tenant_id AND o.id = ANY (whole.ids))"""  # noqa: S608


async def sheets_in(column: list[list[object]] | None) -> list[Sheet]:
    known = await catalogue()
    if known.is_empty:
        return []
    found = (sheet(known, held_in(held), number) for number, held in column or ())  # type: ignore[arg-type]
    return [one for one in found if one]


async def is_asked() -> bool:
    """Whether there is anything to ask, so that a ticket without answers can be given some."""
    return bool((await catalogue()).offered)
