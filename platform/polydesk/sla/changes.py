"""Changes of policies as values, as `schedules.changes` has those of hours: looked at first, carried out later."""

from collections.abc import Mapping
from typing import Any, ClassVar
from uuid import UUID

import msgspec

from i18n import _
from polydesk.kernel.actor import Actor
from polydesk.schedules.change import Change
from polydesk.schedules.changes import EVERY as OF_HOURS
from polydesk.sla import policies
from polydesk.sla.choices import choices
from polydesk.sla.policy import Draft
from polydesk.sla.policy_changes import changes_said
from polydesk.sla.policy_looks import PAGE
from polydesk.sla.policy_queries import name_of
from polydesk.sla.publishing import Wanted, put_in_force


class PolicyChange(Change, frozen=True):
    """`also_open` is the wish of whoever made it: open tickets follow too."""

    kind: ClassVar[str] = "policy"
    policy_id: UUID | None
    also_open: bool = False

    @property
    def subject_id(self) -> UUID | None:
        return self.policy_id

    @property
    def form(self) -> str:
        return f"{PAGE}/{self.policy_id}" if self.policy_id else f"{PAGE}/new"

    def asking(self, *, also_open: bool) -> "PolicyChange":
        return msgspec.structs.replace(self, also_open=also_open)

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


_KINDS: dict[str, type[Change]] = {
    str(kind.__struct_config__.tag): kind for kind in (*OF_HOURS, PublishPolicy, SwitchPolicy, ArchivePolicy)
}


def written(change: Change) -> dict[str, Any]:
    """As JSON."""
    said: dict[str, Any] = msgspec.to_builtins(change)
    return said


def change_of(said: Mapping[str, Any]) -> Change:
    return msgspec.convert(said, _KINDS[said["what"]], strict=False)
