"""The verdict on a promise: one sentence that a person understands, for agents and, in other words, for customers."""

from markupsafe import Markup

from i18n import _
from polydesk.sla.moments import by_clock, length, sentence, whole
from polydesk.sla.promise_looks import wait_of
from polydesk.sla.sheets import Sheet
from polydesk.sla.words import ENDS, METRIC_NAMES


def verdict(sheet: Sheet, at: int) -> Markup:
    """To whoever works here: by how much it was met or missed, in the time that counts."""
    one = sheet.timer
    name = str(METRIC_NAMES[one.metric])
    if one.state == "completed":
        return _came(sheet, name)
    if one.state == "cancelled":
        return _called_off(sheet, name)
    if one.is_breached(at):
        return _overdue(sheet, name)
    left = _time(sheet, max(0, sheet.left_s))
    if one.state == "paused":
        words = {"promise": name, "reason": wait_of(one.reason), "left": left}
        return sentence(_("%(promise)s is paused: %(reason)s. %(left)s are left when it goes on."), **words)
    if sheet.due_at is None:
        return sentence(_("%(promise)s has no due time: support hours are empty."), promise=name)
    words = {"promise": name, "due": whole(sheet.due_at, sheet.tz), "left": left}
    return sentence(_("%(promise)s is due %(due)s: %(left)s are left."), **words)


def late_s(sheet: Sheet) -> int:
    """How much was used after it had been due."""
    one = sheet.timer
    used_then = one.breach_consumed_s if one.breached_at is not None else one.allowance_s
    return max(0, sheet.counted_s - used_then)


def _came(sheet: Sheet, name: str) -> Markup:
    one = sheet.timer
    came = whole(one.completed_at or one.since, sheet.tz)
    due = one.shown_due
    if one.outcome == "missed" and due is not None:
        words = {"promise": name, "due": whole(due, sheet.tz), "came": came, "late": _time(sheet, late_s(sheet))}
        return sentence(_("%(promise)s was due %(due)s and came %(came)s: missed by %(late)s."), **words)
    spare = _time(sheet, max(0, sheet.left_s))
    if due is None:
        words = {"promise": name, "came": came, "left": spare}
        return sentence(_("%(promise)s came %(came)s, while it was paused: met with %(left)s to spare."), **words)
    words = {"promise": name, "due": whole(due, sheet.tz), "came": came, "left": spare}
    return sentence(_("%(promise)s was due %(due)s and came %(came)s: met with %(left)s to spare."), **words)


def _overdue(sheet: Sheet, name: str) -> Markup:
    words = {"promise": name, "late": _time(sheet, late_s(sheet))}
    due = sheet.timer.shown_due
    if due is None:
        return sentence(_("%(promise)s is overdue by %(late)s."), **words)
    text = _("%(promise)s was due %(due)s and has not come yet: overdue by %(late)s.")
    return sentence(text, due=whole(due, sheet.tz), **words)


def _called_off(sheet: Sheet, name: str) -> Markup:
    one = sheet.timer
    reason = ENDS.get(one.reason)
    words = {"promise": name, "when": whole(one.since, sheet.tz), "reason": str(reason or "")}
    if one.breached_at is not None:
        words["due"] = whole(one.breached_at, sheet.tz)
        return sentence(_("%(promise)s was missed %(due)s and called off %(when)s."), **words)
    if reason is None:
        return sentence(_("%(promise)s was called off %(when)s."), **words)
    return sentence(_("%(promise)s was called off %(when)s. %(reason)s."), **words)


def _time(sheet: Sheet, seconds: int) -> str:
    return by_clock(length(seconds), sheet.timer.terms.clock)
