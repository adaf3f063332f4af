"""The story, told once for all scenes of this folder; it tidies nothing away, as no test does."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from polydesk import demo
from polydesk.kernel import unit


@dataclass
class Told:
    """A company of the demo; `ask` runs a query in its unit."""

    id: UUID
    slug: str

    async def ask(self, sql: str, *args: Any) -> list[Any]:
        async with unit.tenant(self.id):
            return [tuple(row) for row in await unit.fetch(sql, *args)]

    async def count(self, table: str) -> int:
        return int((await self.ask(f"SELECT count(*) FROM {table}"))[0][0])  # noqa: S608


@pytest.fixture(scope="session")
async def story(database: None) -> list[Told]:
    await demo.main()
    return await demo_companies()


async def demo_companies() -> list[Told]:
    async with unit.platform():
        rows = await unit.fetch(
            "SELECT id, slug FROM tenant WHERE is_demo AND slug <> 'crowd-test' ORDER BY created_at, id"
        )
    return [Told(row["id"], row["slug"]) for row in rows]
