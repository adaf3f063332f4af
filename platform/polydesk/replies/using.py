"""Using a canned reply on a ticket: which variant its customer reads, and what its placeholders say there."""

from dataclasses import dataclass
from uuid import UUID
from zoneinfo import ZoneInfo

from i18n import living_in
from i18n.texts import Picked, pick
from polydesk.customers.organisation_queries import organisation
from polydesk.customers.people import Person
from polydesk.customers.queries import people_by_ids
from polydesk.kernel.actor import actor
from polydesk.replies import canned
from polydesk.replies.canned import CannedReply
from polydesk.replies.filling import Filled, exchange, filled, language_of, put, take_out
from polydesk.replies.variables import Setting, values_of
from polydesk.tickets.ticket import Ticket
from tenants.here import site


@dataclass(frozen=True)
class Chosen:
    """What an agent is told about the reply that has just come into the text.

    `wanted` is the language of the customer, `others` those it is written in beside the one that was taken.
    """

    id: UUID
    name: str
    filled: Filled
    wanted: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Place:
    """A ticket as canned replies see it. `language` is the one its customer reads, `zone` the one they live in."""

    setting: Setting
    language: str
    zone: str

    def fill(self, reply: CannedReply, wanted: str) -> Filled:
        default = site().default_language
        language = language_of(reply.texts, wanted, default)
        with living_in(ZoneInfo(self.zone)):
            return filled(reply.texts, wanted, default, values_of(self.setting, language))


async def place_of(ticket: Ticket) -> Place:
    """The customer and their organisation are looked up, nothing else of the ticket."""
    person = await _customer_of(ticket)
    belongs = await organisation(ticket.organisation_id) if ticket.organisation_id else None
    setting = Setting(
        ticket=ticket,
        customer_name=person.name if person else "",
        customer_address=person.address if person else "",
        organisation=belongs.name if belongs else "",
        agent=actor().name,
        company=site().name,
        portal=site().base_url,
    )
    return Place(setting, _language_of(person, ticket), (person.zone if person else None) or site().zone)


async def customers_language(ticket: Ticket) -> str:
    """The one its customer reads, where nothing is filled in yet."""
    return _language_of(await _customer_of(ticket), ticket)


async def _customer_of(ticket: Ticket) -> Person | None:
    """None where the ticket has none, or they have gone."""
    if ticket.person_id is None:
        return None
    return (await people_by_ids([ticket.person_id])).get(ticket.person_id)


def _language_of(person: Person | None, ticket: Ticket) -> str:
    return (person.language if person else None) or ticket.language


async def bring_in(
    reply: CannedReply, place: Place, body: str, *, wanted: str = "", at: int | None = None
) -> tuple[str, Chosen]:
    """The text with the reply in it, in the customer's language unless another is wanted; a use is counted."""
    came = place.fill(reply, wanted or place.language)
    await canned.count_use(reply)
    return put(body, came.text, at), _chosen(reply, place, came)


def exchange_variant(reply: CannedReply, place: Place, body: str, *, old: str, new: str) -> tuple[str, Chosen]:
    came = place.fill(reply, new)
    return exchange(body, place.fill(reply, old).text, came.text), _chosen(reply, place, came)


def bring_out(reply: CannedReply, place: Place, body: str, *, old: str) -> str:
    return take_out(body, place.fill(reply, old).text)


def variant_of(reply: CannedReply, wanted: str, default: str) -> Picked:
    """What a reader of this language gets, placeholders as they are written."""
    return pick(reply.texts, wanted, default)


def _chosen(reply: CannedReply, place: Place, came: Filled) -> Chosen:
    others = (one for one in site().languages if reply.texts.get(one, "").strip() and one != came.language)
    return Chosen(reply.id, reply.name, came, place.language, tuple(others))
