"""The room for files that is nearly used up, told to the leads: soon new files are refused. Once a week at most."""

from polydesk.kernel.clock import now
from polydesk.kernel.outbox import enqueue
from polydesk.kernel.storage.events import RoomRunsOut
from polydesk.notices.audience import members_of
from polydesk.notices.telling import write_down


async def tell_later(event: RoomRunsOut) -> None:
    """Many files may be on their way at once; the first of the week is told of."""
    await enqueue("notices.room", dedupe=_this_week(), used=event.used, quota=event.quota, by_plan=event.by_plan)


async def tell_of_room(used: int, quota: int, *, by_plan: bool) -> None:
    members = await members_of(["leads"], ticket_id=None)
    await write_down(
        "room", once=f"room:{_this_week()}", data={"used": used, "quota": quota, "by_plan": by_plan}, named=members
    )


def _this_week() -> str:
    return f"{now():%G-W%V}"
