"""Changes of policies and of their order as values, and all changes by name: looked at first, carried out later."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from i18n import _
from i18n.formats import number
from polydesk.kernel.actor import Actor
from polydesk.schedules.change import Change
from polydesk.schedules.changes import EVERY as OF_HOURS
from polydesk.sla import policies
from polydesk.sla.choices import choices
from polydesk.sla.contract_changes import EndContract, ShelveContract, WriteContract
from polydesk.sla.policy import Draft
from polydesk.sla.policy_changes import changes_said
from polydesk.sla.policy_looks import PAGE
from polydesk.sla.policy_queries import name_of
from polydesk.sla.publishing import Wanted, put_in_force
from polydesk.sla.rule_change import RuleChange


class PolicyChange(RuleChange, frozen=True):
    policy_id: UUID | None

    @property
    def subject_id(self) -> UUID | None:
        return self.policy_id

    @property
    def form(self) -> str:
        return f"{PAGE}/{self.policy_id}" if self.policy_id else f"{PAGE}/new"

    async def _name(self) -> dict[str, str]:
        return {"name": (await policies.policy(self.policy_id)).name if self.policy_id else ""}


class PublishPolicy(PolicyChange, frozen=True, tag="publish_policy", kw_only=True):
    draft: Draft
    based_on: int = 0
    contract_only: bool = False

    @property
    def there(self) -> str:
        return f"{PAGE}?said=published"

    async def apply(self, *, by: Actor) -> None:
        wanted = Wanted(self.policy_id, self.draft, self.based_on, self.contract_only)
        await put_in_force(wanted, also_open=self.also_open, by=by)

    async def title(self) -> str:
        if self.policy_id is None:
            return _("New policy “%(name)s”") % {"name": name_of(self.draft.names)}
        return _("Policy “%(name)s”") % {"name": name_of(self.draft.names)}

    async def details(self) -> list[str]:
        if self.policy_id is None:
            return []
        held = await policies.policy(self.policy_id)
        return changes_said(held.draft, self.draft, (await choices()).names)

    def on_top_of(self, numbers: Mapping[UUID, int]) -> Change:
        return msgspec.structs.replace(self, based_on=numbers.get(self.policy_id, self.based_on))  # type: ignore[arg-type]


class SwitchPolicy(PolicyChange, frozen=True, tag="switch_policy", kw_only=True):
    on: bool

    @property
    def form(self) -> str:
        return PAGE

    @property
    def there(self) -> str:
        return f"{PAGE}?said={'on' if self.on else 'off'}#p-{self.policy_id}"

    async def apply(self, *, by: Actor) -> None:
        assert self.policy_id is not None
        if self.on:
            await policies.enable(self.policy_id, by=by, also_open=self.also_open)
        else:
            await policies.disable(self.policy_id, by=by)

    async def title(self) -> str:
        if self.on:
            return _("Policy “%(name)s” is switched on") % await self._name()
        return _("Policy “%(name)s” is switched off") % await self._name()


class ArchivePolicy(PolicyChange, frozen=True, tag="archive_policy"):
    @property
    def form(self) -> str:
        return PAGE

    @property
    def there(self) -> str:
        return f"{PAGE}?said=archived"

    async def apply(self, *, by: Actor) -> None:
        assert self.policy_id is not None
        await policies.archive(self.policy_id, by=by)

    async def title(self) -> str:
        return _("Policy “%(name)s” is archived") % await self._name()


class OrderPolicies(RuleChange, frozen=True, tag="order_policies"):
    """These first, in this order."""

    ids: tuple[UUID, ...]

    falls_anew: ClassVar[bool] = True

    @property
    def subject_id(self) -> None:
        return None

    @property
    def form(self) -> str:
        return PAGE

    @property
    def there(self) -> str:
        return f"{PAGE}?said=order"

    async def apply(self, *, by: Actor) -> None:
        await policies.reorder(self.ids, by=by, also_open=self.also_open)

    async def title(self) -> str:
        return _("Another order of the policies")

    async def details(self) -> list[str]:
        """The new order, each with the place that it had."""
        had = {row.id: (place, row.name) for place, row in enumerate(await policies.listed(), start=1)}
        in_order = [had[one] for one in self.ids if one in had]
        return [
            _("%(place)s. %(name)s, so far in place %(before)s") % _placed(place, before, name)
            if place != before
            else _("%(place)s. %(name)s, as before") % _placed(place, before, name)
            for place, (before, name) in enumerate(in_order, start=1)
        ]


def _placed(place: int, before: int, name: str) -> dict[str, str]:
    return {"place": number(place), "before": number(before), "name": name}


OF_RULES: tuple[type[Change], ...] = (
    *(PublishPolicy, SwitchPolicy, ArchivePolicy, OrderPolicies),
    *(WriteContract, EndContract, ShelveContract),
)
EVERY: tuple[type[Change], ...] = (*OF_HOURS, *OF_RULES)
_KINDS: dict[str, type[Change]] = {str(kind.__struct_config__.tag): kind for kind in EVERY}


def written(change: Change) -> dict[str, Any]:
    """As JSON."""
    said: dict[str, Any] = msgspec.to_builtins(change)
    return said


def change_of(said: Mapping[str, Any]) -> Change:
    return msgspec.convert(said, _KINDS[said["what"]], strict=False)
