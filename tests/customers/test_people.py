"""People who ask, told apart by their address."""

import asyncio
from typing import Any

import pytest

from polydesk.customers.addresses import address_key
from polydesk.customers.people import person_for
from polydesk.customers.queries import find_people, person, person_by_address
from polydesk.kernel import unit
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
