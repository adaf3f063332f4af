"""What the pages of support hours take. The week's fields have names by day; `week_form` reads them."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
Note = Annotated[str, msgspec.Meta(max_length=200)]


class HoursForm(msgspec.Struct):
    """`preview_from`, `ask_at` and `ask_hours` only show something; what is wrong with them keeps nobody from saving."""

    name: Name
    zone: str
    calendars: list[str] = []
    based_on: int = 0
    valid_from: date | None = None
    note: Note = ""
    never_open_ok: str = ""


class Correction(msgspec.Struct):
    since: date
    note: Annotated[str, msgspec.Meta(min_length=3, max_length=200)]
    understood: str
    zone: str
    calendars: list[str] = []


class ExceptionForm(msgspec.Struct):
    """Single dates; the hours come as `day_from` and `day_to`, as often as there are."""

    first: date
    last: date | None = None
    kind: Literal["closed", "hours", "partial"] = "closed"
    note: Note = ""


class ChosenDays(msgspec.Struct):
    ids: list[UUID] = []


class NewCalendar(msgspec.Struct):
    country: str
    subdivision: str = ""
    categories: list[str] = []
    schedules: list[UUID] = []


class OwnCalendar(msgspec.Struct):
    name: Name


class OwnDay(msgspec.Struct):
    """The hours of a half day come as `day_from` and `day_to`; without any it is closed."""

    on: date
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    every_year: str = ""


class DayChange(msgspec.Struct):
    """Of a holiday that is there: its switch, or its hours (blank: closed all day)."""

    active: str = ""
    every_year: str = ""


class ChosenSchedules(msgspec.Struct):
    schedules: list[UUID] = []


class Visibility(msgspec.Struct):
    public: str = ""


class Import(msgspec.Struct):
    """`day` and `take` are read by the page: the previewed days, and which of them are ticked."""

    name: Annotated[str, msgspec.Meta(max_length=80)] = ""
    into: UUID | None = None
    use: str = ""
