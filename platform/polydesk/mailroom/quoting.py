"""Quoting: what the customer wrote last, below the answer to it; what is very long is cut."""

from markupsafe import Markup, escape

from i18n import _
from i18n.formats import formatter
from polydesk.mailroom.queries import Quoted
from polydesk.tickets import text

LONGEST = 1_500


def quoted(said: Quoted) -> Markup:
    """In the language and the zone of the moment. A long one is cut as plain text: cut markup would break the mail."""
    opening = _("You wrote %(when)s:") % {"when": formatter().when(said.at)}
    words = text.safe(said.html) if len(said.html) <= LONGEST else _cut(said.body)
    return Markup("<p><small>{}</small></p>").format(opening) + words


def _cut(body: str) -> Markup:
    head = body[:LONGEST].rsplit(" ", 1)[0].rstrip()
    return Markup("<p>{}…</p>").format(Markup("<br>").join(escape(line) for line in head.splitlines()))
