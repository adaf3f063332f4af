"""A contract as pages show it: its state today, under which policy and hours, and what is left of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from i18n import LazyText, _, lazy, ngettext
from i18n.formats import number
from polydesk.hours.instants import instant_of
from polydesk.kernel.clock import now
from polydesk.sla.choices import Choices
from polydesk.sla.contract import Contract, State, running
from polydesk.sla.contract_queries import contracts_of, day_of
from polydesk.sla.policy_queries import PolicyRow, in_order

PAGE = "/admin/service-levels/contracts"

STATE_NAMES: dict[State, LazyText] = {
    "ending": lazy("Ends soon"),
    "running": lazy("Running"),
    "coming": lazy("Begins later"),
    "ended": lazy("Ended"),
}
ORDER: tuple[State, ...] = ("ending", "running", "coming", "ended")


@dataclass(frozen=True)
class ContractLook:
    contract: Contract
    url: str
    state: State
    state_name: str
    left: str
    policy: str
    hours: str


async def today() -> date:
    return await day_of(instant_of(now()))


async def looks_of(organisation_id: UUID) -> list[ContractLook]:
    """What an agent sees on the organisation's page."""
    held = await contracts_of(organisation_id)
    return looks(held, await today(), await in_order(archived_too=True), {}) if held else []


async def lapsed(organisation_id: UUID | None) -> Contract | None:
    """The contract that ended last, where none runs today: what an agent should know before work starts."""
    held = await contracts_of(organisation_id) if organisation_id else []
    if not held:
        return None
    day = await today()
    ended = [one for one in held if one.state_on(day) == "ended"]
    if running(held, day) is not None:
        return None
    return max(ended, key=lambda one: (one.ends_on or day, one.id), default=None)


def looks(
    held: Sequence[Contract], day: date, policies: Sequence[PolicyRow], hours: dict[str, str]
) -> list[ContractLook]:
    names = {row.id: row.name for row in policies}
    found = [_look(one, day, names, hours) for one in held]
    return sorted(found, key=lambda look: ORDER.index(look.state))


def hours_of(chosen: Choices) -> dict[str, str]:
    return {str(row.id): row.name for row in chosen.held}


def _look(held: Contract, day: date, policies: dict[UUID, str], hours: dict[str, str]) -> ContractLook:
    state = held.state_on(day)
    return ContractLook(
        contract=held,
        url=f"{PAGE}/{held.id}",
        state=state,
        state_name=str(STATE_NAMES[state]),
        left=_left(held, state, day),
        policy=policies.get(held.policy_id, "") if held.policy_id else "",
        hours=hours.get(str(held.schedule_id), ""),
    )


def _left(held: Contract, state: State, day: date) -> str:
    if state != "ending" or held.ends_on is None:
        return ""
    days = (held.ends_on - day).days
    if days == 0:
        return _("Today is its last day.")
    return ngettext("%(n)s day left", "%(n)s days left", days) % {"n": number(days)}
