"""What the ids in a setting are called, and which ids typed names stand for."""

from collections.abc import Iterable
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.lines import one_line
from polydesk.tickets.categories import categories
from polydesk.tickets.telling import CHANNELS
from surveys.setting import Setting


async def names_in(wanted: Setting) -> dict[str, list[str]]:
    """By the field that holds them, in the language of the moment; what is gone has no name."""
    chosen = set(wanted.only_categories)
    return {
        "only_channels": [str(CHANNELS[key]) for key in wanted.only_channels if key in CHANNELS],
        "only_categories": [one.name for one in await categories(archived_too=True) if one.id in chosen],
        "only_tags": list(wanted.only_tags),
        "excluded_tags": list(wanted.excluded_tags),
        "excluded_organisations": await organisation_names(wanted.excluded_organisations),
    }


async def organisation_names(ids: Iterable[UUID]) -> list[str]:
    rows = await unit.fetch(
        "SELECT name FROM organisation WHERE tenant_id = app.tenant_id() AND id = ANY($1::uuid[]) ORDER BY lower(name)",
        list(ids),
    )
    return [row["name"] for row in rows]


async def organisations_called(text: str) -> tuple[tuple[UUID, ...], list[str]]:
    """One name a line: those that there are, and the names that nobody has."""
    typed = list(dict.fromkeys(filter(None, (one_line(line) for line in text.splitlines()))))
    rows = await unit.fetch(
        "SELECT id, lower(name) AS key FROM organisation WHERE tenant_id = app.tenant_id() AND lower(name) = ANY($1)",
        [name.lower() for name in typed],
    )
    keys = {row["key"] for row in rows}
    return tuple(row["id"] for row in rows), [name for name in typed if name.lower() not in keys]
