"""Pictures of articles: written into the text as Markdown, and seen by whoever may read an article that uses them.

A picture has one address for good, so it is asked at every reading who may have it: everybody once it stands in a
published article for everybody, other readers by their own articles, and the desk always, for the author's preview.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from i18n import _
from polydesk.faq.audience import EVERYBODY, audience
from polydesk.faq.markup import PICTURE_IN_TEXT
from polydesk.kernel import storage, unit
from polydesk.kernel.actor import actor
from polydesk.kernel.refusals import BadRequest

GUARD = "faq"


async def keep_pictures(sent: Sequence[Any]) -> list[str]:
    """The Markdown of each. Raises BadRequest for what is no picture, and for one that could not be kept."""
    found = []
    for file in await storage.receive(sent, by=("member", actor().id), guard=GUARD):
        if not file.is_stored:
            raise BadRequest(await storage.problems_told([file]))
        if not file.inline:
            await storage.remove(file.id)
            raise BadRequest(_("Only pictures can be shown in an article: PNG, JPEG, GIF or WebP."))
        found.append(f"![{_described(file.name)}]({storage.lasting_link(file)})")
    return found


def appended(body: str, pictures: list[str]) -> str:
    return "\n\n".join([body.rstrip(), *pictures]) + "\n" if pictures else body


async def remember_pictures(article_id: UUID, language: str, body: str) -> None:
    """Which pictures this text uses now; another file's address in a text opens nothing."""
    named = sorted({UUID(found) for found in PICTURE_IN_TEXT.findall(body)})
    await unit.execute(
        "DELETE FROM article_picture WHERE article_id = $1 AND language = $2 AND file_id <> ALL($3::uuid[])",
        *(article_id, language, named),
    )
    if named:
        await unit.execute(
            """INSERT INTO article_picture (file_id, article_id, language)
               SELECT id, $1, $2 FROM file WHERE id = ANY($3::uuid[]) AND guard = $4 ON CONFLICT DO NOTHING""",
            *(article_id, language, named, GUARD),
        )


@storage.guards(GUARD)
async def readers_of(file_id: UUID) -> storage.Readers:
    if await unit.fetchval(_IS_READABLE, file_id, list(EVERYBODY)):
        return "everybody"
    may_read = actor().may("faq.read") or await unit.fetchval(_IS_READABLE, file_id, audience())
    return "reader" if may_read else "nobody"


_IS_READABLE = """
SELECT EXISTS (
  SELECT FROM article_picture p JOIN app.readable_texts($2) t ON t.article_id = p.article_id AND t.language = p.language
   WHERE p.file_id = $1)
"""


def _described(name: str) -> str:
    """A first description, from the file's name, without what Markdown would take for itself."""
    stem = name.rpartition(".")[0] or name
    return "".join(char if char.isalnum() else " " for char in stem).strip() or _("Picture")
