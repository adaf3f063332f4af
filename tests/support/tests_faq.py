"""Words for scenes of the FAQ: a house with topics and articles, written through the verbs themselves."""

from typing import Any
from uuid import UUID

from polydesk.faq import publishing
from polydesk.faq.categories import Naming, open_category
from polydesk.faq.preparing import Text
from polydesk.faq.writing import begin_article, save_text
from polydesk.kernel import unit
from polydesk.kernel.actor import SYSTEM, acting_as
from tenants import directory


async def speak(house: Any, *languages: str) -> None:
    """From now on the house's portal offers these languages, the first of them by default."""
    async with unit.platform():
        await unit.execute(
            "UPDATE tenant SET languages = $2, default_language = $3 WHERE id = $1",
            *(house.id, list(languages), languages[0]),
        )
    directory.forget(house.id)


async def topic(house: Any, *, parent: UUID | None = None, icon: str = "book", **names: str) -> UUID:
    """`await topic(acme, en="Delivery", it="Consegna")`."""
    with acting_as(SYSTEM):
        async with house.unit():
            return await open_category({code: Naming(name) for code, name in names.items()}, icon=icon, parent=parent)


async def article(
    house: Any,
    category: UUID,
    title: str,
    body: str = "Some words.",
    *,
    language: str = "en",
    state: str = "published",
    visibility: str = "public",
    keywords: str = "",
    owner: UUID | None = None,
) -> UUID:
    with acting_as(SYSTEM):
        async with house.unit():
            text = Text(title, body, keywords)
            found = await begin_article(text, language=language, category=category, visibility=visibility, owner=owner)
            await _bring_to(found, language, state)
            return found


async def translate(house: Any, found: UUID, language: str, title: str, body: str, *, state: str = "published") -> None:
    with acting_as(SYSTEM):
        async with house.unit():
            await save_text(found, language, Text(title, body))
            await _bring_to(found, language, state)


async def _bring_to(found: UUID, language: str, state: str) -> None:
    if state == "published":
        await publishing.publish(found, language)
    elif state == "archived":
        await publishing.archive(found, language)
    elif state == "review":
        await publishing.hand_in(found, language)
