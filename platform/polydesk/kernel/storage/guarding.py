"""Guards: files whose readers only their keeper knows (an article's pictures), asked anew at every reading.

A slice says `@guards("faq")` above a function that answers who may read one of its files; `receive(…, guard="faq")` puts
a file under it. Such a file has a lasting address and is nobody's without the guard's word.
"""

from collections.abc import Awaitable, Callable
from typing import Literal
from uuid import UUID

from polydesk.kernel.refusals import NotFound
from polydesk.kernel.storage.files import StoredFile

# Everybody: any cache may keep it. Reader: whoever asks now may have it, and nothing is said of others.
Readers = Literal["everybody", "reader", "nobody"]
Guard = Callable[[UUID], Awaitable[Readers]]

_guards: dict[str, Guard] = {}


def guards(name: str) -> Callable[[Guard], Guard]:
    def remember(guard: Guard) -> Guard:
        _guards[name] = guard
        return guard

    return remember


async def demand_reader(file: StoredFile) -> Readers:
    """Whether everybody may have this file now, or only the reader of this request. Raises NotFound."""
    guard = _guards.get(file.guard or "")
    readers = await guard(file.id) if guard and file.is_stored else "nobody"
    if readers == "nobody":
        raise NotFound
    return readers
