"""The sample ticket: a new desk is not empty, and whoever answers it gets the mails that customers get (SG-06).

It comes in the owner's own name, under the owner's own address. When it goes, its number is free again if no other
ticket has come.
"""

from uuid import UUID

from i18n import _, speaking
from polydesk.customers.addresses import address_key
from polydesk.kernel import storage, unit
from polydesk.kernel.actor import SYSTEM
from polydesk.tickets.merging import unmerge
from polydesk.tickets.queries import by_id
from polydesk.tickets.submission import NewTicket, submit
from tenants import samples

KEY = "the sample ticket"


async def write(*, name: str, address: str, language: str, company: str) -> None:
    """In the tenant's own language; tells nobody. A second call makes no second ticket."""
    was_known = await unit.fetchval(
        "SELECT EXISTS (SELECT FROM person_address WHERE address_key = $1)", address_key(address)
    )
    with speaking(language):
        subject = _("How does this work?")
        body = _(
            "Hello %(company)s,\n\nthis is a sample ticket. It came in your own name, so you get the e-mails that your"
            " customers will get.\n\nTry it: write an answer below, add an internal note, assign the ticket to yourself"
            " and resolve it. When you have seen enough, remove all samples in the administration with one click."
        ) % {"company": company}
    new = NewTicket(subject=subject, body=body, address=address, name=name, language=language)
    made = await submit(new, key=KEY, quietly=True)
    await samples.remember("ticket", made.ticket_id)
    if made.person_id and not was_known:
        await samples.remember("person", made.person_id)


async def remove() -> None:
    """The ticket goes with all that hangs on it; its person too, unless they have asked something themselves."""
    for row in await unit.fetch(MERGED):
        await unmerge(await by_id(row["ticket_id"]), by=SYSTEM)
    await _forget_files(await samples.samples_of("ticket"))
    for statement in REMOVAL:
        await unit.execute(statement)


async def _forget_files(tickets: list[UUID]) -> None:
    rows = await unit.fetch(
        """SELECT f.file_id FROM message_file f JOIN message m ON m.tenant_id = f.tenant_id AND m.id = f.message_id
            WHERE m.ticket_id = ANY($1::uuid[])""",
        tickets,
    )
    await unit.execute(
        "DELETE FROM message_file f USING message m WHERE m.id = f.message_id AND m.ticket_id = ANY($1::uuid[])",
        tickets,
    )
    for row in rows:
        await storage.remove(row["file_id"])


# Nobody's own messages go with a sample, and none of a sample's stay.
MERGED = """
SELECT DISTINCT x.ticket_id FROM ticket_merge x JOIN sample s ON s.kind = 'ticket' AND s.id IN (x.ticket_id, x.into_id)
 WHERE x.undone_at IS NULL
"""
REMOVAL = (
    """UPDATE ticket t SET follows_id = NULL FROM sample s WHERE s.kind = 'ticket' AND t.follows_id = s.id""",
    """DELETE FROM submission x USING sample s WHERE s.kind = 'ticket' AND x.result_id = s.id""",
    """DELETE FROM ticket t USING sample s WHERE s.kind = 'ticket' AND t.id = s.id""",
    """DELETE FROM person p USING sample s WHERE s.kind = 'person' AND p.id = s.id
          AND NOT EXISTS (SELECT FROM ticket t WHERE t.person_id = p.id)""",
    """UPDATE ticket_counter SET last = 0 WHERE NOT EXISTS (SELECT FROM ticket)""",
)
