"""A sitting at the editor: what was typed, what is wrong with it, and what the page needs to show it again."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from i18n import _
from i18n.places import is_zone
from polydesk.hours import offsets
from polydesk.hours.form import BadHours, read_form
from polydesk.hours.instants import instant_of, moment_of
from polydesk.kernel.clock import now
from polydesk.kernel.web import Form, empty
from polydesk.schedules import holidays, queries
from polydesk.schedules.comparing import changes_between
from polydesk.schedules.compiling import Content
from polydesk.schedules.forms import HoursForm
from polydesk.schedules.queries import Publication, ScheduleRow
from polydesk.schedules.refusals import NameTaken, NeverOpen, Stale
from polydesk.schedules.saving import Draft
from polydesk.schedules.thinkable import is_thinkable, thinkable
from polydesk.schedules.week_form import WeekForm
from polydesk.schedules.zone_choices import wall_zone, zone_choices, zone_meant
from tenants.here import site

REFUSALS = (BadHours, NameTaken, NeverOpen, Stale)

USUAL_WEEK = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
LEAD = timedelta(days=3)  # shown before a day that somebody looks for
FIELDS = {"tz": "zone", "calendar_ids": "calendars"}


@dataclass(frozen=True)
class Overtaken:
    """Somebody else published meanwhile: who, and what is different now."""

    message: str
    changes: list[str]


@dataclass
class Sitting:
    form: Form[Any]
    week: WeekForm
    schedule: ScheduleRow | None = None
    is_never_open: bool = False
    overtaken: Overtaken | None = None

    @property
    def wish(self) -> str:
        """What a button other than "Save" asks for."""
        return self.form.value("do")

    @property
    def content(self) -> Content:
        return Content(zone_meant(self.form.value("zone")), self.week.weekly(), tuple(_ids(self.form)))

    def is_sound(self) -> bool:
        """Looks at the hours as they were typed, so that every reason stands beside its own field."""
        try:
            read_form({"tz": self.content.tz, "weekly": self.content.weekly})
        except BadHours as refusal:
            self.blame(refusal)
        return self.form.ok

    def blame(self, refusal: BadHours) -> None:
        for fault in refusal.faults:
            if not fault.place.startswith("weekly"):
                self.form.fail(FIELDS.get(fault.place, fault.place), fault.reason)
        for name, reason in self.week.blame(refusal).items():
            self.form.fail(name, reason)

    async def catch_up(self, refusal: Stale) -> None:
        """Tells what somebody else has changed; the next save is about that."""
        versions = {version.no: version for version in await queries.versions_of(_id(self.schedule))}
        seen, newest = versions.get(self.form.data.based_on), versions.get(refusal.no)
        changes = changes_between(seen, newest, await _names()) if seen and newest else []
        self.form.values["based_on"] = [str(refusal.no)]
        who = refusal.by_name or _("Somebody")
        said = _("%(name)s has changed these hours in the meantime.") % {"name": who}
        self.overtaken = Overtaken(said, changes)


async def proposal() -> Sitting:
    """A working week, the company's zone and the holidays that its other hours have: right for most as it is."""
    usual = await queries.default_schedule()
    known = [str(calendar.id) for calendar in await holidays.calendars() if calendar.source == "library"]
    zone = usual.tz if usual else site().zone
    form = empty(HoursForm, name="" if usual else _("Support hours"), zone=zone, **_questions(zone))
    form.values["calendars"] = [str(one) for one in usual.calendar_ids] if usual else known
    return Sitting(form, WeekForm(USUAL_WEEK))


def present(schedule: ScheduleRow) -> Sitting:
    """The hours in force now, to be edited."""
    known = {"name": schedule.name, "zone": schedule.tz, "based_on": str(schedule.no)}
    form = empty(HoursForm, **known, **_questions(schedule.tz))
    form.values["calendars"] = [str(calendar_id) for calendar_id in schedule.calendar_ids]
    return Sitting(form, WeekForm(_lists(schedule.weekly)), schedule)


