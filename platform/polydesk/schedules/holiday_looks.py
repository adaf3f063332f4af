"""Holidays as a page shows them: the name in the reader's language, the date with its weekday, what holds on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from i18n import _, current_locale, pgettext
from i18n.formats import weekday_names
from polydesk.schedules.holidays import HolidayRow
from polydesk.schedules.saying import hours_text


@dataclass(frozen=True)
class DayLook:
    id: UUID
    date: date
    weekday: str
    name: str
    says: str
    kind: str
    active: bool
    begins: str
    ends: str
    every_year: bool
    is_own: bool
    state: str


def day_look(row: HolidayRow) -> DayLook:
    first = row.hours[0] if row.hours else ("", "")
    return DayLook(
        id=row.id,
        date=row.date,
        weekday=weekday_names("abbreviated")[row.date.weekday()],
        name=row.names.get(current_locale()) or row.name,
        says=_says(row),
        kind=row.kind,
        active=row.active,
        begins=first[0],
        ends=first[1],
        every_year=row.every_year,
        is_own=row.origin != "library",
        state=row.state,
    )


def upcoming(rows: Iterable[HolidayRow]) -> list[DayLook]:
    return [day_look(row) for row in rows]


def _says(row: HolidayRow) -> str:
    if row.kind == "closed":
        return pgettext("hours", "Closed")
    if row.kind == "partial":
        return _("Closed %(hours)s") % {"hours": hours_text(row.hours or ())}
    if row.kind == "workday" and not row.hours:
        return _("Open like a weekday")
    return _("Open %(hours)s") % {"hours": hours_text(row.hours or ())}
