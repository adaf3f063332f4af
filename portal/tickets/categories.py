"""What a ticket can be about, as the form offers it: in the reader's language, or, with a note, in the nearest there is."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from i18n import _, current_locale
from i18n.texts import Picked
from polydesk.kernel.ids import to_id
from polydesk.kernel.web import Form
from polydesk.kernel.wording import met
from polydesk.tickets.categories import KIND, known


@dataclass(frozen=True)
class Offered:
    """In their order; empty where the company has no categories, and then nobody is asked."""

    names: dict[UUID, Picked]

    @property
    def has_gaps(self) -> bool:
        return any(name.is_fallback for name in self.names.values())

    def chosen(self, typed: str) -> UUID | None:
        """The one that was chosen, if it is one of these."""
        found = to_id(typed)
        return found if found in self.names else None


async def offered() -> Offered:
    names = {one.id: one.picked for one in await known() if not one.is_archived}
    for category_id, name in names.items():
        if name.is_fallback:
            met(KIND, str(category_id), current_locale())
    return Offered(names)


async def demand_offered(form: Form[Any]) -> None:
    """Said beside the field: somebody archived it while the form was being filled in, or it never was."""
    typed = form.value("category")
    if typed and (await offered()).chosen(typed) is None:
        form.fail("category", _("This category does not exist any more. Choose another one."))
