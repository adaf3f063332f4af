"""What tickets do when something happens in the house: a sample for a new desk, nobody's tickets stay with who left, and
what customers write is read for its language."""

from i18n import lazy
from polydesk.customers.events import PersonMoved
from polydesk.kernel import unit
from polydesk.kernel.actor import SYSTEM
from polydesk.kernel.events import reacts_to
from polydesk.kernel.outbox import enqueue
from polydesk.tickets import samples
from polydesk.tickets.changing import set_organisation
from polydesk.tickets.events import CustomerWrote
from polydesk.tickets.ticket import COLUMNS, from_row
from tenants import checklist
from tenants.checklist import Step
from tenants.events import MemberLeft, SamplesUnwanted, TenantMovedIn

# A ticket that somebody gave to another organisation by hand stays there.
FOLLOWING = f"""
SELECT {COLUMNS} FROM ticket WHERE tenant_id = app.tenant_id() AND person_id = $1
   AND organisation_id IS NOT DISTINCT FROM $2::uuid AND status NOT IN ('resolved', 'closed') ORDER BY number
"""  # noqa: S608


@reacts_to(PersonMoved)
async def follow_the_person(event: PersonMoved) -> None:
    """Their open tickets are for the organisation where they belong now."""
    for row in await unit.fetch(FOLLOWING, event.person_id, event.previous_id):
        await set_organisation(from_row(row), to=event.organisation_id, by=SYSTEM)


@reacts_to(CustomerWrote)
async def read_on(event: CustomerWrote) -> None:
    """For the language; of a new ticket the submission sees to it."""
    if not event.automatic:
        await enqueue("tickets.detect_language", ticket_id=str(event.ticket_id))


@reacts_to(TenantMovedIn)
async def write_sample(event: TenantMovedIn) -> None:
    owner = await unit.fetchrow("SELECT name, email FROM member WHERE id = $1", event.owner_id)
    if owner is not None:
        await samples.write(
            name=owner["name"], address=owner["email"], language=event.default_language, company=event.name
        )


@reacts_to(SamplesUnwanted)
async def remove_samples(_event: SamplesUnwanted) -> None:
    await samples.remove()


@reacts_to(MemberLeft)
async def give_back(event: MemberLeft) -> None:
    await enqueue("tickets.give_back", member_id=str(event.member_id))


async def _has_answered_a_ticket() -> bool:
    """One of their own: the sample has nobody who would get the answer."""
    return bool(
        await unit.fetchval(
            "SELECT EXISTS (SELECT FROM ticket WHERE first_response_at IS NOT NULL"
            " AND id NOT IN (SELECT id FROM sample WHERE kind = 'ticket'))"
        )
    )


checklist.add(Step("answer", 60, lazy("Send a ticket as a customer would, and answer it"),
                   lazy("From the form of your portal to the desk and back into your mailbox."),
                   "/", _has_answered_a_ticket))  # fmt: skip