def read(form: Form[Any], *, schedule: ScheduleRow | None = None) -> Sitting:
    """What came, rearranged as the pressed button says. Nothing is refused before somebody saves."""
    sitting = Sitting(form, WeekForm.read(form), schedule)
    form.values["zone"] = [zone_meant(form.value("zone"))]
    if sitting.wish:
        form.errors.clear()
        sitting.week.rearrange(sitting.wish, form)
    if sitting.wish == "clocks" and (change := next_change(sitting.content.tz, form.value("preview_from"))):
        form.values["preview_from"] = [(change - LEAD).isoformat()]
    return sitting


def next_change(zone: str, shown_from: str) -> date | None:
    """The next day on which clocks are moved that is not among the first days shown already."""
    if not is_zone(zone):
        return None
    first = max(now(), midnight(date.fromisoformat(shown_from), zone) + LEAD) if _is_date(shown_from) else now()
    changes = offsets.of_zone(zone).changes
    at = bisect_right(changes, instant_of(first + timedelta(days=1)))
    return moment_of(changes[at]).astimezone(ZoneInfo(zone)).date() if at < len(changes) else None


def draft(sitting: Sitting) -> Draft:
    """For a sitting that is sound."""
    typed = sitting.form.data
    return Draft(
        name=typed.name,
        content=sitting.content,
        based_on=typed.based_on,
        valid_from=midnight(typed.valid_from, sitting.content.tz) if typed.valid_from else None,
        note=typed.note,
        never_open_ok=bool(typed.never_open_ok),
    )


def midnight(on: date, zone: str) -> datetime:
    """When a date begins there, in UTC."""
    return datetime.combine(thinkable(on), time(), ZoneInfo(zone)).astimezone(UTC)


async def shown(sitting: Sitting) -> dict[str, Any]:
    """What the editor's page knows, but for the days ahead."""
    chosen = set(sitting.content.calendar_ids)
    schedule = sitting.schedule
    known = await holidays.calendars(archived_too=True)
    return {
        "form": sitting.form,
        "schedule": schedule,
        "action": f"/admin/hours/{schedule.id}" if schedule else "/admin/hours",
        "calendars": [calendar for calendar in known if calendar.archived_at is None or calendar.id in chosen],
        "zones": await zone_choices(),
        "tomorrow": (now() + timedelta(days=1)).date().isoformat(),
        "overtaken": sitting.overtaken,
        "never_open": sitting.is_never_open,
    }


def planned_no(schedule: ScheduleRow, versions: Sequence[Publication]) -> int | None:
    """The number of the version that begins later, so that it can be withdrawn."""
    return next((v.no for v in versions if v.valid_from == schedule.planned and v.superseded_by is None), None)


def _questions(zone: str) -> dict[str, str]:
    """What the fields below the week ask at first: the days from today, and eight hours from now."""
    local = now().astimezone(wall_zone(zone))
    return {
        "preview_from": local.date().isoformat(),
        "ask_at": local.replace(tzinfo=None).isoformat(timespec="minutes"),
        "ask_hours": "8",
    }


def _is_date(text: str) -> bool:
    try:
        return is_thinkable(date.fromisoformat(text))
    except ValueError:
        return False


def id_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _ids(form: Form[Any]) -> list[UUID]:
    return [found for text in form.all_values("calendars") if (found := id_of(text))]


def _id(schedule: ScheduleRow | None) -> UUID:
    assert schedule is not None, "only what exists can be overtaken"
    return schedule.id


async def _names() -> dict[UUID, str]:
    return {calendar.id: calendar.name for calendar in await holidays.calendars(archived_too=True)}


def _lists(weekly: Mapping[str, Any]) -> dict[str, list[list[str]]]:
    return {day: [list(pair) for pair in pairs] for day, pairs in weekly.items()}
