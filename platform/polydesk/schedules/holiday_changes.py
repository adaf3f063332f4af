"""Changes of holidays: a day switched, made half, added or taken away, a proposal answered, a calendar taken in."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from i18n import _
from i18n.formats import day as shown_day
from polydesk.kernel.actor import Actor
from polydesk.schedules import holidays, saving
from polydesk.schedules.change import HOLIDAYS, Change, Pairs
from polydesk.schedules.saying import hours_text


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

    async def details(self) -> list[str]:
        return [_("Hours: %(hours)s") % {"hours": hours_text(self.hours)} if self.hours else _("Closed all day")]


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
