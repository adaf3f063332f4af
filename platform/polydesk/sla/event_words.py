"""What happened to a promise, each event as a sentence."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from i18n import _
from polydesk.hours.instants import instant_of
from polydesk.sla.moments import by_clock, length, sentence, whole
from polydesk.sla.policy_words import PRIORITY_NAMES
from polydesk.sla.promise_looks import wait_of
from polydesk.sla.queries import EventRow
from polydesk.sla.words import BREACH_CAUSES, ENDS, METRIC_NAMES

# What is written down within this time counts as noticed at once.
AT_ONCE_S = 60

Data = dict[str, Any]


@dataclass(frozen=True)
class Told:
    """`noticed` is set where it was known later than it happened. Nobody does a miss, so it names nobody."""

    at: Markup
    noticed: Markup | None
    promise: str
    says: Markup
    by: str


def told(event: EventRow, tz: str) -> Told:
    at, noticed = instant_of(event.at), instant_of(event.detected_at)
    return Told(
        at=whole(at, tz),
        noticed=whole(noticed, tz) if noticed - at > AT_ONCE_S else None,
        promise=str(METRIC_NAMES[event.metric]),
        says=says(event.kind, event.data, tz),
        by="" if event.kind == "breached" else event.actor_name,
    )


def says(kind: str, data: Data, tz: str) -> Markup:
    teller = _TELLERS.get(kind)
    return teller(data, tz) if teller else sentence(_("Something changed."))


def _started(data: Data, _tz: str) -> Markup:
    words = {"time": _budget(data), "priority": _priority(data)}
    if data.get("carry_s"):
        return sentence(
            _("Began again: %(time)s at priority %(priority)s, of which %(used)s had been used before."),
            used=length(data["carry_s"]),
            **words,
        )
    return sentence(_("Began: %(time)s at priority %(priority)s."), **words)


def _paused(data: Data, _tz: str) -> Markup:
    words = {"reason": wait_of(data["reason"]), "left": length(data["left_s"])}
    if data["left_s"] < 0:
        return sentence(_("Paused: %(reason)s, %(left)s after the time was used up."), **words)
    return sentence(_("Paused: %(reason)s. %(left)s were left."), **words)


def _resumed(data: Data, tz: str) -> Markup:
    if data.get("due_at") is None:
        return sentence(_("Went on."))
    return sentence(_("Went on, due %(when)s."), when=whole(data["due_at"], tz))


def _retargeted(data: Data, tz: str) -> Markup:
    old, new = data["from"], data["to"]
    words = {"old": _budget(old), "new": _budget(new), "before": _priority(old), "after": _priority(new)}
    changed = sentence(_("Now %(new)s at priority %(after)s instead of %(old)s at priority %(before)s."), **words)
    return changed + " " + _moved_due(data, tz)


def _redue(data: Data, tz: str) -> Markup:
    why = _("Past support hours were corrected.") if data.get("corrected") else _("The support hours changed.")
    return sentence(why) + " " + _moved_due(data, tz)


def _moved_due(data: Data, tz: str) -> Markup:
    was, due = data.get("was_due"), data.get("due_at")
    if due is None:
        return sentence(_("It has no due time while it is paused or support hours are empty."))
    if was is None or was == due:
        return sentence(_("Due %(when)s."), when=whole(due, tz))
    return sentence(_("Due %(when)s instead of %(before)s."), when=whole(due, tz), before=whole(was, tz))


def _breached(data: Data, _tz: str) -> Markup:
    cause = str(BREACH_CAUSES.get(data.get("cause", ""), BREACH_CAUSES["time"]))
    return sentence(_("Missed. %(cause)s."), cause=cause)


def _completed(data: Data, _tz: str) -> Markup:
    met = data.get("outcome") == "met"
    by_reply = data.get("by") == "reply"
    if by_reply:
        return sentence(_("Answered: met.") if met else _("Answered: missed."))
    return sentence(_("Done: met.") if met else _("Done: missed."))


def _cancelled(data: Data, _tz: str) -> Markup:
    reason = ENDS.get(data.get("reason", ""))
    return sentence(_("Called off. %(reason)s."), reason=str(reason)) if reason else sentence(_("Called off."))


def _excused(data: Data, _tz: str) -> Markup:
    return sentence(_("Excused: %(reason)s"), reason=Markup("<bdi>{}</bdi>").format(data.get("reason", "")))


def _moved(data: Data, tz: str) -> Markup:
    words = {"to": whole(data["to"], tz), "before": whole(data["from"], tz)}
    return sentence(_("Counts from %(to)s instead of %(before)s."), **words)


def _plain(text: Callable[[], str]) -> Callable[[Data, str], Markup]:
    return lambda _data, _tz: sentence(text())


def _budget(data: Data) -> str:
    return by_clock(length(data["budget_s"]), data["clock"])


def _priority(data: Data) -> str:
    return str(PRIORITY_NAMES.get(data.get("priority", ""), data.get("priority", "")))


_TELLERS: dict[str, Callable[[Data, str], Markup]] = {
    "started": _started,
    "paused": _paused,
    "resumed": _resumed,
    "retargeted": _retargeted,
    "redue": _redue,
    "breached": _breached,
    "completed": _completed,
    "cancelled": _cancelled,
    "excused": _excused,
    "moved": _moved,
    "restored": _plain(lambda: _("Was called off by mistake and goes on.")),
    "retracted": _plain(lambda: _("Not missed after all: by the corrected support hours it was in time.")),
    "reminded": _plain(lambda: _("A reminder went out.")),
    "stepped": _plain(lambda: _("A step after the miss was carried out.")),
    "unexcused": _plain(lambda: _("The excuse was taken back.")),
}
