"""The one reminder to whoever was asked and has not answered."""

from i18n import _, lazy
from polydesk.mail_texts.occasions import Occasion, declare
from polydesk.mail_texts.words import Words
from surveys.mails import SURVEY


def _ours() -> Words:
    return Words(
        subject=_("Still curious how our answer was (ticket %(number)s)") % {"number": "{{ticket.number}}"},
        heading="{{survey.question}}",
        body=_("A few days ago we asked you about “%(subject)s”. We will not ask again.")
        % {"subject": "{{ticket.subject}}"},
    )


REMINDER = declare(
    Occasion(
        name="survey_reminder",
        place=8,
        title=lazy("Reminder of the rating question"),
        sent=lazy("Some days after the rating question, once, to customers who have not answered"),
        variables=SURVEY.variables,
        ours=_ours,
        example=SURVEY.example,
    )
)
