"""What tenants write about tickets: the names of statuses of their own."""

from i18n import lazy
from i18n.texts import Texts
from polydesk.kernel.ids import to_id
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.wording import Kind, Phrase, declare
from polydesk.tickets.statuses import KIND, LONGEST_NAME, own_status, own_statuses, rename_own_status


async def statuses() -> list[Phrase]:
    return [
        Phrase(
            key=str(own.id),
            name=own.name,
            texts=own.names,
            limit=LONGEST_NAME,
            button=True,
            edited_at=f"/admin/settings/tickets/statuses/{own.id}",
        )
        for own in await own_statuses()
    ]


async def save_status(key: str, texts: Texts) -> None:
    own = await own_status(to_id(key)) if to_id(key) else None
    if own is None:
        raise NotFound
    await rename_own_status(own, names=texts)


declare(Kind(KIND, lazy("Your own statuses"), statuses, save_status))
