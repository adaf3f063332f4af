"""Letters of notices, in the language and the zone of the moment: of one, of several about a ticket, of many tickets."""

from typing import Any
from uuid import UUID

from markupsafe import Markup, escape

from i18n import _, ngettext
from polydesk.kernel import unit
from polydesk.kernel.mail import Button, Letter
from polydesk.notices import words
from polydesk.notices.due import News
from polydesk.notices.told import Told
from polydesk.tickets import text

SHOWN = 40
QUOTED = "SELECT html FROM message WHERE tenant_id = app.tenant_id() AND id = $1"


async def of_group(group: list[News], base_url: str) -> Letter:
    """The newest message among them is quoted."""
    messages = [UUID(one.data["message_id"]) for one in group if one.data.get("message_id")]
    html = await unit.fetchval(QUOTED, messages[-1]) if messages else None
    quote = text.safe(html) if html else None
    if len(group) == 1:
        return letter_of(group[0].kind, group[0].data, base_url, quote)
    return of_ticket([(one.kind, one.data) for one in group], base_url, quote)


def letter_of(kind: str, data: dict[str, Any], base_url: str, quote: Markup | None = None) -> Letter:
    said = words.told(kind, data)
    return Letter(
        kind=f"notice_{kind.replace('.', '_')}",
        subject=said.heading,
        heading=said.heading,
        paragraphs=(said.line,) if said.line else (),
        quote=quote,
        button=_button(said, data, base_url),
        footnote=_why(base_url),
    )


def of_ticket(several: list[tuple[str, dict[str, Any]]], base_url: str, quote: Markup | None = None) -> Letter:
    """All that happened to one ticket within a while."""
    _kind, data = several[-1]
    said = [words.told(*one) for one in several]
    facts = {"num": len(said), "number": data["number"], "subject": data["subject"]}
    subject = ngettext(
        "%(num)s notification about ticket %(number)s: %(subject)s",
        "%(num)s notifications about ticket %(number)s: %(subject)s",
        len(said),
    )
    return Letter(
        kind="notice_ticket",
        subject=subject % facts,
        heading=_("Ticket %(number)s: “%(subject)s”") % facts,
        paragraphs=(_lines(said, data["subject"]),),
        quote=quote,
        button=_button(said[-1], data, base_url),
        footnote=_why(base_url),
    )


def digest(groups: list[list[News]], base_url: str) -> Letter:
    """Ticket by ticket; of very many the first, and a button to all."""
    count = sum(map(len, groups))
    heading = ngettext("%(num)s notification", "%(num)s notifications", count) % {"num": count}
    pieces = [_piece(group, base_url) for group in groups[:SHOWN]]
    return Letter(
        kind="notice_digest",
        subject=heading,
        heading=heading,
        paragraphs=tuple(pieces),
        button=Button(_("See all notifications"), f"{base_url}/desk/notices"),
        footnote=_why(base_url),
    )


def _piece(group: list[News], base_url: str) -> Markup:
    said, data = [words.told(one.kind, one.data) for one in group], group[-1].data
    if group[0].ticket_id is None:
        title, lines = said[0].heading, escape(said[0].line)
    else:
        title, lines = _("Ticket %(number)s: “%(subject)s”") % data, _lines(said, data["subject"])
    url = base_url + said[-1].path
    return Markup('<strong><a href="{}">{}</a></strong><br>{}').format(url, title, lines)


def _lines(said: list[Told], subject: str) -> Markup:
    """The subject stands above them already."""
    texts = [text for one in said for text in (one.heading, one.line) if text not in ("", subject)]
    return Markup("<br>").join(texts)


def _button(said: Told, data: dict[str, Any], base_url: str) -> Button:
    label = _("Open the ticket") if "number" in data else _("Have a look")
    return Button(label, base_url + said.path)


def _why(base_url: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(
        f"{base_url}/desk/notices/settings", _("Choose what you hear of, and when")
    )
