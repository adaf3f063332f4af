"""A tenant to enqueue for, and what the outbox says about its rows. The outbox does not ask whether a tenant exists."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any
from uuid import UUID

import pytest

from polydesk.kernel import unit
from polydesk.kernel.ids import new_id
from polydesk.kernel.outbox import job, registry


@pytest.fixture
async def tenant(database: None) -> AsyncIterator[UUID]:
    made = new_id()
    yield made
    async with unit.platform():
        await unit.execute("DELETE FROM outbox WHERE tenant_id = $1", made)


@pytest.fixture
def rows() -> Callable[..., Any]:
    async def of(tenant: UUID, *columns: str) -> list[Any]:
        """The rows of a tenant; of one column its values alone."""
        async with unit.platform():
            found = await unit.fetch("SELECT * FROM outbox WHERE tenant_id = $1 ORDER BY id", tenant)
        return [row[columns[0]] if len(columns) == 1 else tuple(row[name] for name in columns) for row in found]

    return of


@pytest.fixture
def new_job() -> Iterator[Callable[..., Callable[[Any], str]]]:
    """`@new_job()` registers the function under a name of its own and gives that name back."""
    made: list[str] = []

    def register(**named: Any) -> Callable[[Any], str]:
        def under_a_name(verb: Any) -> str:
            made.append(f"tests.{new_id()}")
            job(made[-1], **named)(verb)
            return made[-1]

        return under_a_name

    yield register
    for name in made:
        registry.forget(name)
