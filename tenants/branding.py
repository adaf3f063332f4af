"""Branding: colour, pictures and words by which a tenant is known in its portal, its mails and its surveys (SG-10)."""

from dataclasses import asdict
from itertools import zip_longest
from typing import Any
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.tenancy import current_tenant
from polydesk.kernel.wording import written
from tenants.company import differences
from tenants.directory import Brand
from tenants.telling import site_changed

BRAND, LEGAL = "brand", "legal_link"
LONGEST = {"tagline": 140, "footer": 500, "label": 60, "url": 500}

NO_LABELS: dict[str, str] = {}


async def brand() -> Brand:
    return _brand(await unit.fetchrow(_SELECT, current_tenant()))


async def change_brand(wanted: Brand) -> dict[str, list[Any]]:
    """Keeps it and answers what has changed. Pictures that are replaced stay: mails sent before still show them."""
    await unit.execute("INSERT INTO brand (colour) VALUES ($1) ON CONFLICT DO NOTHING", Brand.colour)
    before = _brand(await unit.fetchrow(_SELECT + " FOR UPDATE", current_tenant()))
    changes = differences(_spoken(before), _spoken(wanted))
    if changes:
        await unit.execute(
            """UPDATE brand SET colour = $2, logo_id = $3, logo_dark_id = $4, favicon_id = $5, tagline = $6, footer = $7,
                      legal_links = $8 WHERE tenant_id = $1""",
            *(current_tenant(), wanted.colour, wanted.logo_id, wanted.logo_dark_id, wanted.favicon_id),
            *(wanted.taglines, wanted.footers, wanted.legal),
        )
        await _remember(before, wanted)
        await record("brand.changed", subject=("tenant", current_tenant()), changes=changes)
        await site_changed()
    return changes


async def _remember(before: Brand, wanted: Brand) -> None:
    """What was written in which language, for whoever translates it."""
    if before.taglines != wanted.taglines:
        await written(BRAND, "tagline", before.taglines, wanted.taglines)
    if before.footers != wanted.footers:
        await written(BRAND, "footer", before.footers, wanted.footers)
    for number, (old, new) in enumerate(zip_longest(_labels(before), _labels(wanted), fillvalue=NO_LABELS), start=1):
        if old != new:
            await written(LEGAL, str(number), old, new)


def _labels(found: Brand) -> list[dict[str, str]]:
    return [link.get("labels", {}) for link in found.legal]


def _spoken(found: Brand) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, UUID) else value for name, value in asdict(found).items()}


_SELECT = """
SELECT colour, logo_id, logo_dark_id, favicon_id, tagline AS taglines, footer AS footers, legal_links AS legal
  FROM brand WHERE tenant_id = $1
"""


def _brand(row: unit.Record | None) -> Brand:
    return Brand(**row) if row else Brand()
