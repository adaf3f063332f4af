"""Trying it out: which policy a ticket of this kind would fall under if it came now, why, and when what would be due."""

from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct

from i18n.locales import is_tag
from polydesk.hours.history import CALENDAR, Clock
from polydesk.hours.instants import instant_of, moment_of
from polydesk.kernel.clock import now
from polydesk.kernel.ids import to_id
from polydesk.schedules.queries import history_of
from polydesk.sla import budgets
from polydesk.sla.choices import Choices
from polydesk.sla.facts import facts_for
from polydesk.sla.matching import Matched, match_ticket
from polydesk.sla.policy import Metric, Target
from polydesk.sla.why import Why, explained
from polydesk.sla.words import METRIC_NAMES
from polydesk.tickets.tags import tags_in
from polydesk.tickets.ticket import CHANNELS, PRIORITIES
from tenants.here import site

STARTING: tuple[Metric, ...] = ("first_response", "resolution")


class Wish(Struct):
    """A ticket that nobody sent."""

    organisation: str = ""
    channel: str = CHANNELS[0]
    language: str = ""
    priority: str = "normal"
    tags: str = ""
    category: str = ""
    message_language: str = ""


@dataclass(frozen=True)
class DueTime:
    """`at` is None where the hours are empty, or where there are none."""

    name: str
    budget: str
    hours: str
    at: datetime | None


@dataclass(frozen=True)
class Outcome:
    why: Why
    due: tuple[DueTime, ...]


async def tried(wish: Wish, chosen: Choices, language: str) -> Outcome:
    at = instant_of(now())
    facts = await facts_for(
        channel=wish.channel if wish.channel in CHANNELS else CHANNELS[0],
        language=wish.language if wish.language in site().languages else language,
        organisation_id=to_id(wish.organisation),
        priority=wish.priority if wish.priority in PRIORITIES else "normal",
        tags=tuple(tags_in(wish.tags)),
        category_id=to_id(wish.category),
        message_language=wish.message_language if is_tag(wish.message_language) else "",
        at=at,
    )
    matched = await match_ticket(facts, at)
    return Outcome(explained(matched, chosen), await _due_times(matched, at, chosen))


async def _due_times(matched: Matched, at: int, chosen: Choices) -> tuple[DueTime, ...]:
    """What starts on arrival; the next response begins with a later message, so it has no time yet."""
    if matched.version is None:
        return ()
    targets = (matched.version.draft.target(metric, matched.facts.priority) for metric in STARTING)
    return tuple([await _due(target, matched, at, chosen) for target in targets if target])


async def _due(target: Target, matched: Matched, at: int, chosen: Choices) -> DueTime:
    schedule_id = matched.schedule_id_for(target)
    clock: Clock | None = CALENDAR if target.clock == "calendar" else None
    if schedule_id is not None:
        clock = await history_of(schedule_id)
    due = clock.deadline(at, target.budget_s) if clock else None
    return DueTime(
        name=str(METRIC_NAMES[target.metric]),
        budget=budgets.said_by(target.budget_s, target.clock),
        hours=chosen.names.get(str(schedule_id), ""),
        at=moment_of(due) if due is not None else None,
    )
