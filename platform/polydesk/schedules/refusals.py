"""What is refused about support hours, in sentences."""

from datetime import datetime

from i18n import _, lazy
from polydesk.hours.form import BadHours, Fault
from polydesk.kernel.refusals import Conflict, Refusal, TooLarge


class Stale(Conflict):
    """Somebody published other hours since the editor was opened; `by_name` and `at` say who and when."""

    def __init__(self, by_name: str, at: datetime, no: int) -> None:
        self.by_name, self.at, self.no = by_name, at, no
        sentence = _(
            "%(name)s has changed these hours in the meantime. Look at the new hours, then make your change again."
        )
        super().__init__(sentence % {"name": by_name or _("Somebody")})


class NeverOpen(Conflict):
    """Asks for a yes: publish again with `never_open_ok=True`."""

    title = lazy("These hours are never open")
    message = lazy(
        "These hours have no open minute in the next year. Promises on them would have no due time. "
        "Confirm if you mean it."
    )


class NameTaken(Conflict):
    message = lazy("There is already a schedule with this name.")


class InUse(Conflict):
    """Archiving a schedule that something still refers to."""


class PlanMissed(Conflict):
    message = lazy("These hours are in force already; publish other hours instead of withdrawing them.")


class NoHolidayData(Refusal):
    status = 422
    title = lazy("No holidays known")


class BadIcs(Refusal):
    """A calendar file that cannot be read; the message says what is wrong with it."""

    status = 422
    title = lazy("This calendar cannot be read")


class IcsTooLarge(TooLarge):
    """Beyond 5 MB."""


__all__ = [
    "BadHours",
    "BadIcs",
    "Fault",
    "IcsTooLarge",
    "InUse",
    "NameTaken",
    "NeverOpen",
    "NoHolidayData",
    "PlanMissed",
    "Stale",
]
