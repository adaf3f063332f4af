"""Policies to begin with: one for support in office hours, one for what cannot wait, one that promises little.

A preset is a draft like any other; its name is written in every language that the desk speaks.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from i18n import LazyText, lazy, speaking
from polydesk.sla.policy import USUAL_PAUSES, Condition, Draft, Metric, Options, Reminder, Step, Target
from polydesk.tickets.ticket import Priority

MINUTE, HOUR = 60, 3600
Hours = dict[Priority, float]


@dataclass(frozen=True)
class Preset:
    """`says` is why one would choose it."""

    key: str
    name: LazyText
    says: LazyText
    icon: str
    make: Callable[[dict[str, str]], Draft]

    def draft(self, languages: Iterable[str]) -> Draft:
        """`languages` begin with the default one, which always gets a name."""
        return self.make(_names(self.name, list(languages)))


def preset(key: str) -> Preset | None:
    return next((one for one in PRESETS if one.key == key), None)


def _standard(names: dict[str, str]) -> Draft:
    answers: Hours = {"urgent": 1, "high": 2, "normal": 4, "low": 8}
    return Draft(
        names,
        targets=(
            *_targets("first_response", answers),
            *_targets("next_response", answers),
            *_targets("resolution", {"urgent": 4, "high": 8, "normal": 16, "low": 40}),
        ),
        reminders=_reminders(80),
        steps=_at_breach(),
    )


def _critical(names: dict[str, str]) -> Draft:
    return Draft(
        names,
        conditions=(Condition("priority", ("urgent",)),),
        targets=(
            Target("first_response", "urgent", 15 * MINUTE, "calendar"),
            Target("next_response", "urgent", 30 * MINUTE, "calendar"),
            Target("update", "urgent", HOUR, "calendar", ("waiting_customer",)),
            Target("resolution", "urgent", 4 * HOUR, "calendar", ("waiting_customer",)),
        ),
        reminders=(
            Reminder("first_response", percent=50, to=("assignee", "team")),
            Reminder("next_response", percent=50, to=("assignee", "team")),
            Reminder("update", percent=75),
            Reminder("resolution", percent=75, to=("assignee", "leads")),
        ),
        steps=(
            Step("first_response", 0, notify=("assignee", "team", "leads")),
            Step("first_response", 15 * MINUTE, notify=("leads",)),
            Step("next_response", 0, notify=("assignee", "leads")),
            Step("update", 0, notify=("assignee",)),
            Step("resolution", 0, notify=("assignee", "leads"), tag="late"),
        ),
        options=Options(urgent=("urgent",)),
    )


def _best_effort(names: dict[str, str]) -> Draft:
    return Draft(
        names,
        targets=_targets("first_response", {"urgent": 8, "high": 16, "normal": 24, "low": 40}),
        reminders=(Reminder("first_response", percent=80),),
        options=Options(shows_promise=False, urgent=()),
    )


def _targets(metric: Metric, hours: Hours) -> tuple[Target, ...]:
    pauses = USUAL_PAUSES.get(metric, ())
    return tuple(Target(metric, priority, int(each * HOUR), pause_on=pauses) for priority, each in hours.items())


def _reminders(percent: int) -> tuple[Reminder, ...]:
    return (
        Reminder("first_response", percent=percent, to=("assignee", "team")),
        Reminder("next_response", percent=percent),
        Reminder("resolution", percent=percent),
    )


def _at_breach() -> tuple[Step, ...]:
    return (
        Step("first_response", 0, notify=("assignee", "leads")),
        Step("next_response", 0, notify=("assignee",)),
        Step("resolution", 0, notify=("assignee", "leads")),
    )


def _names(name: LazyText, languages: list[str]) -> dict[str, str]:
    """A language into which nobody translated the name yet falls back by itself, so it is left out."""
    said: dict[str, str] = {}
    for language in languages:
        with speaking(language):
            said[language] = str(name)
    return {
        language: text
        for place, (language, text) in enumerate(said.items())
        if place == 0 or language.partition("-")[0] == "en" or text != name.message
    }


STANDARD = Preset(
    "standard",
    lazy("8×5 standard"),
    lazy("A first answer within half a working day, solved within two. Nights and weekends do not count."),
    "briefcase",
    _standard,
)
CRITICAL = Preset(
    "critical",
    lazy("24/7 critical"),
    lazy(
        "For urgent tickets: a first answer within 15 minutes, day and night, then word every hour. Admins know when it is late."
    ),
    "urgent",
    _critical,
)
BEST_EFFORT = Preset(
    "best-effort",
    lazy("Best effort"),
    lazy("A first answer within three working days, nothing promised to the customer."),
    "leaf",
    _best_effort,
)
PRESETS = (STANDARD, CRITICAL, BEST_EFFORT)
