"""People who ask, told apart by their address."""

import asyncio
import re
from typing import Any

import pytest

from polydesk.customers.addresses import address_key
from polydesk.customers.people import person_for
from polydesk.customers.queries import BEGINNING, LAST, find_people, person, person_by_address
from polydesk.kernel import database, unit
from polydesk.kernel.mail import BadAddress
from polydesk.kernel.refusals import NotFound


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("Ada@Example.ORG", "ada@example.org"),
        (" ada@bücher.example ", "ada@xn--bcher-kva.example"),
        ("A\u030ake@x.example", "åke@x.example"),
        ("ada+tag@x.example", "ada+tag@x.example"),
    ],
)
def test_it_knows_an_address_in_any_spelling(address: str, key: str) -> None:
    assert address_key(address) == key


@pytest.mark.parametrize(
    "address", ["", "ada", "@x.example", "a b@x.example", "a@x\n.example", "x" * 300 + "@x.example"]
)
def test_it_refuses_what_is_no_address(address: str) -> None:
    with pytest.raises(BadAddress):
        address_key(address)


async def test_it_makes_one_person_of_many_arrivals(acme: Any) -> None:
    async def arrive(n: int) -> Any:
        async with acme.unit():
            return (await person_for("Dora@x.example" if n % 2 else "dora@X.example", name="Dora")).id

    assert len(set(await asyncio.gather(*map(arrive, range(20))))) == 1
    async with acme.unit():
        assert await unit.fetchval("SELECT count(*) FROM person WHERE name = 'Dora'") == 1


async def test_it_learns_a_name_once(acme: Any) -> None:
    async with acme.unit():
        assert (await person_for("d@x.example")).label == "d@x.example"
        assert (await person_for("d@x.example", name=" Dora   D ")).name == "Dora D"
        assert (await person_for("d@x.example", name="Eve")).name == "Dora D"


async def test_it_finds_people_by_how_they_begin(acme: Any, globex: Any) -> None:
    async with acme.unit():
        assert [found.name for found in await find_people("car")] == ["Carl"]
        assert [found.name for found in await find_people("cora@")] == ["Cora"]
        assert await find_people("%") == await find_people("greg") == []
        assert (await person_by_address("CARL@customers.example")) == await person(acme.carl.id)
        assert await person_by_address("nonsense") is None
        with pytest.raises(NotFound):
            await person(globex.greg.id)


async def test_it_finds_people_by_an_index_although_row_security_stands_before_it(acme: Any) -> None:
    async with acme.unit():
        await unit.execute(
            """WITH made AS (
                 INSERT INTO person (id, name) SELECT gen_random_uuid(), 'Somebody ' || n FROM generate_series(1, 5000) n
                 RETURNING id)
               INSERT INTO person_address (address_key, address, person_id)
               SELECT id || '@crowd.example', id || '@crowd.example', id FROM made"""
        )
    await database.vacuum(
        "person", "person_address"
    )  # or the plan follows what other scenes have left in the statistics
    async with acme.unit():
        plan = await unit.fetch(
            "EXPLAIN (ANALYZE, FORMAT JSON) " + BEGINNING, "somebody 4999", "somebody 4999" + LAST, 8
        )
    shown = str(plan[0][0])
    assert "person_name" in shown
    assert "person_address_beginning" in shown
    assert max(map(int, re.findall(r'"Rows Removed by Filter": (\d+)', shown)), default=0) < 100


async def test_it_finds_the_same_people_as_by_reading_everybody(acme: Any) -> None:
    names = ["Zoë", "ZOLA", "zo", "Zo\U0010fffe", "Zp", "Yo", "z%", "Åse", "åsa"]
    async with acme.unit():
        for number, name in enumerate(names):
            await person_for(
                f"{name.lower()[0]}o.{number}@many.example" if name.isascii() else f"x{number}@many.example", name=name
            )
        for beginning in ("z", "Zo", "zo.", "ZOLA", "å", "ÅS", "z%", "zo.1@many.example", "x", "q"):
            meant = await unit.fetch(
                """SELECT id FROM person p WHERE starts_with(lower(name), $1) OR EXISTS (
                     SELECT FROM person_address a WHERE a.person_id = p.id AND starts_with(a.address_key, $1))
                    ORDER BY name, id""",
                beginning.lower(),
            )
            assert [found.id for found in await find_people(beginning, most=50)] == [row["id"] for row in meant], (
                beginning
            )
