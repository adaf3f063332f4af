"""A draft as the fields of the policy's form: the other way round of policy_form."""

from polydesk.kernel.web import Form
from polydesk.sla import budgets
from polydesk.sla.policy import USUAL_PAUSES, Draft, Reminder, Step
from polydesk.sla.policy_form import TICKED, PolicyForm

Values = dict[str, list[str]]


def filled(draft: Draft, *, based_on: int = 0, kind: str = "tickets") -> Form[PolicyForm]:
    """A form that nobody has sent yet."""
    values: Values = {"based_on": [str(based_on)], "kind": [kind], "open": ["new"]}
    values |= {f"name_{code}": [name] for code, name in draft.names.items()}
    values["schedule"] = [str(draft.schedule_id or "")]
    for condition in draft.conditions:
        listed = condition.field in TICKED
        values[f"cond_{condition.field}"] = list(condition.values) if listed else [", ".join(condition.values)]
    _fill_targets(values, draft)
    for row, reminder in enumerate(draft.reminders):
        _fill_reminder(values, f"reminder_{row}", reminder)
    for row, step in enumerate(draft.steps):
        _fill_step(values, f"step_{row}", step)
    _fill_options(values, draft)
    form = Form(PolicyForm, {name: held for name, held in values.items() if held}, {})
    form.errors.clear()
    return form


def _fill_targets(values: Values, draft: Draft) -> None:
    """What is not promised yet pauses as usual, should somebody promise it."""
    values |= {f"pause_{metric}": list(pauses) for metric, pauses in USUAL_PAUSES.items()}
    for target in draft.targets:
        place = f"target_{target.metric}_{target.priority}"
        number, unit = budgets.written(target.budget_s, target.clock)
        values[f"{place}_n"], values[f"{place}_u"] = [number], [unit.key]
        values[f"pause_{target.metric}"] = list(target.pause_on)
        if target.schedule_id:
            values[f"hours_{target.metric}"] = [str(target.schedule_id)]


def _fill_reminder(values: Values, place: str, reminder: Reminder) -> None:
    number, key = str(reminder.percent), "percent"
    if reminder.before_s is not None:
        number, unit = budgets.written(reminder.before_s, "business")
        key = unit.key
    values |= {f"{place}_metric": [reminder.metric], f"{place}_n": [number], f"{place}_u": [key]}
    values[f"{place}_to"] = list(reminder.to)


def _fill_step(values: Values, place: str, step: Step) -> None:
    number, unit = budgets.written(step.offset_s, "business")
    values |= {f"{place}_metric": [step.metric], f"{place}_n": [number], f"{place}_u": [unit.key]}
    values[f"{place}_notify"] = list(step.notify)
    values[f"{place}_assign"] = [str(step.assign_to or "")]
    values[f"{place}_team"] = [str(step.team or "")]
    values[f"{place}_priority"] = [step.priority or ""]
    values[f"{place}_tag"] = [step.tag]
    values[f"{place}_webhook"] = [str(step.webhook or "")]


def _fill_options(values: Values, draft: Draft) -> None:
    options = draft.options
    values["shows_promise"] = ["yes"] if options.shows_promise else []
    values["bot_counts"] = ["yes"] if options.bot_counts else []
    values["pause_needs_question"] = ["yes"] if options.pause_needs_question else []
    values["reopening"] = ["restart" if options.restart_on_reopen else "resume"]
    values["raise_grace"] = [f"{options.raise_grace_s / budgets.MINUTE:g}"]
    values["urgent"] = list(options.urgent)
