"""Changes of support hours as values: what a page is about to do, so that it can be looked at before it is done.

Each can be kept as JSON and carried out later; what it refuses is what its verb refuses. `there` is where a page leads
afterwards, `form` where the change is made.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar, Literal
from uuid import UUID

import msgspec

from i18n import _
from i18n.formats import day as shown_day
from polydesk.kernel.actor import Actor
from polydesk.schedules import exceptions, holidays, queries, saving
from polydesk.schedules.comparing import content_changes
from polydesk.schedules.compiling import Content

HOURS = "/admin/hours"
HOLIDAYS = "/admin/hours/holidays"

Pairs = tuple[tuple[str, str], ...]


class Change(msgspec.Struct, frozen=True, tag_field="what"):
    kind: ClassVar[str]

    @property
    def subject_id(self) -> UUID | None:
        raise NotImplementedError

    @property
    def form(self) -> str:
        raise NotImplementedError

    @property
    def there(self) -> str:
        return self.form

    async def apply(self, *, by: Actor) -> None:
        raise NotImplementedError

    async def title(self) -> str:
        """What it is about, in the reader's words. Raises NotFound when that is gone."""
        raise NotImplementedError

    async def details(self) -> list[str]:
        """What becomes another, line by line; empty where the title says it."""
        return []

    def on_top_of(self, numbers: Mapping[UUID, int]) -> "Change":
        """The same change, made after versions of these numbers were seen."""
        return self


class PublishHours(Change, frozen=True, tag="publish"):
    kind: ClassVar[str] = "schedule"
    schedule_id: UUID
    name: str
    tz: str
    weekly: dict[str, list[tuple[str, str]]]
    calendar_ids: tuple[UUID, ...] = ()
    based_on: int = 0
    valid_from: datetime | None = None
    note: str = ""
    never_open_ok: bool = False

    @classmethod
    def of(cls, schedule_id: UUID, draft: saving.Draft) -> "PublishHours":
        content = draft.content
        weekly = {day: [(pair[0], pair[1]) for pair in pairs] for day, pairs in content.weekly.items()}
        return cls(
            *(schedule_id, draft.name, content.tz, weekly, tuple(content.calendar_ids)),
            *(draft.based_on, draft.valid_from, draft.note, draft.never_open_ok),
        )

    @property
    def subject_id(self) -> UUID:
        return self.schedule_id

    @property
    def form(self) -> str:
        return f"{HOURS}/{self.schedule_id}"

    @property
    def there(self) -> str:
        return f"{self.form}?said=saved"

    @property
    def content(self) -> Content:
        return Content(self.tz, self.weekly, self.calendar_ids)

    async def apply(self, *, by: Actor) -> None:
        draft = saving.Draft(
            self.name, self.content, self.based_on, self.valid_from, self.note, never_open_ok=self.never_open_ok
        )
        await saving.publish(self.schedule_id, draft, by=by)

    async def title(self) -> str:
        held = await queries.schedule(self.schedule_id)
        return _("Support hours “%(name)s”") % {"name": held.name}

    async def details(self) -> list[str]:
        held = await queries.schedule(self.schedule_id)
        names = {calendar.id: calendar.name for calendar in await holidays.calendars(archived_too=True)}
        changes = content_changes(held.content, self.content.tidy(), names)
        if held.name != self.name:
            changes.insert(0, _("Name: %(before)s → %(after)s") % {"before": held.name, "after": self.name})
        return changes

    def on_top_of(self, numbers: Mapping[UUID, int]) -> "Change":
        return msgspec.structs.replace(self, based_on=numbers.get(self.schedule_id, self.based_on))


class _OfHoliday(Change, frozen=True):
    kind: ClassVar[str] = "holidays"
    holiday_id: UUID
    calendar_id: UUID
    year: int

    @property
    def subject_id(self) -> UUID:
        return self.holiday_id

    @property
    def form(self) -> str:
        return f"{HOLIDAYS}/{self.calendar_id}?year={self.year}"

    async def _day(self) -> dict[str, str]:
        held = await holidays.holiday(self.holiday_id)
        return {"name": held.name, "date": shown_day(held.date)}


class SwitchHoliday(_OfHoliday, frozen=True, tag="switch"):
    active: bool = False

    async def apply(self, *, by: Actor) -> None:
        await holidays.switch(self.holiday_id, self.active, by=by)

    async def title(self) -> str:
        if self.active:
            return _("“%(name)s” on %(date)s becomes a holiday") % await self._day()
        return _("“%(name)s” on %(date)s becomes a usual day") % await self._day()


