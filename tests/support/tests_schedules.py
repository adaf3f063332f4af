"""What scenes about support hours share: a week, an author, and moments to travel to."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from polydesk.hours.instants import instant_of
from polydesk.kernel.actor import Actor
from polydesk.schedules import editing
from polydesk.schedules.compiling import Content

WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
OLGA = Actor("member", UUID(int=1), "Olga")
ADA = Actor("member", UUID(int=2), "Ada")


def week(
    begins: str = "09:00", ends: str = "17:00", *, tz: str = "Europe/Rome", calendars: tuple[UUID, ...] = ()
) -> Content:
    """Monday to Friday at these hours."""
    return Content(tz, {day: [[begins, ends]] for day in WORKDAYS}, calendars)


def moment(text: str) -> datetime:
    """`2026-03-09 09:00`, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def at(text: str) -> int:
    return instant_of(moment(text))


async def found(content: Content | None = None, name: str = "Hours", **named: Any) -> UUID:
    return await editing.found(name, content or week(), by=OLGA, **named)
