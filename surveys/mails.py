"""The letter that asks: one row of steps, each a link that preselects. What it says around them is ours or the tenant's."""

from urllib.parse import quote

from i18n import _, lazy
from polydesk.kernel.mail import Button, Letter
from polydesk.mail_texts.occasions import Example, Occasion, declare
from polydesk.mail_texts.words import Words
from polydesk.tickets.mail_variables import ABOUT_TICKET, about_ticket, shown
from surveys.question import question, worded
from surveys.scale import STEPS
from tenants.directory import Site
from tenants.here import site


def frame(base_url: str, token: str) -> Letter:
    """In the language of the moment."""
    address = f"{base_url}/rate/{quote(token)}"
    return Letter(
        kind="survey",
        subject="",
        heading="",
        preheader=_("One tap is enough."),
        buttons=tuple(Button(str(step.word), f"{address}?score={step.score}") for step in STEPS),
        footnote=_("You confirm your choice on the next page. You can change it for seven days."),
    )


async def values(of: Site, *, number: int, subject: str, customer_name: str) -> dict[str, str | None]:
    about = about_ticket(number=number, subject=subject, customer_name=customer_name, company=of.name)
    return {**about, "survey.question": worded(await question(), of.default_language)}


def _ours() -> Words:
    return Words(
        subject=_("How was our answer? (ticket %(number)s)") % {"number": "{{ticket.number}}"},
        heading="{{survey.question}}",
        body=_("Your request “%(subject)s” was resolved. How satisfied are you with our help?")
        % {"subject": "{{ticket.subject}}"},
    )


async def _example(number: int | None) -> Example:
    seen = await shown(number)
    said = await values(site(), number=seen.number, subject=seen.subject, customer_name=seen.customer_name)
    return Example(frame(site().base_url, "example"), said, seen.number if seen.ticket else None)


SURVEY = declare(
    Occasion(
        name="survey",
        place=6,
        title=lazy("Rating question"),
        sent=lazy("Some time after a ticket was resolved, if surveys are switched on"),
        variables={**ABOUT_TICKET, "survey.question": lazy("The question that you set under Surveys")},
        ours=_ours,
        example=_example,
    )
)
