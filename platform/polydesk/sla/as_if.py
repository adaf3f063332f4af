"""As if: a change is really applied, looked at, and undone, so that no rule is written twice.

Everything inside happens in a savepoint that is rolled back; clocks learned in it are kept nowhere else.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from polydesk.hours.history import History
from polydesk.hours.instants import instant_of
from polydesk.hours.schedule import Schedule, schedule_of
from polydesk.kernel import unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.clock import now
from polydesk.schedules.change import Change
from polydesk.schedules.keeping import known_zone
from polydesk.schedules.queries import default_schedule, draft_form, history_of, versions_of
from polydesk.sla.clocks import apart
from polydesk.sla.comparing_hours import are_same, first_difference
from polydesk.sla.contract import Contract, running
from polydesk.sla.contract_queries import contracts, day_of
from polydesk.sla.matching import Ground, ground
from polydesk.sla.rule_change import RuleChange

DAYS = 90
PAST = timedelta(days=DAYS)
FUTURE = timedelta(days=800)
EVER = date(2000, 1, 1)


class _Undo(Exception):
    """The way out of a savepoint that shall leave nothing."""


@dataclass(frozen=True)
class Rulebook:
    """Policies in order, and what was agreed with organisations."""

    ground: Ground
    contracts: Mapping[UUID, Sequence[Contract]]

    def contract_on(self, organisation_id: UUID | None, day: date) -> Contract | None:
        held = self.contracts.get(organisation_id) if organisation_id else None
        return running(list(held), day) if held else None


# A change of hours asks for no rules.
UNASKED = Rulebook(Ground((), {}, None), {})


@dataclass(frozen=True)
class Plan:
    """What a change does to the rules.

    `moved` is from when on the hours of a schedule are others, which is ever since where the past is corrected; `hours`
    are those of schedules that would have been others in the last 90 days, as they would have been then. `numbers` are
    the versions that all this is based on. `organisation_id`: whose tickets alone it concerns.
    """

    at: int
    since: int
    moved: dict[UUID, int]
    hours: dict[UUID, Schedule]
    before: Rulebook
    after: Rulebook
    policy_id: UUID | None
    organisation_id: UUID | None
    numbers: dict[UUID, int]
    zone: str
    day: date
    corrects: bool = False
    falls_anew: bool = False

    @property
    def is_about_policies(self) -> bool:
        return self.before != self.after

    @property
    def touches_past(self) -> bool:
        return self.is_about_policies or bool(self.hours)


@asynccontextmanager
async def as_if(change: Change, *, by: Actor) -> AsyncIterator[None]:
    """In here the change is in force. Raises what the change refuses."""
    with apart():
        try:
            async with unit.savepoint():
                await change.apply(by=by)
                yield
                raise _Undo
        except _Undo:
            return


async def plan_of(change: Change, *, by: Actor) -> Plan:
    """Raises what the change refuses."""
    moment = now().replace(microsecond=0)
    at, since = instant_of(moment), instant_of(moment - PAST)
    rules = change if isinstance(change, RuleChange) else None
    before, rules_before = await numbers(), await _rulebook() if rules else UNASKED
    async with as_if(change, by=by):
        after, rules_after = await numbers(), await _rulebook() if rules else UNASKED
        changed = [
            schedule_id for schedule_id, no in after.items() if schedule_id in before and no != before[schedule_id]
        ]
        now_on = {schedule_id: await _hours(schedule_id) for schedule_id in changed}
    moved, hours = {}, {}
    for schedule_id in changed:
        history, usual = await _hours(schedule_id)
        first = first_difference(history, now_on[schedule_id][0], at, instant_of(moment + FUTURE))
        moved[schedule_id] = 0 if change.corrects else first
        if not are_same(usual, now_on[schedule_id][1], since, at):
            hours[schedule_id] = now_on[schedule_id][1]
    usual_schedule = await default_schedule()
    usual_zone = await known_zone(usual_schedule.tz) if usual_schedule else "UTC"
    zone = next(iter(hours.values())).form.tz if hours else usual_zone
    today = await day_of(at)
    return Plan(
        *(at, since, moved, hours),
        before=rules_before,
        after=_as_ever(rules_before, rules_after, today),
        policy_id=rules.subject_id if rules and not rules.falls_anew else None,
        organisation_id=rules.organisation_id_alone if rules else None,
        numbers={schedule_id: before[schedule_id] for schedule_id in changed},
        zone=zone,
        day=today,
        corrects=change.corrects,
        falls_anew=bool(rules and rules.falls_anew),
    )


async def numbers() -> dict[UUID, int]:
    """The highest version of each schedule."""
    return {row["schedule_id"]: row["no"] for row in await unit.fetch(_NUMBERS)}


async def _rulebook() -> Rulebook:
    agreed: dict[UUID, list[Contract]] = {}
    for held in await contracts():
        agreed.setdefault(held.organisation_id, []).append(held)
    return Rulebook(await ground(), agreed)


def _as_ever(before: Rulebook, after: Rulebook, today: date) -> Rulebook:
    """What is agreed otherwise is taken as if it had always been, as hours are; what ends today, as if it never had."""
    agreed: dict[UUID, Sequence[Contract]] = dict(after.contracts)
    for organisation_id, held in after.contracts.items():
        others = [one for one in held if one not in before.contracts.get(organisation_id, ())]
        lasting = [one for one in others if one.ends_on is None or one.ends_on > today]
        if others:
            ever = [replace(one, starts_on=EVER, ends_on=None) for one in lasting]
            agreed[organisation_id] = ever or [one for one in held if one not in others]
    return Rulebook(after.ground, agreed)


async def _hours(schedule_id: UUID) -> tuple[History, Schedule]:
    """Through all versions; and the latest one as if it had always been, with the holidays of the past."""
    latest = (await versions_of(schedule_id))[0].content
    content = replace(latest, tz=await known_zone(latest.tz))
    return await history_of(schedule_id), schedule_of(await draft_form(content, schedule_id))


_NUMBERS = """
SELECT schedule_id, max(no) AS no FROM schedule_version WHERE tenant_id = app.tenant_id() GROUP BY schedule_id
"""
