"""Changes of single days: added, changed, taken away."""

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from i18n import _
from i18n.formats import day as shown_day
from polydesk.kernel.actor import Actor
from polydesk.schedules import exceptions
from polydesk.schedules.change import HOURS, Change, Pairs
from polydesk.schedules.saying import hours_text

DayKind = Literal["closed", "hours", "partial"]


class AddException(Change, frozen=True, tag="add_exception"):
    kind: ClassVar[str] = "exceptions"
    schedule_id: UUID | None
    first: date
    last: date | None
    day_kind: DayKind
    hours: Pairs = ()
    note: str = ""

    @property
    def subject_id(self) -> UUID | None:
        return self.schedule_id

    @property
    def form(self) -> str:
        return _exceptions_of(self.schedule_id)

    @property
    def there(self) -> str:
        return f"{self.form}?said=added"

    async def apply(self, *, by: Actor) -> None:
        await exceptions.add(
            *(self.schedule_id, self.first, self.last), kind=self.day_kind, hours=self.hours, note=self.note, by=by
        )

    async def title(self) -> str:
        if self.last is None or self.last == self.first:
            return _("Other hours on %(date)s") % {"date": shown_day(self.first)}
        dates = {"first": shown_day(self.first), "last": shown_day(self.last)}
        return _("Other hours from %(first)s to %(last)s") % dates

    async def details(self) -> list[str]:
        return _day_said(self.day_kind, self.hours, self.note)


class ChangeException(Change, frozen=True, tag="change_exception"):
    kind: ClassVar[str] = "exceptions"
    exception_id: UUID
    schedule_id: UUID | None
    on: date
    day_kind: DayKind
    hours: Pairs = ()
    note: str = ""

    @property
    def subject_id(self) -> UUID:
        return self.exception_id

    @property
    def form(self) -> str:
        return f"{_exceptions_of(None)}/{self.exception_id}"

    @property
    def there(self) -> str:
        return f"{_exceptions_of(self.schedule_id)}?said=changed"

    async def apply(self, *, by: Actor) -> None:
        await exceptions.change(
            self.exception_id, on=self.on, kind=self.day_kind, hours=self.hours, note=self.note, by=by
        )

    async def title(self) -> str:
        return _("Other hours on %(date)s") % {"date": shown_day(self.on)}

    async def details(self) -> list[str]:
        return _day_said(self.day_kind, self.hours, self.note)


class RemoveExceptions(Change, frozen=True, tag="remove_exceptions"):
    kind: ClassVar[str] = "exceptions"
    ids: tuple[UUID, ...]
    schedule_id: UUID | None
    dates: tuple[date, ...] = ()

    @property
    def subject_id(self) -> UUID | None:
        return self.schedule_id

    @property
    def form(self) -> str:
        return _exceptions_of(self.schedule_id)

    @property
    def there(self) -> str:
        return f"{self.form}?said=removed"

    async def apply(self, *, by: Actor) -> None:
        await exceptions.remove(self.ids, by=by)

    async def title(self) -> str:
        if len(self.dates) == 1:
            return _("The usual hours again on %(date)s") % {"date": shown_day(self.dates[0])}
        return _("The usual hours again on %(n)d days") % {"n": len(self.dates)}


def _day_said(kind: DayKind, hours: Pairs, note: str) -> list[str]:
    said = {
        "closed": _("Closed all day"),
        "hours": _("Hours: %(hours)s") % {"hours": hours_text(hours)},
        "partial": _("Closed %(hours)s") % {"hours": hours_text(hours)},
    }[kind]
    return [said, note] if note else [said]


def _exceptions_of(schedule_id: UUID | None) -> str:
    return f"{HOURS}/{schedule_id}/exceptions" if schedule_id else f"{HOURS}/exceptions"
