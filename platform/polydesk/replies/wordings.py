"""What tenants write in canned replies, for those who translate. What somebody keeps for themselves is not among it."""

from i18n import lazy
from i18n.texts import Texts
from polydesk.kernel.ids import to_id
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.wording import Kind, Phrase, declare
from polydesk.replies import canned
from polydesk.replies.canned import KIND, LONGEST_TEXT
from polydesk.replies.queries import shared
from polydesk.replies.variables import VARIABLES


async def phrases() -> list[Phrase]:
    return [
        Phrase(
            key=str(reply.id),
            name=f"{reply.folder} / {reply.name}" if reply.folder else reply.name,
            texts=reply.texts,
            edited_at=f"/desk/replies/{reply.id}",
            limit=LONGEST_TEXT,
            shape="markdown",
            variables=frozenset(VARIABLES),
        )
        for reply in await shared()
    ]


async def save(key: str, texts: Texts) -> None:
    reply = next((one for one in await shared() if one.id == to_id(key)), None)
    if reply is None:
        raise NotFound
    await canned.translate(reply, texts)


declare(Kind(KIND, lazy("Canned replies"), phrases, save))
