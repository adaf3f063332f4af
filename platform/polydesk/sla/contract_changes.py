"""Changes of contracts: written down, changed, ended, archived and brought back, looked at before open tickets follow."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import ClassVar
from uuid import UUID

import msgspec

from i18n import LazyText, _, lazy
from i18n.formats import day as shown_day
from i18n.formats import number
from polydesk.kernel.actor import Actor
from polydesk.schedules.change import Change
from polydesk.sla import contracts
from polydesk.sla.choices import choices
from polydesk.sla.contract import Terms
from polydesk.sla.contract_looks import PAGE
from polydesk.sla.policy_queries import in_order
from polydesk.sla.refusals import ContractOvertaken
from polydesk.sla.rule_change import RuleChange

TERM_NAMES: dict[str, LazyText] = {
    "name": lazy("Name"),
    "starts_on": lazy("First day"),
    "ends_on": lazy("Last day"),
    "plan": lazy("Plan"),
    "policy_id": lazy("Policy"),
    "schedule_id": lazy("Support hours"),
    "notes": lazy("Notes for the team"),
    "remind_days": lazy("Days of the reminder"),
}


class ContractChange(RuleChange, frozen=True):
    organisation_id: UUID
    contract_id: UUID | None

    kind: ClassVar[str] = "contract"
    falls_anew: ClassVar[bool] = True

    @property
    def subject_id(self) -> UUID | None:
        return self.contract_id

    @property
    def organisation_id_alone(self) -> UUID:
        return self.organisation_id

    @property
    def form(self) -> str:
        return f"{PAGE}/{self.contract_id}" if self.contract_id else f"{PAGE}/new"

    async def _name(self) -> dict[str, str]:
        assert self.contract_id is not None
        return {"name": (await contracts.contract(self.contract_id)).name}


class WriteContract(ContractChange, frozen=True, tag="write_contract"):
    """`seen` are the terms that the form was opened with."""

    terms: Terms
    seen: Terms | None = None

    @property
    def there(self) -> str:
        return f"{PAGE}?said=saved"

    async def apply(self, *, by: Actor) -> None:
        if self.contract_id is None:
            await contracts.found(self.organisation_id, self.terms, by=by, also_open=self.also_open)
            return
        held = await contracts.contract(self.contract_id)
        if self.seen is not None and contracts.terms_of(held) != self.seen:
            raise ContractOvertaken
        await contracts.change(held, self.terms, by=by, also_open=self.also_open)

    async def title(self) -> str:
        if self.contract_id is None:
            return _("New contract “%(name)s”") % {"name": self.terms.name}
        return _("Contract “%(name)s”") % {"name": self.terms.name}

    async def details(self) -> list[str]:
        before = contracts.terms_of(await contracts.contract(self.contract_id)) if self.contract_id else None
        names = (await choices()).names | {str(row.id): row.name for row in await in_order(archived_too=True)}
        return list(_said(before, self.terms, names))

    def on_top_of(self, numbers: Mapping[UUID, int]) -> Change:
        return msgspec.structs.replace(self, seen=None)


class EndContract(ContractChange, frozen=True, tag="end_contract"):
    @property
    def there(self) -> str:
        return f"{PAGE}?said=ended"

    async def apply(self, *, by: Actor) -> None:
        assert self.contract_id is not None
        await contracts.end(await contracts.contract(self.contract_id), by=by, also_open=self.also_open)

    async def title(self) -> str:
        return _("Today is the last day of contract “%(name)s”") % await self._name()


class ShelveContract(ContractChange, frozen=True, tag="shelve_contract"):
    """Archived, or (not `away`) back in force."""

    away: bool

    @property
    def there(self) -> str:
        return f"{PAGE}?said={'archived' if self.away else 'restored'}"

    async def apply(self, *, by: Actor) -> None:
        assert self.contract_id is not None
        verb = contracts.archive if self.away else contracts.restore
        await verb(await contracts.contract(self.contract_id), by=by, also_open=self.also_open)

    async def title(self) -> str:
        if self.away:
            return _("Contract “%(name)s” is archived") % await self._name()
        return _("Contract “%(name)s” is back in force") % await self._name()


def _said(before: Terms | None, after: Terms, names: Mapping[str, str]) -> Iterator[str]:
    """What is agreed, or what becomes another."""
    for field, label in TERM_NAMES.items():
        had, has = getattr(before, field, None), getattr(after, field)
        if before is None and has:
            yield _("%(what)s: %(value)s") % {"what": label, "value": _value(has, names)}
        elif before is not None and had != has:
            words = {"what": label, "old": _value(had, names), "new": _value(has, names)}
            yield _("%(what)s: from “%(old)s” to “%(new)s”.") % words


def _value(value: object, names: Mapping[str, str]) -> str:
    match value:
        case None | "":
            return _("nothing")
        case date():
            return shown_day(value)
        case int():
            return number(value)
        case UUID():
            return names.get(str(value), _("one that is gone"))
    return str(value)
