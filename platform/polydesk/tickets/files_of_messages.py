"""Files on messages: claims become a message's files; readers get them through the ticket they belong to."""

from collections.abc import Sequence
from uuid import UUID

from polydesk.kernel import storage, unit
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.storage import StoredFile
from polydesk.tickets.customers_view import HOME, VISIBLE
from polydesk.tickets.indexing import index_names
from polydesk.tickets.ticket import Ticket

INSERT = """
INSERT INTO message_file (message_id, file_id, position)
SELECT $1, id, place FROM unnest($2::uuid[]) WITH ORDINALITY AS given (id, place)
"""
FOR_AGENTS = """
SELECT EXISTS (
  SELECT FROM message_file f JOIN message m ON m.tenant_id = f.tenant_id AND m.id = f.message_id
   WHERE f.tenant_id = app.tenant_id() AND f.file_id = $1 AND m.ticket_id = $2)
"""
FOR_CUSTOMERS = f"""
SELECT EXISTS (
  SELECT FROM message_file f JOIN message m ON m.tenant_id = f.tenant_id AND m.id = f.message_id
    JOIN ticket t ON t.tenant_id = m.tenant_id AND t.id = $2 AND m.ticket_id = {HOME}
   WHERE f.tenant_id = app.tenant_id() AND f.file_id = $1 AND {VISIBLE})
"""  # noqa: S608
OF_MESSAGES = """
SELECT message_id, file_id FROM message_file
 WHERE tenant_id = app.tenant_id() AND message_id = ANY($1::uuid[]) ORDER BY message_id, position
"""


async def attach(claims: Sequence[str], *, message_id: UUID, ticket_id: UUID) -> list[StoredFile]:
    """Takes the files behind these claims for this message; their names can be searched."""
    files = await storage.take(claims, by=("message", message_id)) if claims else []
    if files:
        await unit.execute(INSERT, message_id, [file.id for file in files])
        await index_names(ticket_id, " ".join(file.name for file in files))
    return files


async def file_of_ticket(ticket: Ticket, file_id: UUID, *, with_notes: bool) -> StoredFile:
    """A file of a ticket that the reader may see (ask the policy first). Raises NotFound, for a note's files too."""
    if not await unit.fetchval(FOR_AGENTS if with_notes else FOR_CUSTOMERS, file_id, ticket.id):
        raise NotFound
    return await storage.file_of(file_id)


async def files_by_message(message_ids: Sequence[UUID]) -> dict[UUID, list[StoredFile]]:
    rows = await unit.fetch(OF_MESSAGES, list(message_ids))
    if not rows:
        return {}
    files = await storage.files_of([row["file_id"] for row in rows])
    found: dict[UUID, list[StoredFile]] = {}
    for message_id, file_id in rows:
        found.setdefault(message_id, []).append(files[file_id])
    return found