class SetHolidayHours(_OfHoliday, frozen=True, tag="half_day"):
    hours: Pairs = ()

    async def apply(self, *, by: Actor) -> None:
        await holidays.set_half_day(self.holiday_id, self.hours or None, by=by)

    async def title(self) -> str:
        return _("Other hours for “%(name)s” on %(date)s") % await self._day()


class RemoveHoliday(_OfHoliday, frozen=True, tag="remove_day"):
    every_year: bool = False

    @property
    def there(self) -> str:
        return f"{self.form}&said=removed"

    async def apply(self, *, by: Actor) -> None:
        await holidays.remove_own(self.holiday_id, by=by, every_year=self.every_year)

    async def title(self) -> str:
        return _("“%(name)s” on %(date)s is removed") % await self._day()


class AnswerProposal(_OfHoliday, frozen=True, tag="proposal"):
    accepted: bool = True

    @property
    def there(self) -> str:
        return f"{self.form}&said={'accepted' if self.accepted else 'declined'}"

    async def apply(self, *, by: Actor) -> None:
        answer = holidays.accept if self.accepted else holidays.decline
        await answer(self.holiday_id, by=by)

    async def title(self) -> str:
        if self.accepted:
            return _("The proposal for “%(name)s” on %(date)s is accepted") % await self._day()
        return _("The proposal for “%(name)s” on %(date)s is declined") % await self._day()


class AddHoliday(Change, frozen=True, tag="add_day"):
    kind: ClassVar[str] = "holidays"
    calendar_id: UUID
    on: date
    name: str
    hours: Pairs = ()
    every_year: bool = False

    @property
    def subject_id(self) -> UUID:
        return self.calendar_id

    @property
    def form(self) -> str:
        return f"{HOLIDAYS}/{self.calendar_id}?year={self.on.year}"

    @property
    def there(self) -> str:
        return f"{self.form}&said=added"

    async def apply(self, *, by: Actor) -> None:
        await holidays.add_own(
            self.calendar_id, self.on, self.name, hours=self.hours or None, every_year=self.every_year, by=by
        )

    async def title(self) -> str:
        return _("“%(name)s” on %(date)s becomes a holiday") % {"name": self.name, "date": shown_day(self.on)}


class TakeIn(Change, frozen=True, tag="take_in"):
    kind: ClassVar[str] = "holidays"
    calendar_id: UUID
    schedule_ids: tuple[UUID, ...]

    @property
    def subject_id(self) -> UUID:
        return self.calendar_id

    @property
    def form(self) -> str:
        return f"{HOLIDAYS}/{self.calendar_id}"

    @property
    def there(self) -> str:
        return f"{self.form}?said=used"

    async def apply(self, *, by: Actor) -> None:
        for schedule_id in self.schedule_ids:
            await saving.take_in(schedule_id, self.calendar_id, by=by)

    async def title(self) -> str:
        held = await holidays.calendar(self.calendar_id)
        return _("The holidays of “%(name)s” are taken in") % {"name": held.calendar.name}


class AddException(Change, frozen=True, tag="add_exception"):
    kind: ClassVar[str] = "exceptions"
    schedule_id: UUID | None
    first: date
    last: date | None
    day_kind: Literal["closed", "hours", "partial"]
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


class ChangeException(Change, frozen=True, tag="change_exception"):
    kind: ClassVar[str] = "exceptions"
    exception_id: UUID
    schedule_id: UUID | None
    on: date
    day_kind: Literal["closed", "hours", "partial"]
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

    async def apply(self, *, by: Actor) -> None:
        await exceptions.remove(self.ids, by=by)

    async def title(self) -> str:
        if len(self.dates) == 1:
            return _("The usual hours again on %(date)s") % {"date": shown_day(self.dates[0])}
        return _("The usual hours again on %(n)d days") % {"n": len(self.dates)}


EVERY = (
    PublishHours,
    SwitchHoliday,
    SetHolidayHours,
    RemoveHoliday,
    AnswerProposal,
    AddHoliday,
    TakeIn,
    AddException,
    ChangeException,
    RemoveExceptions,
)


def pairs(hours: Any) -> Pairs:
    return tuple((begins, ends) for begins, ends in hours)


def _exceptions_of(schedule_id: UUID | None) -> str:
    return f"{HOURS}/{schedule_id}/exceptions" if schedule_id else f"{HOURS}/exceptions"
