"""What changed between two versions of a policy, as sentences."""

from collections.abc import Iterator

from i18n import LazyText, _, lazy
from i18n.formats import language_name, list_of
from polydesk.sla import budgets
from polydesk.sla.policy import METRICS, Draft, Options, Target
from polydesk.sla.policy_words import (
    PAUSE_NAMES,
    PRIORITY_NAMES,
    conditions_said,
    reminder_said,
    step_said,
)
from polydesk.sla.words import METRIC_NAMES

Names = dict[str, str]

OPTION_NAMES: dict[str, LazyText] = {
    "shows_promise": lazy("Tell the customer by when we answer"),
    "bot_counts": lazy("An automatic reply counts as an answer"),
    "restart_on_reopen": lazy("A reopened ticket begins anew"),
    "pause_needs_question": lazy("Waiting for the customer pauses only after a question of ours"),
}


def changes_said(old: Draft, new: Draft, names: Names) -> list[str]:
    """In the order of the editor; empty when nothing differs."""
    return [
        *_plain(old, new, names),
        *_targets(old, new, names),
        *_lists(old, new, names),
        *_options(old.options, new.options),
    ]


def _plain(old: Draft, new: Draft, names: Names) -> Iterator[str]:
    yield from _names(old.names, new.names)
    if old.conditions != new.conditions:
        yield _from_to(_("Tickets"), conditions_said(old.conditions, names), conditions_said(new.conditions, names))
    if old.schedule_id != new.schedule_id:
        said = [names.get(str(one.schedule_id), _("the usual ones")) for one in (old, new)]
        yield _from_to(_("Support hours"), *said)


def _names(old: Names, new: Names) -> Iterator[str]:
    """Language by language, where there are several."""
    codes = sorted(old.keys() | new.keys())
    for code in codes:
        before, after = old.get(code, _("none")), new.get(code, _("none"))
        label = _("Name in %(language)s") % {"language": language_name(code)} if len(codes) > 1 else _("Name")
        if before != after:
            yield _from_to(label, before, after)


def _targets(old: Draft, new: Draft, names: Names) -> Iterator[str]:
    for metric in METRICS:
        for priority, name in PRIORITY_NAMES.items():
            before, after = old.target(metric, priority), new.target(metric, priority)
            if before != after:
                label = _("%(metric)s, %(priority)s") % {"metric": METRIC_NAMES[metric], "priority": name}
                yield _from_to(label, _target(before, after, names), _target(after, before, names))


def _target(target: Target | None, other: Target | None, names: Names) -> str:
    """What it promises; pauses and hours of its own are said where the other one differs in them."""
    if target is None:
        return _("no promise")
    said = budgets.said_by(target.budget_s, target.clock)
    if other is not None and other.pause_on != target.pause_on:
        when = list_of([PAUSE_NAMES[pause] for pause in target.pause_on])
        said = _("%(time)s, pausing %(when)s") % {"time": said, "when": when or _("never")}
    if other is not None and other.schedule_id != target.schedule_id:
        hours = names.get(str(target.schedule_id), _("the policy's hours"))
        said = _("%(time)s by %(hours)s") % {"time": said, "hours": hours}
    return said


def _lists(old: Draft, new: Draft, names: Names) -> Iterator[str]:
    pairs = (
        ([reminder_said(one) for one in old.reminders], [reminder_said(one) for one in new.reminders]),
        ([step_said(one, names) for one in old.steps], [step_said(one, names) for one in new.steps]),
    )
    for before, after in pairs:
        yield from (_("Added: %(what)s") % {"what": one} for one in after if one not in before)
        yield from (_("Removed: %(what)s") % {"what": one} for one in before if one not in after)


def _options(old: Options, new: Options) -> Iterator[str]:
    for name, label in OPTION_NAMES.items():
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield _from_to(str(label), _yes(before), _yes(after))
    if old.raise_grace_s != new.raise_grace_s:
        yield _from_to(_("Grace"), budgets.said(old.raise_grace_s), budgets.said(new.raise_grace_s))
    if set(old.urgent) != set(new.urgent):
        said = [list_of([PRIORITY_NAMES[one] for one in options.urgent]) or _("none") for options in (old, new)]
        yield _from_to(_("Notices also outside support hours"), *said)


def _from_to(label: str, old: str, new: str) -> str:
    return _("%(what)s: from “%(old)s” to “%(new)s”.") % {"what": label, "old": old, "new": new}


def _yes(value: bool) -> str:
    return _("yes") if value else _("no")
