"""Addressees: members as letters to them need them; whoever has left gets none."""

from dataclasses import dataclass
from uuid import UUID

from i18n import UI_LANGUAGES
from i18n.locales import best
from polydesk.kernel import unit
from tenants import here


@dataclass(frozen=True)
class Addressee:
    """`language` and `zone` are empty for whoever has chosen none."""

    id: UUID
    name: str
    email: str
    language: str | None
    zone: str | None


COLUMNS = "m.id, m.name, m.email, m.language, m.zone"


async def addressee(member_id: UUID) -> Addressee | None:
    row = await unit.fetchrow(
        f"SELECT {COLUMNS} FROM member m WHERE m.tenant_id = app.tenant_id() AND m.id = $1 AND m.state = 'active'",  # noqa: S608
        member_id,
    )
    return Addressee(**row) if row else None


async def owners() -> list[Addressee]:
    rows = await unit.fetch(
        f"SELECT {COLUMNS} FROM member m WHERE m.tenant_id = app.tenant_id() AND m.role = 'owner' AND m.state = 'active'"  # noqa: S608
        " ORDER BY m.created_at, m.id"
    )
    return [Addressee(**row) for row in rows]


async def language_for(one: Addressee) -> str:
    """In which the desk speaks to them: their own, the house's, or English."""
    site = await here.visit()
    return best(one.language or "", UI_LANGUAGES) or best(site.default_language, UI_LANGUAGES) or "en"
