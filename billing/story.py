"""The story: what happened between a company and us, one row a moment, for its own page and the operator's.

`KINDS` names what can happen, as sentences; what is in `%(…)s` stands in the moment's detail: a plan by its key, dates as
ISO 8601, money as the smallest unit beside its `currency`, several of anything as a list.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from billing import plans
from billing.money import Money
from i18n import LazyText, lazy
from i18n.formats import day, formatter, list_of
from polydesk.kernel import unit
from polydesk.kernel.actor import actor
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id

SHOWN = 100

KINDS: dict[str, LazyText] = {
    "trial_began": lazy("The trial began. It ends on %(until)s."),
    "trial_extended": lazy("The trial was extended until %(until)s."),
    "trial_spent": lazy("The free trials of this year are used up. The Free plan began."),
    "plan_began": lazy("The plan %(plan)s began."),
    "plan_changed": lazy("The plan changed from %(before)s to %(plan)s."),
    "plan_free": lazy("The Free plan began."),
    "change_planned": lazy("Planned for %(until)s: %(plan)s, full seats: %(seats)s"),
    "change_undone": lazy("Kept the present plan"),
    "seats_changed": lazy("Full seats changed from %(seats_before)s to %(seats)s."),
    "payment_due": lazy("A payment failed. Agents work on until %(until)s."),
    "read_only_unpaid": lazy("The bill is still open: agents can only read."),
    "read_only_people": lazy("More people than the Free plan has seats: agents can only read."),
    "read_only_seats": lazy("More people than paid seats: agents can only read."),
    "recovered": lazy("The bill was paid. Everything works again."),
    "works_again": lazy("Agents can work again."),
    "closed": lazy("The help desk was closed."),
    "reopened": lazy("The help desk was opened again."),
    "cancelled": lazy("Cancelled. The help desk closes on %(until)s."),
    "cancel_undone": lazy("The cancellation was taken back."),
    "came_back": lazy("An owner came back."),
    "comped": lazy("The plan %(plan)s was given free of charge until %(until)s: %(reason)s"),
    "comped_for_good": lazy("The plan %(plan)s was given free of charge: %(reason)s"),
    "comp_ended": lazy("The plan that was given free of charge was taken back."),
    "notice": lazy("E-mail to %(to)s: “%(subject)s”"),
}

# What an owner does, and Stripe may tell first.
CHANGES = ("plan_began", "plan_changed", "plan_free", "seats_changed")
PLAN_KEYS = ("plan", "before")
DATE_KEYS = ("until", "at", "date")


@dataclass(frozen=True)
class Moment:
    """`by` is whoever did it, by name; empty where nobody did."""

    id: UUID
    at: datetime
    kind: str
    detail: dict[str, Any]
    by: str

    @property
    def text(self) -> str:
        """In the language of the moment."""
        sentence = KINDS.get(self.kind)
        return str(sentence) % _Shown(self.detail) if sentence else self.kind


async def tell(tenant_id: UUID, kind: str, *, detail: Mapping[str, Any] | None = None, by: str | None = None) -> None:
    """In a platform unit or in the tenant's own. `by`: who did it, where it is not who acts now."""
    if kind not in KINDS:
        raise ValueError(f"no moment is called {kind!r}; see billing/story.py")
    who = actor()
    await unit.execute(
        "INSERT INTO billing_moment (tenant_id, id, at, kind, detail, by) VALUES ($1, $2, $3, $4, $5, $6)",
        *(tenant_id, new_id(), now(), kind, dict(detail or {}), (who.name or who.email) if by is None else by),
    )


async def sign(since: datetime) -> None:
    """In the tenant's unit: what Stripe told of a change before its own verb could, was done by whoever acts now."""
    who = actor()
    await unit.execute(
        "UPDATE billing_moment SET by = $1 WHERE by = '' AND at >= $2 AND kind = ANY ($3)",
        *(who.name or who.email, since, list(CHANGES)),
    )


async def story_of(tenant_id: UUID, *, most: int = SHOWN) -> list[Moment]:
    """The newest first."""
    rows = await unit.fetch(
        """SELECT id, at, kind, detail, by FROM billing_moment
            WHERE tenant_id = $1 ORDER BY at DESC, id DESC LIMIT $2""",
        *(tenant_id, most),
    )
    return [Moment(**row) for row in rows]


class _Shown(dict[str, Any]):
    """What is kept of a moment, as people read it; what is not there stays empty, since sentences change and rows do not."""

    def __missing__(self, _name: str) -> str:
        return ""

    def __init__(self, detail: Mapping[str, Any]) -> None:
        super().__init__({name: _shown(name, value, detail) for name, value in detail.items()})


def _shown(name: str, value: Any, detail: Mapping[str, Any]) -> str:
    if name in PLAN_KEYS:
        return str(plans.NAMES.get(value, value))
    if name in DATE_KEYS and isinstance(value, str):
        return day(formatter().local(datetime.fromisoformat(value)))
    if name == "amount" and "currency" in detail:
        return Money(value, detail["currency"]).shown()
    return list_of(value) if isinstance(value, list) else str(value)
