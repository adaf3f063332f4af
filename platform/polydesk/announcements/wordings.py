"""What tenants write in announcements: titles and texts of those that the portal shows or is going to show."""

from i18n import _, lazy
from i18n.texts import Texts
from polydesk.announcements import editing, queries
from polydesk.announcements.announcement import LONGEST_BODY, LONGEST_TITLE, Announcement
from polydesk.announcements.editing import KIND
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.wording import Kind, Phrase, declare, id_of


async def phrases() -> list[Phrase]:
    return [phrase for one in await queries.current() for phrase in _phrases_of(one)]


async def save(key: str, texts: Texts) -> None:
    """Raises NotFound, NoTitle."""
    name, _dot, part = key.rpartition(".")
    if part == "title":
        await editing.translate(id_of(name), titles=texts)
    elif part == "body":
        await editing.translate(id_of(name), bodies=texts)
    else:
        raise NotFound


def _phrases_of(one: Announcement) -> list[Phrase]:
    title, edited_at = one.title, f"/admin/announcements/{one.id}"
    return [
        Phrase(f"{one.id}.title", title, one.titles, edited_at, LONGEST_TITLE),
        Phrase(
            f"{one.id}.body",
            _("Text of “%(mail)s”") % {"mail": title},
            *(one.bodies, edited_at, LONGEST_BODY),
            shape="markdown",
        ),
    ]


declare(Kind(KIND, lazy("Announcements"), phrases, save))
