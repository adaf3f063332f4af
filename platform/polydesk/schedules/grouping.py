"""Single days in runs: a week of holidays is one line of a list, though each of its dates is a row."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from i18n import _, pgettext
from i18n.formats import day, weekday_names
from polydesk.schedules.exceptions import ExceptionRow
from polydesk.schedules.saying import hours_text


@dataclass(frozen=True)
class Run:
    """Dates that follow each other and say the same."""

    rows: tuple[ExceptionRow, ...]

    @property
    def first(self) -> date:
        return self.rows[0].date

    @property
    def last(self) -> date:
        return self.rows[-1].date

    @property
    def dates(self) -> str:
        if self.first == self.last:
            names = weekday_names("abbreviated")
            return _("%(weekday)s %(day)s") % {"weekday": names[self.first.weekday()], "day": day(self.first)}
        return _("%(from)s – %(to)s") % {"from": day(self.first), "to": day(self.last)}

    @property
    def says(self) -> str:
        row = self.rows[0]
        if row.kind == "closed":
            return pgettext("hours", "Closed")
        if row.kind == "partial":
            return _("Closed %(hours)s") % {"hours": hours_text(row.hours)}
        return hours_text(row.hours)

    @property
    def note(self) -> str:
        return self.rows[0].note


def runs_of(rows: Iterable[ExceptionRow]) -> list[Run]:
    runs: list[list[ExceptionRow]] = []
    for row in sorted(rows, key=lambda row: (row.date, row.kind, row.note)):
        known = next((run for run in runs if _follows(run[-1], row)), None)
        if known is None:
            runs.append([row])
        else:
            known.append(row)
    return [Run(tuple(run)) for run in runs]


def _follows(before: ExceptionRow, row: ExceptionRow) -> bool:
    same = (before.kind, before.hours, before.note) == (row.kind, row.hours, row.note)
    return same and row.date - before.date == timedelta(days=1)
