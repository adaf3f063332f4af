"""The placeholders that may stand in a canned reply, and what they say on a ticket.

No placeholder guesses which of somebody's names is the first one: that differs from language to language.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from i18n import LazyText, lazy, speaking
from i18n.formats import formatter
from i18n.placeholders import names_in
from polydesk.tickets.ticket import Ticket

VARIABLES: Mapping[str, LazyText] = {
    "customer.name": lazy("The customer's name"),
    "customer.address": lazy("The customer's e-mail address"),
    "organisation.name": lazy("The organisation that the customer belongs to"),
    "ticket.number": lazy("The number of the ticket, such as #1024"),
    "ticket.subject": lazy("The subject of the ticket"),
    "ticket.opened": lazy("The day on which the ticket was opened"),
    "agent.name": lazy("The name of whoever writes"),
    "company.name": lazy("The name of our company"),
    "portal.address": lazy("The address of our help pages in this language"),
}


@dataclass(frozen=True)
class Setting:
    """Who writes to whom about which ticket; an empty text is something that nobody knows."""

    ticket: Ticket
    customer_name: str
    customer_address: str
    organisation: str
    agent: str
    company: str
    portal: str


def values_of(setting: Setting, language: str) -> dict[str, str]:
    """What is known, in the words of this language; the day is that of the reader's zone of the moment."""
    with speaking(language):
        opened = formatter().day(setting.ticket.created_at, "long")
    said = {
        "customer.name": setting.customer_name,
        "customer.address": setting.customer_address,
        "organisation.name": setting.organisation,
        "ticket.number": f"#{setting.ticket.number}",
        "ticket.subject": setting.ticket.subject,
        "ticket.opened": opened,
        "agent.name": setting.agent,
        "company.name": setting.company,
        "portal.address": f"{setting.portal}/{language}/",
    }
    return {name: text for name, text in said.items() if text}


def still_open(body: str) -> list[str]:
    """The placeholders of ours that stand in what is about to be sent, in alphabetical order; others' braces are theirs."""
    return sorted(names_in(body) & VARIABLES.keys())
