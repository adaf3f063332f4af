"""Finding tickets by what was answered: an order number leads to its ticket, forgiving typos, as names and files do."""

from collections.abc import Iterable
from uuid import UUID

from polydesk.fields.catalogue import catalogue
from polydesk.fields.model import Answers, Field
from polydesk.kernel import unit
from polydesk.tickets.indexing import also_found_by

WRITTEN = ["text", "long_text"]
LONGEST = 1_000


def words_in(fields: Iterable[Field], answers: Answers) -> str:
    """What somebody wrote, and not what they chose."""
    written = (answers[one.id].value for one in fields if one.kind in WRITTEN and one.id in answers)
    return " ".join(written)[:LONGEST]


@also_found_by
async def answered(ticket_id: UUID) -> str:
    """The same of a ticket, and of those that were merged into it."""
    if (await catalogue()).is_empty:
        return ""
    return str(await unit.fetchval(_ANSWERED, ticket_id, WRITTEN, LONGEST))


_ANSWERED = """
SELECT COALESCE(string_agg(left(a.value, $3), ' ' ORDER BY t.number, a.field_id), '')
  FROM ticket t
  JOIN ticket_answer a ON a.tenant_id = t.tenant_id AND a.ticket_id = t.id
  JOIN ticket_field f ON f.tenant_id = a.tenant_id AND f.id = a.field_id AND f.kind = ANY($2::text[])
 WHERE t.tenant_id = app.tenant_id() AND (t.id = $1 OR t.merged_into_id = $1)
"""
