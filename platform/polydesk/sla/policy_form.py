"""The policy's form: a draft as fields, and fields as a draft. Rows are numbered; a row that says nothing is dropped.

Everything typed stays in the form; what cannot be read is told beside its field, and what the rules refuse too
(`tell`), in the same places.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any, get_args

from msgspec import Struct
from msgspec.structs import replace

from i18n import _
from polydesk.kernel.ids import to_id
from polydesk.kernel.lines import one_line
from polydesk.kernel.web import Form
from polydesk.sla import budgets
from polydesk.sla.budgets import UNITS
from polydesk.sla.policy import (
    METRICS,
    PAUSES,
    Audience,
    Condition,
    Draft,
    Field,
    Metric,
    Options,
    Pause,
    Reminder,
    Step,
    Target,
)
from polydesk.sla.refusals import BadPolicy
from polydesk.tickets.tags import tidy_tags
from polydesk.tickets.ticket import PRIORITIES, Priority

TICKED: tuple[Field, ...] = ("organisation", "channel", "language", "priority", "category", "message_language")
WRITTEN: tuple[Field, ...] = ("plan", "tag")
AUDIENCES: tuple[Audience, ...] = get_args(Audience)
MOST_ROWS = 10


class PolicyForm(Struct):
    """What every policy says; the rest of the fields are read by their names."""

    based_on: int = 0
    schedule: str = ""
    kind: str = ""
    open: str = ""
    do: str = ""


def draft_in(form: Form[Any], languages: Iterable[str]) -> Draft:
    """As far as it can be read; `form.ok` tells whether all of it was."""
    return Draft(
        names={code: name for code in languages if (name := _line(form, f"name_{code}"))},
        conditions=() if form.value("kind") == "contract" else tuple(_conditions(form)),
        schedule_id=to_id(form.value("schedule")),
        targets=tuple(target for metric in METRICS for target in _targets(form, metric)),
        reminders=tuple(said for row in rows(form, "reminder") if (said := _reminder(form, row))),
        steps=tuple(step for row in rows(form, "step") if (step := _step(form, row))),
        options=_options(form),
    )


def tell(form: Form[Any], draft: Draft, refusal: BadPolicy) -> None:
    """Each fault beside its field."""
    for fault in refusal.faults:
        form.fail(_place(form, draft, fault.place), fault.reason)


def rows(form: Form[Any], kind: str) -> list[int]:
    """The numbers of the rows that the form holds, in order."""
    found = {int(hit[1]) for name in form.values if (hit := re.match(rf"{kind}_(\d{{1,2}})_", name))}
    return sorted(found)[: MOST_ROWS + 1]


def another(form: Form[Any], kind: str) -> None:
    """One more empty row, as the last one."""
    held = rows(form, kind)
    if len(held) < MOST_ROWS:
        form.values[f"{kind}_{held[-1] + 1 if held else 0}_n"] = [""]


def without(form: Form[Any], kind: str, row: int) -> None:
    for name in [name for name in form.values if name.startswith(f"{kind}_{row}_")]:
        del form.values[name]


def _conditions(form: Form[Any]) -> Iterable[Condition]:
    """Nothing chosen is no condition."""
    for field in TICKED:
        if values := [value for value in form.all_values(f"cond_{field}") if value]:
            yield Condition(field, tuple(dict.fromkeys(values)))
    for field in WRITTEN:
        typed = form.value(f"cond_{field}").replace(";", ",").split(",")
        values = list(tidy_tags(typed)) if field == "tag" else [one_line(one) for one in typed]
        if kept := tuple(dict.fromkeys(value for value in values if value)):
            yield Condition(field, kept)


def _targets(form: Form[Any], metric: Metric) -> Iterable[Target]:
    pauses: tuple[Pause, ...] = tuple(one for one in PAUSES if one in form.all_values(f"pause_{metric}"))
    own_hours = to_id(form.value(f"hours_{metric}"))
    for priority in PRIORITIES:
        place = f"target_{metric}_{priority}"
        unit = UNITS.get(form.value(f"{place}_u"), UNITS["h"])
        if (seconds := _seconds(form, f"{place}_n", place, unit)) is not None:
            own = own_hours if unit.clock == "business" else None
            yield Target(metric, priority, seconds, unit.clock, pauses, own)


def _reminder(form: Form[Any], row: int) -> Reminder | None:
    place = f"reminder_{row}"
    metric, unit = _metric(form, place), form.value(f"{place}_u")
    to = tuple(one for one in AUDIENCES if one in form.all_values(f"{place}_to"))
    if unit in UNITS:
        seconds = _seconds(form, f"{place}_n", place, UNITS[unit])
        return None if seconds is None else Reminder(metric, before_s=seconds, to=to)
    typed = form.value(f"{place}_n").strip().removesuffix("%").strip()
    if not typed:
        return None
    if not typed.isdecimal() or len(typed) > 3:
        form.fail(place, _("Please enter a share between 1 and 99 percent."))
        return None
    return Reminder(metric, percent=int(typed), to=to)


def _step(form: Form[Any], row: int) -> Step | None:
    place = f"step_{row}"
    wanted = form.value(f"{place}_priority")
    step = Step(
        metric=_metric(form, place),
        offset_s=0,
        notify=tuple(one for one in AUDIENCES if one in form.all_values(f"{place}_notify")),
        assign_to=to_id(form.value(f"{place}_assign")),
        team=to_id(form.value(f"{place}_team")),
        priority=_priority(wanted),
        tag=next(iter(tidy_tags([form.value(f"{place}_tag")])), ""),
        webhook=to_id(form.value(f"{place}_webhook")),
    )
    does_something = step.notify or step.assign_to or step.team or step.priority or step.tag or step.webhook
    if not form.value(f"{place}_n").strip() and not does_something:
        return None
    unit = UNITS.get(form.value(f"{place}_u"), UNITS["m"])
    seconds = _seconds(form, f"{place}_n", place, unit) or 0
    return replace(step, offset_s=seconds)


def _options(form: Form[Any]) -> Options:
    return Options(
        shows_promise=bool(form.value("shows_promise")),
        bot_counts=bool(form.value("bot_counts")),
        restart_on_reopen=form.value("reopening") == "restart",
        raise_grace_s=_seconds(form, "raise_grace", "raise_grace", UNITS["m"]) or 0,
        pause_needs_question=bool(form.value("pause_needs_question")),
        urgent=tuple(one for one in PRIORITIES if one in form.all_values("urgent")),
    )


def _seconds(form: Form[Any], name: str, place: str, unit: budgets.Unit) -> int | None:
    """None for an empty field, and for one that is no number, which is told at `place`."""
    typed = form.value(name)
    if not typed.strip():
        return None
    seconds = budgets.read(typed, unit)
    if seconds is None:
        form.fail(place, _("Please enter a number, for example 4 or 1.5."))
    return seconds


def _metric(form: Form[Any], place: str) -> Metric:
    typed = form.value(f"{place}_metric")
    return next((metric for metric in METRICS if metric == typed), METRICS[0])


def _priority(typed: str) -> Priority | None:
    return next((priority for priority in PRIORITIES if priority == typed), None)


def _line(form: Form[Any], name: str) -> str:
    return one_line(form.value(name))


def _place(form: Form[Any], draft: Draft, place: str) -> str:
    """Where the form has what the rule names: its rows are numbered with gaps, the draft's are not."""
    kind, _dot, rest = place.partition(".")
    match kind:
        case "conditions" if rest:
            return f"cond_{draft.conditions[int(rest)].field}"
        case "target":
            return "target_" + rest.replace(".", "_")
        case "reminders" if rest:
            return f"reminder_{_spoken(form, 'reminder', _reminder)[int(rest)]}"
        case "steps" if rest:
            return f"step_{_spoken(form, 'step', _step)[int(rest)]}"
    return place


def _spoken(form: Form[Any], kind: str, reader: Any) -> Sequence[int]:
    return [row for row in rows(form, kind) if reader(form, row) is not None]
