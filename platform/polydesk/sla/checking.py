"""Whether a draft of a policy can be published, with a place in the form for each reason why not. Pure."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from i18n import _
from polydesk.sla.policy import LEAST_BUDGET, METRICS, MOST_BUDGET, Condition, Draft, Reminder, Step, Target
from polydesk.sla.refusals import Fault
from polydesk.tickets.ticket import CHANNELS, PRIORITIES

NAME_LIMIT = 80
MOST_CONDITIONS = 10
MOST_VALUES = 100
MOST_REMINDERS = 10
MOST_STEPS = 10


@dataclass(frozen=True)
class Known:
    """What a draft may name: only what is there and not archived."""

    default_language: str
    schedules: frozenset[UUID] = field(default_factory=frozenset)
    organisations: frozenset[str] = field(default_factory=frozenset)
    categories: frozenset[str] = field(default_factory=frozenset)
    members: frozenset[UUID] = field(default_factory=frozenset)
    teams: frozenset[UUID] = field(default_factory=frozenset)
    webhooks: frozenset[UUID] = field(default_factory=frozenset)


def faults_of(draft: Draft, known: Known) -> tuple[Fault, ...]:
    """All of them, in the order of the form."""
    return (
        *_names(draft, known),
        *_conditions(draft, known),
        *_schedules(draft, known),
        *_targets(draft),
        *_reminders(draft),
        *_steps(draft, known),
        *_options(draft),
    )


def _names(draft: Draft, known: Known) -> Iterator[Fault]:
    if not draft.names.get(known.default_language, "").strip():
        yield Fault(f"name_{known.default_language}", _("Please fill this in."))
    for language, name in draft.names.items():
        if len(name) > NAME_LIMIT:
            yield Fault(f"name_{language}", _("Please enter at most %(n)s characters.") % {"n": NAME_LIMIT})


def _conditions(draft: Draft, known: Known) -> Iterator[Fault]:
    if len(draft.conditions) > MOST_CONDITIONS:
        yield Fault("conditions", _("A policy can have at most %(most)s conditions.") % {"most": MOST_CONDITIONS})
    often = Counter(condition.field for condition in draft.conditions)
    for number, condition in enumerate(draft.conditions):
        place = f"conditions.{number}"
        if not condition.values:
            yield Fault(place, _("Choose at least one value, or remove this condition."))
        elif len(condition.values) > MOST_VALUES:
            yield Fault(place, _("A condition can have at most %(most)s values.") % {"most": MOST_VALUES})
        elif not _exist(condition, known):
            yield Fault(place, _("One of these values does not exist any more. Choose again."))
        elif often[condition.field] > 1:
            yield Fault(place, _("There is another condition of this kind. Put all values into one of them."))


def _exist(condition: Condition, known: Known) -> bool:
    match condition.field:
        case "organisation":
            return set(condition.values) <= known.organisations
        case "category":
            return set(condition.values) <= known.categories
        case "channel":
            return set(condition.values) <= set(CHANNELS)
        case "priority":
            return set(condition.values) <= set(PRIORITIES)
        case _:
            return all(value.strip() and len(value) <= 80 for value in condition.values)


def _schedules(draft: Draft, known: Known) -> Iterator[Fault]:
    if draft.schedule_id and draft.schedule_id not in known.schedules:
        yield Fault("schedule", _("These support hours do not exist any more. Choose others."))
    for target in draft.targets:
        if target.schedule_id and target.schedule_id not in known.schedules:
            yield Fault(place_of(target), _("These support hours do not exist any more. Choose others."))


def _targets(draft: Draft) -> Iterator[Fault]:
    if not draft.targets:
        yield Fault("targets", _("Promise something: a policy needs at least one target."))
    often = Counter((target.metric, target.priority) for target in draft.targets)
    for target in draft.targets:
        if not LEAST_BUDGET <= target.budget_s <= MOST_BUDGET:
            yield Fault(place_of(target), _("Please enter a time between 1 minute and 365 days (8,760 hours)."))
        if target.priority not in PRIORITIES or often[target.metric, target.priority] > 1:
            yield Fault(place_of(target), _("There can be one target for each priority."))


def place_of(target: Target) -> str:
    return f"target.{target.metric}.{target.priority}"


def _reminders(draft: Draft) -> Iterator[Fault]:
    if len(draft.reminders) > MOST_REMINDERS:
        yield Fault("reminders", _("A policy can have at most %(most)s reminders.") % {"most": MOST_REMINDERS})
    often = Counter((reminder.metric, reminder.key) for reminder in draft.reminders)
    for number, reminder in enumerate(draft.reminders):
        if reason := _reminder(reminder, often[reminder.metric, reminder.key]):
            yield Fault(f"reminders.{number}", reason)


def _reminder(reminder: Reminder, often: int) -> str:
    if reminder.metric not in METRICS or (reminder.percent is None) == (reminder.before_s is None):
        return _("Say when to remind: a set time before it is due, or when a share of the time is used.")
    if reminder.percent is not None and not 1 <= reminder.percent <= 99:
        return _("Please enter a share between 1 and 99 percent.")
    if reminder.before_s is not None and not LEAST_BUDGET <= reminder.before_s <= MOST_BUDGET:
        return _("Please enter a time between 1 minute and 365 days (8,760 hours).")
    if not reminder.to:
        return _("Choose who is reminded.")
    return _("There is the same reminder twice. Choose all its readers in one of them.") if often > 1 else ""


def _steps(draft: Draft, known: Known) -> Iterator[Fault]:
    if len(draft.steps) > MOST_STEPS:
        yield Fault("steps", _("A policy can have at most %(most)s steps.") % {"most": MOST_STEPS})
    often = Counter((step.metric, step.key) for step in draft.steps)
    for number, step in enumerate(draft.steps):
        if reason := _step(step, often[step.metric, step.key], known):
            yield Fault(f"steps.{number}", reason)


def _step(step: Step, often: int, known: Known) -> str:
    if step.metric not in METRICS or not 0 <= step.offset_s <= MOST_BUDGET:
        return _("Please enter a time between 0 minutes and 365 days (8,760 hours).")
    if not (step.notify or step.assign_to or step.team or step.priority or step.tag or step.webhook):
        return _("Say what this step does.")
    if step.assign_to and step.assign_to not in known.members:
        return _("This person does not work here any more. Choose somebody else.")
    if step.team and step.team not in known.teams:
        return _("This team does not exist any more. Choose another one.")
    if step.webhook and step.webhook not in known.webhooks:
        return _("This webhook does not exist any more. Choose another one.")
    if step.priority and step.priority not in PRIORITIES:
        return _("Please choose one of the options.")
    if len(step.tag) > 40:
        return _("A tag can have at most %(most)s characters.") % {"most": 40}
    return _("Two steps begin at the same time. Put what they do into one of them.") if often > 1 else ""


def _options(draft: Draft) -> Iterator[Fault]:
    if not 0 <= draft.options.raise_grace_s <= MOST_BUDGET:
        yield Fault("raise_grace", _("Please enter a time between 0 minutes and 365 days (8,760 hours)."))
    if not set(draft.options.urgent) <= set(PRIORITIES):
        yield Fault("urgent", _("Please choose one of the options."))
