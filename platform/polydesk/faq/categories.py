"""Categories: two deep, in an order people chose, named in every language."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from polydesk.faq.changes import changed
from polydesk.faq.refusals import CategoryInUse, NameFirst, TooDeep
from polydesk.faq.slugs import free_slugs, remember_former
from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.lines import one_line
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.wording import written

KIND = "faq_category"
Part = Literal["name", "description"]
LONGEST: dict[Part, int] = {"name": 120, "description": 500}

ICONS = (
    *("book", "rocket", "user-circle", "credit-card", "truck-delivery", "tool", "shield-lock", "settings", "mail"),
    *("phone", "home", "shopping-cart", "receipt", "calendar", "world", "device-laptop", "bulb", "help-circle"),
)


@dataclass(frozen=True)
class Naming:
    """What a category is called in one language."""

    name: str
    description: str = ""


async def category_texts(category_id: UUID) -> dict[str, unit.Record]:
    """language → name, slug and description."""
    rows = await unit.fetch(
        "SELECT language, name, slug, description FROM faq_category_text WHERE category_id = $1", category_id
    )
    return {row["language"]: row for row in rows}


async def open_category(names: Mapping[str, Naming], *, icon: str = "book", parent: UUID | None = None) -> UUID:
    """A new category, last in its row."""
    category_id = new_id()
    if parent is not None:
        await _demand_top(parent)
    await unit.execute(
        """INSERT INTO faq_category (id, parent_id, icon, position, created_at)
           SELECT $1, $2, $3, coalesce(max(position), 0) + 1, $4
             FROM faq_category WHERE parent_id IS NOT DISTINCT FROM $2""",
        *(category_id, parent, icon, now()),
    )
    await _name(category_id, names)
    await record("faq.category_opened", subject=("faq_category", category_id))
    await changed()
    return category_id


async def change_category(
    category_id: UUID, names: Mapping[str, Naming], *, icon: str = "book", parent: UUID | None = None
) -> None:
    """Other names (their addresses follow, the old ones redirect), another icon, another place."""
    await _lock(category_id)
    if parent is not None:
        await _demand_top(parent)
        if parent == category_id or await unit.fetchval(
            "SELECT true FROM faq_category WHERE parent_id = $1", category_id
        ):
            raise TooDeep
    await unit.execute("UPDATE faq_category SET icon = $2, parent_id = $3 WHERE id = $1", category_id, icon, parent)
    await _name(category_id, names)
    await record("faq.category_changed", subject=("faq_category", category_id))
    await changed()


async def translate_category(category_id: UUID, part: Part, texts: Mapping[str, str]) -> None:
    """The name, or the sentence beneath it, in all languages; raises NameFirst for a sentence without a name."""
    await _lock(category_id)
    present = _namings(await category_texts(category_id))
    if part == "description" and any(code not in present for code, text in texts.items() if text.strip()):
        raise NameFirst
    wanted = {
        code: replace(present.get(code, Naming("")), **{part: texts.get(code, "")}) for code in {*present, *texts}
    }
    await _name(category_id, wanted)
    await record("faq.category_translated", subject=("faq_category", category_id))
    await changed()


async def archive_category(category_id: UUID) -> None:
    """Only an empty one: nobody loses sight of articles by archiving a drawer."""
    await _lock(category_id)
    if await unit.fetchval(_IN_USE, category_id):
        raise CategoryInUse
    await unit.execute("UPDATE faq_category SET archived_at = $2 WHERE id = $1", category_id, now())
    await record("faq.category_archived", subject=("faq_category", category_id))
    await changed()


async def restore_category(category_id: UUID) -> None:
    await _lock(category_id)
    await unit.execute("UPDATE faq_category SET archived_at = NULL WHERE id = $1", category_id)
    await record("faq.category_restored", subject=("faq_category", category_id))
    await changed()


async def move_category(category_id: UUID, *, up: bool) -> None:
    """One place up or down among its siblings."""
    row = await unit.fetchrow("SELECT parent_id FROM faq_category WHERE id = $1", category_id)
    if row is None:
        raise NotFound
    siblings = await unit.fetch(
        """SELECT id FROM faq_category WHERE parent_id IS NOT DISTINCT FROM $1 AND archived_at IS NULL
            ORDER BY position, id FOR UPDATE""",
        row["parent_id"],
    )
    order = moved([sibling["id"] for sibling in siblings], category_id, up=up)
    await unit.execute(
        """UPDATE faq_category c SET position = o.place
             FROM unnest($1::uuid[]) WITH ORDINALITY AS o(id, place) WHERE c.id = o.id""",
        order,
    )
    await changed()


def moved(order: list[UUID], item: UUID, *, up: bool) -> list[UUID]:
    """The order with `item` one place up or down; at the end nothing changes."""
    if item not in order:
        return order
    place = order.index(item)
    target = min(max(place + (-1 if up else 1), 0), len(order) - 1)
    rest = [other for other in order if other != item]
    return [*rest[:target], item, *rest[target:]]


async def _name(category_id: UUID, names: Mapping[str, Naming]) -> None:
    before = await category_texts(category_id)
    await _remember(category_id, _namings(before), names)
    kept = {language: naming for language, naming in names.items() if naming.name.strip()}
    if gone := [language for language in names if language in before and language not in kept]:
        await unit.execute(_UNNAME, category_id, gone)
    slugs = {language: row["slug"] for language, row in before.items()} | await _slugs(category_id, before, kept)
    await unit.executemany(
        _NAME,
        [
            (category_id, language, one_line(naming.name), slugs[language], naming.description.strip())
            for language, naming in kept.items()
        ],
    )
    for language in kept.keys() & before.keys():
        old, slug = before[language]["slug"], slugs[language]
        if old != slug:
            await remember_former("category", old, language=language, subject=category_id, now_called=slug)


async def _slugs(category_id: UUID, before: Mapping[str, unit.Record], kept: Mapping[str, Naming]) -> dict[str, str]:
    """For each name that is new; what is called as before keeps its address."""
    new = {
        language: naming.name
        for language, naming in kept.items()
        if language not in before or before[language]["name"] != naming.name
    }
    return await free_slugs("category", new, subject=category_id) if new else {}


def _namings(texts: Mapping[str, unit.Record]) -> dict[str, Naming]:
    return {language: Naming(row["name"], row["description"]) for language, row in texts.items()}


async def _remember(category_id: UUID, before: Mapping[str, Naming], names: Mapping[str, Naming]) -> None:
    """For whoever translates; a language without a name has no sentence either."""
    after = {code: naming for code, naming in {**before, **names}.items() if naming.name.strip()}
    for part in LONGEST:
        old, new = ({code: getattr(one, part).strip() for code, one in all_.items()} for all_ in (before, after))
        if old != new:
            await written(KIND, f"{category_id}.{part}", old, new)


async def _lock(category_id: UUID) -> None:
    if await unit.fetchval("SELECT id FROM faq_category WHERE id = $1 FOR UPDATE", category_id) is None:
        raise NotFound


async def _demand_top(category_id: UUID) -> None:
    row = await unit.fetchrow("SELECT parent_id FROM faq_category WHERE id = $1 FOR UPDATE", category_id)
    if row is None:
        raise NotFound
    if row["parent_id"] is not None:
        raise TooDeep


_UNNAME = """
DELETE FROM faq_category_text WHERE tenant_id = app.tenant_id() AND category_id = $1 AND language = ANY ($2)
"""
_NAME = """
INSERT INTO faq_category_text (category_id, language, name, slug, description) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (tenant_id, category_id, language)
DO UPDATE SET name = excluded.name, slug = excluded.slug, description = excluded.description
"""

_IN_USE = """
SELECT EXISTS (SELECT FROM faq_category WHERE parent_id = $1 AND archived_at IS NULL)
    OR EXISTS (SELECT FROM article a JOIN article_text t ON t.tenant_id = a.tenant_id AND t.article_id = a.id
                WHERE a.category_id = $1 AND t.state <> 'archived')
"""
