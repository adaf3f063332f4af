"""What tenants write about tickets: the names of statuses of their own, of categories and of priorities."""

from i18n import lazy
from i18n.texts import Texts
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.wording import Kind, Phrase, declare, id_of
from polydesk.tickets import categories, priorities
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
    own = await own_status(id_of(key))
    if own is None:
        raise NotFound
    await rename_own_status(own, names=texts)


async def of_categories() -> list[Phrase]:
    """An archived one keeps its names, but nobody need translate it any more."""
    return [
        Phrase(
            key=str(one.id),
            name=one.name,
            texts=one.names,
            limit=categories.LONGEST_NAME,
            edited_at=f"/admin/settings/categories/{one.id}",
        )
        for one in await categories.categories()
    ]


async def save_category(key: str, texts: Texts) -> None:
    await categories.rename(await categories.category(id_of(key), lock=True), names=texts)


async def of_priorities() -> list[Phrase]:
    """What is left empty is called by ours, so that nothing is missing where nobody renamed it."""
    return [
        Phrase(
            key=key,
            name=str(ours),
            texts=await priorities.names_of(key),
            limit=priorities.LONGEST_NAME,
            button=True,
            edited_at=f"/admin/settings/tickets/priorities/{key}",
        )
        for key, ours in priorities.OURS.items()
    ]


async def save_priority(key: str, texts: Texts) -> None:
    await priorities.rename(key, names=texts)


declare(Kind(KIND, lazy("Your own statuses"), statuses, save_status))
declare(Kind(categories.KIND, lazy("Categories of tickets"), of_categories, save_category))
declare(Kind(priorities.KIND, lazy("Priorities"), of_priorities, save_priority))
