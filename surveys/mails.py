"""The letter that asks: one row of steps, each a link that preselects."""

from urllib.parse import quote

from i18n import _, speaking
from i18n.texts import Texts
from polydesk.kernel.mail import Button, Letter
from surveys.question import worded
from surveys.scale import STEPS
from tenants.directory import Site


def question(site: Site, *, number: int, subject: str, token: str, language: str, texts: Texts | None = None) -> Letter:
    """`texts` is the question in the tenant's own words, if it has any."""
    address = f"{site.base_url}/rate/{quote(token)}"
    with speaking(language):
        return Letter(
            kind="survey",
            subject=_("How was our answer? (ticket %(number)s)") % {"number": number},
            preheader=_("One tap is enough."),
            heading=worded(texts or {}, site.default_language),
            paragraphs=(
                _("Your request “%(subject)s” was resolved. How satisfied are you with our help?")
                % {"subject": subject},
            ),
            buttons=tuple(Button(str(step.word), f"{address}?score={step.score}") for step in STEPS),
            footnote=_("You confirm your choice on the next page. You can change it for seven days."),
        )
