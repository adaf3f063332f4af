"""What tenants write about promises: the names of their policies."""

from i18n import lazy
from i18n.texts import Texts
from polydesk.kernel.actor import actor
from polydesk.kernel.wording import Kind, Phrase, declare, id_of
from polydesk.sla.checking import NAME_LIMIT
from polydesk.sla.policies import KIND, call
from polydesk.sla.policy_queries import in_order


async def names() -> list[Phrase]:
    return [
        Phrase(
            key=str(row.id),
            name=row.name,
            texts=row.draft.names,
            limit=NAME_LIMIT,
            edited_at=f"/admin/service-levels/{row.id}",
        )
        for row in await in_order()
    ]


async def save_names(key: str, texts: Texts) -> None:
    await call(id_of(key), texts, by=actor())


declare(Kind(KIND, lazy("Names of service levels"), names, save_names, seen_by_customers=False))
