"""Priorities: four keys that conditions and service levels ask for, and what people call them: the company's own names,
ours in every language in which it has none."""

from i18n import LazyText, lazy_in
from i18n.texts import Texts
from polydesk.kernel.audit import record
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.tenancy import current_tenant
from polydesk.kernel.web.rendering import offer
from tenants.own_words import change_word, own_texts, own_word

KIND = "ticket_priority"
LONGEST_NAME = 30

OURS: dict[str, LazyText] = {
    "low": lazy_in("priority", "Low"),
    "normal": lazy_in("priority", "Normal"),
    "high": lazy_in("priority", "High"),
    "urgent": lazy_in("priority", "Urgent"),
}


class PriorityName(LazyText):
    """Said whenever it is shown, as every lazy text: by the company whose page or mail it is, in the reader's language."""

    __slots__ = ("key",)

    def __init__(self, key: str) -> None:
        super().__init__(OURS[key].message, OURS[key].context)
        self.key = key

    def __str__(self) -> str:
        return own_word(KIND, self.key) or super().__str__()


PRIORITIES: dict[str, LazyText] = {key: PriorityName(key) for key in OURS}


def name_of(priority: str, ours: str = "") -> str:
    """`ours` is another word of ours than the usual one, for a place that speaks otherwise."""
    return (own_word(KIND, priority) or ours) if ours else str(PRIORITIES.get(priority, priority))


async def names_of(priority: str) -> Texts:
    """What the company calls it, in its languages; empty where it says ours. Raises NotFound."""
    _demand_known(priority)
    return await own_texts(KIND, priority)


async def rename(priority: str, *, names: Texts) -> None:
    """No names bring ours back; nothing changed leaves no trace. Raises NotFound."""
    _demand_known(priority)
    before = await change_word(KIND, priority, names)
    if before is not None:
        await record(
            "tickets.priority_renamed",
            subject=("tenant", current_tenant()),
            changes={"priority": [priority, priority], "names": [before or None, names or None]},
        )


def _demand_known(priority: str) -> None:
    if priority not in OURS:
        raise NotFound


offer("priority_name", name_of)
