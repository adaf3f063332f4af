"""As if: a change is really applied, looked at, and undone, so that no rule is written twice.

Everything inside happens in a savepoint that is rolled back; clocks learned in it are kept nowhere else.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
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
from polydesk.sla.changes import PolicyChange
from polydesk.sla.clocks import apart
from polydesk.sla.comparing_hours import are_same, first_difference
from polydesk.sla.matching import Ground, ground

DAYS = 90
PAST = timedelta(days=DAYS)
FUTURE = timedelta(days=800)


class _Undo(Exception):
    """The way out of a savepoint that shall leave nothing."""


@dataclass(frozen=True)
class Plan:
    """What a change does to the rules.

    `moved` is from when on the hours of a schedule are others; `hours` are those of schedules that would have been
    others in the last 90 days, as they would have been then. `numbers` are the versions that all this is based on.
    """

    at: int
    since: int
    moved: dict[UUID, int]
    hours: dict[UUID, Schedule]
    before: Ground
    after: Ground
    policy_id: UUID | None
    numbers: dict[UUID, int]
    zone: str

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
    before, rules_before = await numbers(), await ground()
    about_policies = isinstance(change, PolicyChange)
    async with as_if(change, by=by):
        after, rules_after = await numbers(), await ground() if about_policies else rules_before
        changed = [
            schedule_id for schedule_id, no in after.items() if schedule_id in before and no != before[schedule_id]
        ]
        now_on = {schedule_id: await _hours(schedule_id) for schedule_id in changed}
    moved, hours = {}, {}
    for schedule_id in changed:
        history, usual = await _hours(schedule_id)
        moved[schedule_id] = first_difference(history, now_on[schedule_id][0], at, instant_of(moment + FUTURE))
        if not are_same(usual, now_on[schedule_id][1], since, at):
            hours[schedule_id] = now_on[schedule_id][1]
    usual_schedule = await default_schedule()
    usual_zone = await known_zone(usual_schedule.tz) if usual_schedule else "UTC"
    zone = next(iter(hours.values())).form.tz if hours else usual_zone
    of_policy = change.subject_id if about_policies else None
    seen = {schedule_id: before[schedule_id] for schedule_id in changed}
    return Plan(at, since, moved, hours, rules_before, rules_after, of_policy, seen, zone)


async def numbers() -> dict[UUID, int]:
    """The highest version of each schedule."""
    return {row["schedule_id"]: row["no"] for row in await unit.fetch(_NUMBERS)}


async def _hours(schedule_id: UUID) -> tuple[History, Schedule]:
    """Through all versions; and the latest one as if it had always been, with the holidays of the past."""
    latest = (await versions_of(schedule_id))[0].content
    content = replace(latest, tz=await known_zone(latest.tz))
    return await history_of(schedule_id), schedule_of(await draft_form(content, schedule_id))


_NUMBERS = """
SELECT schedule_id, max(no) AS no FROM schedule_version WHERE tenant_id = app.tenant_id() GROUP BY schedule_id
"""
