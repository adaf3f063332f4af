"""Who acts: a visitor, a requester (the tenant's customer), a member (the tenant's people),
an identity (somebody signed in to the platform itself), an operator, or the system.

The guard of a route or the runner of a job sets it; audit rows, timelines and policies read it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

Kind = Literal["visitor", "requester", "member", "identity", "operator", "system"]


@dataclass(frozen=True)
class Actor:
    kind: Kind
    id: UUID | None = None
    name: str = ""
    email: str = ""
    role: str = ""
    permissions: frozenset[str] = frozenset()
    language: str | None = None
    zone: str | None = None
    session: bytes | None = None

    def may(self, permission: str) -> bool:
        return permission in self.permissions

    @property
    def is_member(self) -> bool:
        return self.kind == "member"

    @property
    def is_requester(self) -> bool:
        return self.kind == "requester"


# Whoever is counted where customers are: members look at their own portal without leaving a trace.
CUSTOMERS: tuple[Kind, ...] = ("visitor", "requester")

VISITOR = Actor("visitor")
SYSTEM = Actor("system")

_actor: ContextVar[Actor] = ContextVar("actor", default=VISITOR)


def actor() -> Actor:
    return _actor.get()


def set_actor(who: Actor) -> None:
    """For the rest of this request or job; the context ends with it."""
    _actor.set(who)


@contextmanager
def acting_as(who: Actor) -> Iterator[None]:
    token = _actor.set(who)
    try:
        yield
    finally:
        _actor.reset(token)
