"""Promises as agents see them beside a ticket: the state in a word, what is left in support time, due when on the wall."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from markupsafe import Markup

from i18n import LazyText, _, lazy, lazy_in, pgettext
from polydesk.hours.history import Clock, History
from polydesk.hours.instants import instant_of
from polydesk.kernel.clock import now
from polydesk.sla.clocks import Clocks
from polydesk.sla.known_versions import versions
from polydesk.sla.moments import about, by_clock, near, sentence
from polydesk.sla.policy_looks import PAGE
from polydesk.sla.policy_queries import name_of
from polydesk.sla.promise import Timer
from polydesk.sla.queries import Standing, standing
from polydesk.sla.words import METRIC_NAMES, WAITS

SOON_S = 3_600


@dataclass(frozen=True)
class State:
    """A word, a drawing and a colour."""

    word: LazyText
    icon: str
    badge: str


STATES: dict[str, State] = {
    "running": State(lazy_in("promise", "On time"), "clock-play", "badge-blue"),
    "soon": State(lazy_in("promise", "Due soon"), "clock-exclamation", "badge-orange"),
    "breached": State(lazy_in("promise", "Overdue"), "alert-triangle", "badge-red"),
    "paused": State(lazy_in("promise", "Paused"), "player-pause", "badge-purple"),
    "never_open": State(lazy("No due time"), "clock-off", "badge-grey"),
    "met": State(lazy_in("promise", "Met"), "circle-check", "badge-green"),
    "missed": State(lazy_in("promise", "Missed"), "circle-x", "badge-red"),
    "excused": State(lazy_in("promise", "Excused"), "shield-check", "badge-grey"),
    "cancelled": State(lazy_in("promise", "Called off"), "circle-minus", "badge-grey"),
}


@dataclass(frozen=True)
class PromiseLook:
    """`left` is what remains in support time, `due` the wall time, `beside` why the clock stands still."""

    name: str
    state: State
    left: str
    due: Markup | str
    beside: Markup | str = ""


@dataclass(frozen=True)
class Card:
    """`done` are met, missed and called off. `policy_url` is for whoever may change policies."""

    open: tuple[PromiseLook, ...]
    done: tuple[PromiseLook, ...]
    policy: str = ""
    policy_url: str = ""
    contract: str = ""
    ticks: bool = False


async def card_of(timers: Sequence[Timer], contract: str = "") -> Card:
    """Of one ticket, now; policies and hours that this process has read before are not read again."""
    at = instant_of(now())
    clocks = Clocks()
    await clocks.learn_timers(timers)
    looks = [(one, _look(standing(one, at, clocks), clocks.of(one), at)) for one in sorted(timers, key=_urgency)]
    name, policy_id = await _policy(timers)
    return Card(
        open=tuple(look for one, look in looks if one.is_open),
        done=tuple(look for one, look in looks if not one.is_open),
        policy=name,
        policy_url=f"{PAGE}/{policy_id}" if policy_id else "",
        contract=contract,
        ticks=any(one.is_running for one in timers),
    )


def state_of(held: Standing, at: int) -> State:
    if held.timer.excused_at is not None:
        return STATES["excused"]
    due = held.timer.due_at
    if held.look == "running" and due is not None and due - at < SOON_S:
        return STATES["soon"]
    return STATES[held.look]


def zone_of(clock: Clock, at: int) -> str:
    """Of the schedule; nothing by the calendar."""
    return clock.at(at).form.tz if isinstance(clock, History) else ""


def wait_of(reason: str) -> str:
    return str(WAITS[reason]) if reason in WAITS else _("waiting")


def name_with_cycle(timer: Timer) -> str:
    name = str(METRIC_NAMES[timer.metric])
    return name if timer.cycle == 1 else _("%(promise)s (%(no)s)") % {"promise": name, "no": timer.cycle}


def _urgency(one: Timer) -> tuple[bool, int]:
    """What is due first stands first; what waits, last."""
    due = one.shown_due if one.is_running else None
    return due is None, due if due is not None else one.started_at


def _look(held: Standing, clock: Clock, at: int) -> PromiseLook:
    one, tz = held.timer, zone_of(clock, at)
    left, due, beside = _words(held, tz)
    if not beside and one.is_running and isinstance(clock, History) and not clock.is_open(at):
        opens_at = clock.next_opening(at)
        if opens_at is not None:
            beside = sentence(_("Closed now: goes on %(when)s"), when=near(opens_at, tz))
    return PromiseLook(name_with_cycle(one), state_of(held, at), left, due, beside)


def _words(held: Standing, tz: str) -> tuple[str, Markup | str, Markup | str]:
    one = held.timer
    if not one.is_open:
        ended = one.completed_at if one.completed_at is not None else one.since
        return "", near(ended, tz), ""
    if held.look == "never_open":
        return "", "", _("Support hours are empty")
    paused = _("Paused: %(reason)s") % {"reason": wait_of(one.reason)} if one.state == "paused" else ""
    if held.look == "breached":
        late = _("Overdue by %(time)s") % {"time": by_clock(about(held.overdue_s), one.terms.clock)}
        was = one.shown_due
        return late, sentence(_("was due %(when)s"), when=near(was, tz)) if was is not None else "", paused
    left = _("%(time)s left") % {"time": by_clock(about(max(0, held.left_s)), one.terms.clock)}
    due = sentence(_("due %(when)s"), when=near(one.due_at, tz)) if one.due_at is not None else ""
    return left, due, paused


async def _policy(timers: Sequence[Timer]) -> tuple[str, UUID | None]:
    """That of the last promise, open ones first."""
    if not timers:
        return "", None
    last = max(timers, key=lambda one: (one.is_open, one.started_at))
    version = (await versions([last.terms.version_id]))[last.terms.version_id]
    name = name_of(version.draft.names) or pgettext("policy", "Without a name")
    return name, version.policy_id
