"""The letter that asks: one row of steps, each a link that preselects. What it says around them is ours or the tenant's.

Faces and stars are signs above words, so nothing has to be loaded, and readers by ear hear the words alone.
"""

from urllib.parse import quote

from i18n import _, lazy
from polydesk.kernel.mail import Button, Letter
from polydesk.mail_texts.occasions import Example, Occasion, declare
from polydesk.mail_texts.words import Words
from polydesk.tickets.mail_variables import ABOUT_TICKET, about_ticket, shown
from surveys.asked import Asked, Step, asked
from surveys.form_choice import standard
from surveys.form_version import FormVersion
from surveys.scale import FACES_IN_MAILS, THUMBS_IN_MAILS
from surveys.way_out import with_way_out
from tenants.directory import Site
from tenants.here import site


def frame(base_url: str, token: str, seen: Asked) -> Letter:
    """In the language of the moment."""
    address = f"{base_url}/rate/{quote(token)}"
    letter = Letter(
        kind="survey",
        subject="",
        heading="",
        preheader=_("One tap is enough."),
        buttons=tuple(_button(step, seen.look, f"{address}?score={step.score}") for step in seen.steps),
        ends=(seen.low, seen.high) if seen.look == "numbers" else None,
        footnote=_footnote(seen.version),
    )
    return with_way_out(letter, base_url, token)


def _footnote(version: FormVersion) -> str:
    if version.is_anonymous:
        return _("You confirm your choice on the next page. Your answer is anonymous.")
    return _("You confirm your choice on the next page. You can change it for seven days.")


def _button(step: Step, look: str, address: str) -> Button:
    if look == "numbers":
        return Button(step.sign, address)
    if look == "thumbs":
        return Button(step.word, address, THUMBS_IN_MAILS[step.score - 1])
    return Button(step.word, address, "★" * step.score if look == "stars" else FACES_IN_MAILS[step.fifth])


def values(of: Site, *, number: int, subject: str, customer_name: str, seen: Asked) -> dict[str, str | None]:
    about = about_ticket(number=number, subject=subject, customer_name=customer_name, company=of.name)
    return {**about, "survey.question": seen.question}


def _ours() -> Words:
    return Words(
        subject=_("How was our answer? (ticket %(number)s)") % {"number": "{{ticket.number}}"},
        heading="{{survey.question}}",
        body=_("Your request “%(subject)s” was resolved. Please tell us how it was for you.")
        % {"subject": "{{ticket.subject}}"},
    )


async def example(number: int | None, version: FormVersion) -> Example:
    """As this version would ask about the ticket with this number, or about one that is made up."""
    ticket, seen = await shown(number), asked(version, company=site().name)
    said = values(site(), number=ticket.number, subject=ticket.subject, customer_name=ticket.customer_name, seen=seen)
    return Example(frame(site().base_url, "example", seen), said, ticket.number if ticket.ticket else None)


async def _example(number: int | None) -> Example:
    return await example(number, await standard())


SURVEY = declare(
    Occasion(
        name="survey",
        place=6,
        title=lazy("Rating question"),
        sent=lazy("Some time after a ticket was resolved, if surveys are switched on"),
        variables={**ABOUT_TICKET, "survey.question": lazy("The question of the form that fits the ticket")},
        ours=_ours,
        example=_example,
    )
)
