"""Archived: what nobody is offered any more stays where it has been chosen, until somebody chooses something else there."""

from collections.abc import Container, Iterable
from typing import Protocol, TypeVar
from uuid import UUID


class Archivable(Protocol):
    @property
    def id(self) -> UUID: ...

    @property
    def is_archived(self) -> bool: ...


Kind = TypeVar("Kind", bound=Archivable)


def still_offered(known: Iterable[Kind], chosen: Container[UUID | None]) -> list[Kind]:
    """In their order: the present ones, and archived ones that are `chosen` still."""
    return [one for one in known if not one.is_archived or one.id in chosen]
