"""Which tenant this code works for: an id in the context, set once at the door, never a parameter further in."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

TenantId = UUID

_tenant: ContextVar[UUID | None] = ContextVar("tenant", default=None)


class NoTenant(RuntimeError):
    """A tenant's row was asked for outside of any tenant."""


def current_tenant() -> UUID:
    tenant = _tenant.get()
    if tenant is None:
        raise NoTenant("this ran outside of any tenant")
    return tenant


def tenant_or_none() -> UUID | None:
    return _tenant.get()


@contextmanager
def acting_for(tenant: UUID | None) -> Iterator[None]:
    token = _tenant.set(tenant)
    try:
        yield
    finally:
        _tenant.reset(token)
