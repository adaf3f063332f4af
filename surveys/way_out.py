"""The way out of surveys, in every mail that asks: a link under the words, and one click for the reader's programme."""

from dataclasses import replace
from urllib.parse import quote

from markupsafe import Markup

from i18n import _
from polydesk.kernel.mail import Letter


def with_way_out(letter: Letter, base_url: str, token: str) -> Letter:
    """In the language of the moment."""
    address = f"{base_url}/rate/{quote(token)}/stop"
    link = Markup('<a href="{}">{}</a>').format(address, _("Do not ask me again"))
    footnote = Markup("<br>").join([letter.footnote, link]) if letter.footnote else link
    return replace(letter, footnote=footnote, unsubscribe_url=address)
