"""What is answered when a file is not taken or not lent."""

from collections.abc import Awaitable, Callable

from i18n import LazyText, lazy
from polydesk.kernel.refusals import LimitReached, Refusal

NO_ROOM = lazy("This file was not taken, because this help desk has no room left for files.")


class FileRefused(Refusal):
    status = 422
    title = lazy("This file was not taken")
    message: LazyText | str = lazy("This file cannot be taken.")


class BadLink(Refusal):
    """Expired, changed, or another tenant's; which of them it is stays untold."""

    status = 403
    title = lazy("This link does not work")
    message = lazy("This link to a file has expired. Go back to the page it came from and open the file again.")


class NoRoomLeft(FileRefused, LimitReached):
    """The tenant may keep no more; floors above say to its own people how much that is, and who can change it."""

    status = 409
    title = lazy("The room for files is used up")
    message: LazyText | str = NO_ROOM


Explains = Callable[[NoRoomLeft], Awaitable[None]]

_explaining: list[Explains] = []


def explains_room(explain: Explains) -> Explains:
    if explain not in _explaining:
        _explaining.append(explain)
    return explain


async def no_room_left() -> NoRoomLeft:
    refusal = NoRoomLeft()
    for explain in _explaining:
        await explain(refusal)
    return refusal
