"""Changes of support hours: of a schedule's own; those of holidays and single days stand beside; and all of them by name."""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar
from uuid import UUID

import msgspec

from i18n import _
from polydesk.kernel.actor import Actor
from polydesk.schedules import holidays, queries, saving
from polydesk.schedules.change import HOURS, Change, pairs, written_week
from polydesk.schedules.comparing import content_changes
from polydesk.schedules.compiling import Content
from polydesk.schedules.exception_changes import AddException, ChangeException, RemoveExceptions
from polydesk.schedules.holiday_changes import (
    AddHoliday,
    AnswerProposal,
    RemoveHoliday,
    SetHolidayHours,
    SwitchHoliday,
    TakeIn,
)
from polydesk.schedules.import_changes import ImportDays
from polydesk.schedules.version_changes import CorrectPast, WithdrawHours

__all__ = [
    "EVERY",
    "AddException",
    "AddHoliday",
    "AnswerProposal",
    "Change",
    "ChangeException",
    "CorrectPast",
    "ImportDays",
    "PublishHours",
    "RemoveExceptions",
    "RemoveHoliday",
    "SetHolidayHours",
    "SwitchHoliday",
    "TakeIn",
    "WithdrawHours",
    "pairs",
]


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
        return cls(
            *(schedule_id, draft.name, content.tz, written_week(content.weekly), tuple(content.calendar_ids)),
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
        return _("New hours for “%(name)s”") % {"name": held.name}

    async def details(self) -> list[str]:
        held = await queries.schedule(self.schedule_id)
        names = {calendar.id: calendar.name for calendar in await holidays.calendars(archived_too=True)}
        changes = content_changes(held.content, self.content.tidy(), names)
        if held.name != self.name:
            changes.insert(0, _("Name: %(before)s → %(after)s") % {"before": held.name, "after": self.name})
        return changes

    def on_top_of(self, numbers: Mapping[UUID, int]) -> "Change":
        return msgspec.structs.replace(self, based_on=numbers.get(self.schedule_id, self.based_on))


EVERY = (
    PublishHours,
    SwitchHoliday,
    SetHolidayHours,
    RemoveHoliday,
    AnswerProposal,
    AddHoliday,
    TakeIn,
    ImportDays,
    WithdrawHours,
    CorrectPast,
    AddException,
    ChangeException,
    RemoveExceptions,
)
