"""Changes of what hours were, or would become: later ones withdrawn, earlier ones corrected."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from i18n import _
from i18n.formats import formatter
from polydesk.kernel.actor import Actor
from polydesk.schedules import editing, holidays, queries, saving
from polydesk.schedules.change import HOURS, Change, written_week
from polydesk.schedules.comparing import content_changes
from polydesk.schedules.compiling import Content
from polydesk.schedules.refusals import PlanMissed


class _OfSchedule(Change, frozen=True):
    kind: ClassVar[str] = "schedule"
    schedule_id: UUID

    @property
    def subject_id(self) -> UUID:
        return self.schedule_id

    async def _name(self) -> dict[str, str]:
        return {"name": (await queries.schedule(self.schedule_id)).name}

    async def _changes(self, before: Content, after: Content) -> list[str]:
        names = {calendar.id: calendar.name for calendar in await holidays.calendars(archived_too=True)}
        return content_changes(before, after, names)


class WithdrawHours(_OfSchedule, frozen=True, tag="withdraw"):
    """`no` is the version that shall never begin."""

    no: int

    @property
    def form(self) -> str:
        return f"{HOURS}/{self.schedule_id}/versions"

    @property
    def there(self) -> str:
        return f"{HOURS}/{self.schedule_id}?said=withdrawn"

    async def apply(self, *, by: Actor) -> None:
        await editing.withdraw(self.schedule_id, self.no, by=by)

    async def title(self) -> str:
        return _("The later hours of “%(name)s” are withdrawn") % await self._name()

    async def details(self) -> list[str]:
        planned = next((one for one in await queries.versions_of(self.schedule_id) if one.no == self.no), None)
        if planned is None:
            raise PlanMissed
        held = await queries.schedule(self.schedule_id)
        present = Content(held.tz, held.weekly, held.calendar_ids)
        begins = _("They would have begun %(when)s.") % {"when": formatter().when(planned.valid_from)}
        return [begins, *await self._changes(planned.content, present)]


class CorrectPast(_OfSchedule, frozen=True, tag="correct"):
    tz: str
    weekly: dict[str, list[tuple[str, str]]]
    calendar_ids: tuple[UUID, ...]
    since: datetime
    note: str

    corrects: ClassVar[bool] = True

    @classmethod
    def of(cls, schedule_id: UUID, content: Content, *, since: datetime, note: str) -> "CorrectPast":
        return cls(schedule_id, content.tz, written_week(content.weekly), tuple(content.calendar_ids), since, note)

    @property
    def form(self) -> str:
        return f"{HOURS}/{self.schedule_id}/correction"

    @property
    def there(self) -> str:
        return f"{HOURS}/{self.schedule_id}/versions?said=corrected"

    @property
    def content(self) -> Content:
        return Content(self.tz, self.weekly, self.calendar_ids)

    async def apply(self, *, by: Actor) -> None:
        await saving.correct(self.schedule_id, self.content, since=self.since, note=self.note, by=by)

    async def title(self) -> str:
        return _("The past of “%(name)s” is corrected") % await self._name()

    async def details(self) -> list[str]:
        held = await queries.version_at(self.schedule_id, int(self.since.timestamp()))
        since = _("From %(when)s until now.") % {"when": formatter().when(self.since)}
        return [since, *await self._changes(held.content, self.content.tidy()), self.note]
