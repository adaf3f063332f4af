"""Remembered: what every request of a tenant needs, read once and kept in memory until a word comes that it has changed.

What changed while it was being read is not kept. Who changes it says `await x.changed()` in that unit, so that it goes
here right after the commit, and in the other processes by the live topic.
"""

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.live import Event, hub, tell
from polydesk.kernel.tenancy import current_tenant

T = TypeVar("T")


class Remembered(Generic[T]):
    """For at most so many tenants: after that it begins anew."""

    def __init__(self, topic: str, read: Callable[[], Awaitable[T]], *, most: int) -> None:
        self._topic = topic
        self._read = read
        self._most = most
        self._known: dict[UUID, T] = {}
        self._forgotten = 0
        hub().on(topic, self._heard)

    async def __call__(self) -> T:
        """The current tenant's."""
        tenant = current_tenant()
        if tenant in self._known:
            return self._known[tenant]
        before = self._forgotten
        found = await self._read()
        if len(self._known) >= self._most:
            self._known.clear()
        if before == self._forgotten:
            self._known[tenant] = found
        return found

    async def changed(self) -> None:
        tenant = current_tenant()
        unit.after_commit(lambda: self.forget(tenant))
        await tell(self._topic)

    def forget(self, tenant: UUID | None) -> None:
        """None is everybody's."""
        self._forgotten += 1
        if tenant is None:
            self._known.clear()
        else:
            self._known.pop(tenant, None)

    def _heard(self, event: Event) -> None:
        self.forget(event.tenant_id)
