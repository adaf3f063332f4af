"""The change that a calendar file makes of a calendar that is in use already."""

from typing import ClassVar
from uuid import UUID

from i18n import _, ngettext
from i18n.formats import number
from polydesk.kernel.actor import Actor
from polydesk.schedules import importing, saving
from polydesk.schedules.change import HOLIDAYS, Change
from polydesk.schedules.holiday_rows import calendar_row
from polydesk.schedules.ics import IcsDay


class ImportDays(Change, frozen=True, tag="import_days"):
    """`calendar_id` is brought up to date with these days, and taken in by these schedules."""

    kind: ClassVar[str] = "holidays"
    calendar_id: UUID
    name: str
    days: tuple[IcsDay, ...]
    schedule_ids: tuple[UUID, ...] = ()

    @property
    def subject_id(self) -> UUID:
        return self.calendar_id

    @property
    def form(self) -> str:
        return f"{HOLIDAYS}/import"

    @property
    def there(self) -> str:
        return f"{HOLIDAYS}/{self.calendar_id}?said=imported"

    async def apply(self, *, by: Actor) -> None:
        await importing.import_calendar(self.name, self.days, by=by, into=self.calendar_id)
        for schedule_id in self.schedule_ids:
            await saving.take_in(schedule_id, self.calendar_id, by=by)

    async def title(self) -> str:
        return _("The calendar “%(name)s” is brought up to date") % {
            "name": (await calendar_row(self.calendar_id)).name
        }

    async def details(self) -> list[str]:
        n = len(self.days)
        return [ngettext("%(n)s day of the file", "%(n)s days of the file", n) % {"n": number(n)}]
