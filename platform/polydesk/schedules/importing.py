"""Importing: the days of a calendar file become a calendar; the same file again brings the calendar up to date."""

from collections.abc import Sequence
from uuid import UUID

from polydesk.kernel.actor import Actor
from polydesk.schedules.ics import IcsDay, Reading


async def read_upload(content: bytes, *, zone: str) -> Reading:
    """What a file would bring, from today on for 24 months and more, read beside the event loop. Raises BadIcs, IcsTooLarge."""
    raise NotImplementedError


async def import_calendar(name: str, days: Sequence[IcsDay], *, by: Actor, into: UUID | None = None) -> UUID:
    """A new calendar of these days, or (`into`) the imported days of one replaced from today on; what somebody switched
    off stays off. Raises NotFound, BadHours (place `name`)."""
    raise NotImplementedError
