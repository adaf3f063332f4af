"""Pictures of articles: kept for everybody to see, written into the text as Markdown."""

from collections.abc import Sequence
from typing import Any

from i18n import _
from polydesk.kernel import storage
from polydesk.kernel.actor import actor
from polydesk.kernel.refusals import BadRequest


async def keep_pictures(sent: Sequence[Any]) -> list[str]:
    """The Markdown of each. Raises BadRequest for what is no picture, and for one that could not be kept."""
    found = []
    for file in await storage.receive(sent, by=("member", actor().id), public=True):
        if not file.is_stored:
            raise BadRequest(file.problem)
        if not file.inline:
            await storage.remove(file.id)
            raise BadRequest(_("Only pictures can be shown in an article: PNG, JPEG, GIF or WebP."))
        found.append(f"![{_described(file.name)}]({storage.public_link(file)})")
    return found


def appended(body: str, pictures: list[str]) -> str:
    return "\n\n".join([body.rstrip(), *pictures]) + "\n" if pictures else body


def _described(name: str) -> str:
    """A first description, from the file's name, without what Markdown would take for itself."""
    stem = name.rpartition(".")[0] or name
    return "".join(char if char.isalnum() else " " for char in stem).strip() or _("Picture")
