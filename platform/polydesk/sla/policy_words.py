"""Policies in words: what they ask for, when they remind, what they do when it is late; lazy texts by their codes."""

from collections.abc import Mapping

from i18n import LazyText, _, lazy
from i18n.formats import language_name, list_of, percent
from polydesk.sla import budgets
from polydesk.sla.policy import ClockName, Condition, Reminder, Step
from polydesk.sla.words import METRIC_NAMES
from polydesk.tickets.priorities import PRIORITIES
from polydesk.tickets.telling import CHANNELS, IMPACTS, URGENCIES

FIELD_NAMES: dict[str, LazyText] = {
    "organisation": lazy("Organisation"),
    "plan": lazy("Plan of the contract"),
    "channel": lazy("Channel"),
    "language": lazy("Language"),
    "priority": lazy("Priority"),
    "tag": lazy("Tag"),
    "category": lazy("Category"),
    "message_language": lazy("Language of the messages"),
}
CHANNEL_NAMES = CHANNELS
PRIORITY_NAMES = dict(reversed(PRIORITIES.items()))  # what is urgent is written down first
PAUSE_NAMES: dict[str, LazyText] = {
    "waiting_customer": lazy("while it waits for the customer"),
    "waiting_third_party": lazy("while it waits for others"),
}
AUDIENCE_NAMES: dict[str, LazyText] = {
    "assignee": lazy("the assignee"),
    "team": lazy("the team"),
    "leads": lazy("the admins"),
}
IMPACT_NAMES, URGENCY_NAMES = IMPACTS, URGENCIES
METRIC_SAYS: dict[str, LazyText] = {
    "first_response": lazy("From the ticket's arrival to the first answer of a person."),
    "next_response": lazy("From the customer's oldest unanswered message to the answer."),
    "update": lazy(
        "From one public reply of ours to the next while the ticket is open, whether or not the customer writes."
    ),
    "resolution": lazy("From the ticket's arrival until it is resolved."),
}

Names = Mapping[str, str]


def conditions_said(conditions: tuple[Condition, ...], names: Names) -> str:
    """`Channel is E-mail or Phone, and organisation is Acme`."""
    if not conditions:
        return _("Every ticket")
    return list_of([condition_said(condition, names) for condition in conditions])


def condition_said(condition: Condition, names: Names) -> str:
    values = list_of([value_said(condition.field, value, names) for value in condition.values], either=True)
    return _SENTENCES[condition.field] % {"values": values}


def value_said(field: str, value: str, names: Names) -> str:
    match field:
        case "organisation":
            return names.get(value, _("an organisation that is gone"))
        case "category":
            return names.get(value, _("a category that is gone"))
        case "channel":
            return str(CHANNEL_NAMES.get(value, value))
        case "priority":
            return str(PRIORITY_NAMES.get(value, value))
        case "language" | "message_language":
            return language_name(value)
    return value


def reminder_said(reminder: Reminder) -> str:
    """`When 80% of the first response's time is used, the assignee is told`."""
    told = {"metric": METRIC_NAMES[reminder.metric], "to": list_of([AUDIENCE_NAMES[one] for one in reminder.to])}
    if reminder.percent is not None:
        share = percent(reminder.percent / 100)
        return _("%(metric)s: when %(share)s of the time is used, tell %(to)s.") % {**told, "share": share}
    time = budgets.said(reminder.before_s or 0)
    return _("%(metric)s: %(time)s before it is due, tell %(to)s.") % {**told, "time": time}


def step_said(step: Step, names: Names) -> str:
    told = {"metric": METRIC_NAMES[step.metric], "actions": list_of(_actions(step, names))}
    if step.offset_s == 0:
        return _("%(metric)s: as soon as it is late, %(actions)s.") % told
    return _("%(metric)s: when it is %(time)s late, %(actions)s.") % {**told, "time": budgets.said(step.offset_s)}


def _actions(step: Step, names: Names) -> list[str]:
    done = []
    if step.notify:
        done.append(_("tell %(to)s") % {"to": list_of([AUDIENCE_NAMES[one] for one in step.notify])})
    if step.assign_to:
        done.append(_("assign it to %(name)s") % {"name": names.get(str(step.assign_to), _("somebody who left"))})
    if step.team:
        done.append(_("hand it to %(team)s") % {"team": names.get(str(step.team), _("a team that is gone"))})
    if step.priority:
        done.append(_("raise the priority to %(priority)s") % {"priority": PRIORITY_NAMES[step.priority]})
    if step.tag:
        done.append(_("tag it “%(tag)s”") % {"tag": step.tag})
    if step.webhook:
        done.append(
            _("call the webhook “%(name)s”") % {"name": names.get(str(step.webhook), _("a webhook that is gone"))}
        )
    return done


def clock_said(clock: ClockName) -> str:
    return _("support time") if clock == "business" else _("around the clock")


_SENTENCES: dict[str, LazyText] = {
    "organisation": lazy("organisation is %(values)s"),
    "plan": lazy("plan is %(values)s"),
    "channel": lazy("channel is %(values)s"),
    "language": lazy("language is %(values)s"),
    "priority": lazy("priority is %(values)s"),
    "tag": lazy("tag is %(values)s"),
    "category": lazy("category is %(values)s"),
    "message_language": lazy("the customer writes in %(values)s"),
}
