"""What tenants write about hours: the names of their schedules."""

from i18n import lazy
from i18n.texts import Texts
from polydesk.kernel.actor import actor
from polydesk.kernel.wording import Kind, Phrase, declare, id_of
from polydesk.schedules.arranging import KIND, translate
from polydesk.schedules.checking import NAME_LIMIT
from polydesk.schedules.queries import schedules
from tenants.here import visit


async def names() -> list[Phrase]:
    home = (await visit()).default_language
    return [
        Phrase(
            key=str(row.id),
            name=row.title,
            texts={**row.names, home: row.name},
            limit=NAME_LIMIT,
            edited_at=f"/admin/hours/{row.id}",
        )
        for row in await schedules()
    ]


async def save_names(key: str, texts: Texts) -> None:
    await translate(id_of(key), texts, by=actor())


declare(Kind(KIND, lazy("Names of support hours"), names, save_names, seen_by_customers=False))
