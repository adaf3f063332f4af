"""Choosing: the organisations whose people may read an article that is for chosen organisations only."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from i18n import _
from polydesk.faq.audience import ORGANISATIONS
from polydesk.kernel import unit
from polydesk.kernel.ids import to_id
from polydesk.kernel.web import Form


async def choose(article_id: UUID, organisations: Collection[UUID]) -> list[list[str]]:
    """These and no others from now on; the names before and after. Ids that are nobody's here are passed over."""
    before = await _names(article_id)
    await unit.execute(
        """DELETE FROM article_organisation
            WHERE tenant_id = app.tenant_id() AND article_id = $1 AND organisation_id <> ALL($2::uuid[])""",
        *(article_id, list(organisations)),
    )
    await unit.execute(
        """INSERT INTO article_organisation (article_id, organisation_id)
           SELECT $1, id FROM organisation WHERE tenant_id = app.tenant_id() AND id = ANY($2::uuid[])
           ON CONFLICT DO NOTHING""",
        *(article_id, list(organisations)),
    )
    return [before, await _names(article_id)]


async def offered(article_id: UUID | None = None) -> list[tuple[str, str]]:
    """What may be chosen: the present organisations, and whatever the article has already."""
    rows = await unit.fetch(_OFFERED, article_id)
    return [(str(row["id"]), row["name"]) for row in rows]


async def chosen_for(article_id: UUID) -> set[UUID]:
    rows = await unit.fetch(
        "SELECT organisation_id FROM article_organisation WHERE tenant_id = app.tenant_id() AND article_id = $1",
        article_id,
    )
    return {row["organisation_id"] for row in rows}


async def chosen_in(form: Form[Any]) -> list[UUID]:
    """The organisations that this form names and that are there; a sentence beside the field when it needs one."""
    wanted = [found for found in map(to_id, form.all_values("organisations")) if found]
    rows = await unit.fetch(
        "SELECT id FROM organisation WHERE tenant_id = app.tenant_id() AND id = ANY($1::uuid[])", wanted
    )
    if form.value("visibility") == ORGANISATIONS and not rows:
        form.fail("organisations", _("Please choose at least one organisation."))
    return [row["id"] for row in rows]


async def _names(article_id: UUID) -> list[str]:
    rows = await unit.fetch(_NAMES, article_id)
    return [row["name"] for row in rows]


_NAMES = """
SELECT o.name FROM article_organisation c
  JOIN organisation o ON o.tenant_id = c.tenant_id AND o.id = c.organisation_id
 WHERE c.tenant_id = app.tenant_id() AND c.article_id = $1 ORDER BY lower(o.name)
"""
_OFFERED = """
SELECT o.id, o.name FROM organisation o
 WHERE o.tenant_id = app.tenant_id()
   AND (o.archived_at IS NULL OR EXISTS (SELECT FROM article_organisation c
         WHERE c.tenant_id = o.tenant_id AND c.organisation_id = o.id AND c.article_id = $1::uuid))
 ORDER BY lower(o.name)
"""
