"""The letter that asks: one row of steps, each a link that preselects."""

from urllib.parse import quote

from i18n import _, speaking
from polydesk.kernel.mail import Button, Letter
from surveys.scale import STEPS
from tenants.directory import Site


def question(site: Site, *, number: int, subject: str, token: str, language: str) -> Letter:
    address = f"{site.base_url}/rate/{quote(token)}"
    with speaking(language):
        return Letter(
            kind="survey",
            subject=_("How was our answer? (ticket %(number)s)") % {"number": number},
            preheader=_("One tap is enough."),
            heading=_("How did we do?"),
            paragraphs=(
                _("Your request “%(subject)s” was resolved. How satisfied are you with our help?")
                % {"subject": subject},
            ),
            buttons=tuple(Button(str(step.word), f"{address}?score={step.score}") for step in STEPS),
            footnote=_("You confirm your choice on the next page. You can change it for seven days."),
        )
