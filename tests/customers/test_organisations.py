"""Organisations: founded, named, archived; their domains; who belongs to them and how they came to."""

from typing import Any

import pytest

from polydesk.customers import organisations
from polydesk.customers.domains import MOST, BadDomain, clean_domain, domains_in
from polydesk.customers.organisation_queries import open_organisations, organisation, people_of
from polydesk.customers.organisation_queries import organisations as known
from polydesk.customers.people import person_for
from polydesk.kernel import unit
from polydesk.kernel.actor import SYSTEM, acting_as
from polydesk.kernel.refusals import NotFound
from polydesk.tickets.submission import NewTicket, submit


@pytest.fixture(autouse=True)
def _as_system() -> Any:
    with acting_as(SYSTEM):
        yield


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("Acme.Example", "acme.example"),
        ("@acme.example", "acme.example"),
        ("BÜCHER.example", "xn--bcher-kva.example"),
        ("a-b.co.uk", "a-b.co.uk"),
    ],
)
def test_it_reads_a_domain_as_people_type_it(text: str, domain: str) -> None:
    assert clean_domain(text) == domain


@pytest.mark.parametrize(
    "text",
    [
        *("acme", "acme..example", "-a.example", "a_b.example", "1.2.3.4", "http://acme.example", "a@b.example"),
        *("*.example", "acme.example.", "x" * 64 + ".example", ("x" * 60 + ".") * 5 + "example", "<b>.example", "."),
    ],
)
def test_it_refuses_what_is_no_domain(text: str) -> None:
    with pytest.raises(BadDomain):
        clean_domain(text)


@pytest.mark.parametrize("text", ["gmail.com", "GMX.de", "libero.it", "co.uk"])
def test_it_refuses_hosts_that_strangers_share(text: str) -> None:
    with pytest.raises(BadDomain, match="strangers"):
        clean_domain(text)


def test_it_takes_many_domains_at_once_but_not_any_number() -> None:
    assert domains_in("a.example, b.example\n@A.example; ") == ["a.example", "b.example"]
    with pytest.raises(BadDomain):
        domains_in("\n".join(f"a{n}.example" for n in range(MOST + 1)))


async def test_it_has_a_name_of_its_own_in_each_house(cast: Any) -> None:
    async with cast.acme.unit():
        circus = await organisations.found("  The   Circus ")
        assert (await organisation(circus)).name == "The Circus"
        with pytest.raises(organisations.NameTaken):
            await organisations.found("the circus")
        zoo = await organisations.found("Zoo")
        with pytest.raises(organisations.NameTaken):
            await organisations.rename(await organisation(zoo), to="THE CIRCUS")
        await organisations.rename(await organisation(zoo), to="ZOO")
        assert [name for _id, name in await open_organisations()] == ["The Circus", "ZOO"]
    async with cast.globex.unit():
        assert await known() == []
        await organisations.found("The Circus")
        with pytest.raises(NotFound):
            await organisation(circus)
        with pytest.raises(NotFound):
            await organisations.assign(cast.globex.greg.id, to=circus)


async def test_newcomers_belong_where_their_address_says(acme: Any) -> None:
    async with acme.unit():
        early = await person_for("early@circus.example")
        circus = await organisations.found("Circus")
        assert await organisations.set_domains(await organisation(circus), ["circus.example"]) == 1
        await person_for("clown@circus.example", name="Clown")
        await person_for("clown@sub.circus.example")
        await person_for("clown@notcircus.example")
        words = NewTicket(address="rider@CIRCUS.example", subject="The horse", body="It is lame.", name="Rider")
        rider = (await submit(words, key="a key that is long enough")).person_id
        assert {one.id for one in await people_of(circus)} >= {early.id, rider}
        assert (await organisation(circus)).people == 3


async def test_an_archived_one_takes_nobody_in(acme: Any) -> None:
    async with acme.unit():
        circus = await organisations.found("Circus")
        await organisations.set_domains(await organisation(circus), ["circus.example"])
        await organisations.archive(await organisation(circus))
        await person_for("clown@circus.example")
        assert (await organisation(circus)).people == 0
        assert await open_organisations() == []
        await organisations.restore(await organisation(circus))
        await person_for("rider@circus.example")
        assert (await organisation(circus)).people == 1


async def test_a_domain_belongs_to_one(acme: Any) -> None:
    async with acme.unit():
        circus, zoo = await organisations.found("Circus"), await organisations.found("Zoo")
        await organisations.set_domains(await organisation(circus), ["circus.example", "ring.example"])
        with pytest.raises(organisations.DomainTaken, match="already belongs to Circus"):
            await organisations.set_domains(await organisation(zoo), ["zoo.example", "ring.example"])
        assert (await organisation(zoo)).domains == ()
        await organisations.set_domains(await organisation(circus), ["circus.example"])
        await organisations.set_domains(await organisation(zoo), ["zoo.example", "ring.example"])
        assert (await organisation(zoo)).domains == ("ring.example", "zoo.example")
        assert [one.name for one in await known("RING")] == ["Zoo"]


async def test_whoever_belongs_somewhere_stays_there(acme: Any) -> None:
    async with acme.unit():
        clown = await person_for("clown@circus.example")
        zoo, circus = await organisations.found("Zoo"), await organisations.found("Circus")
        await organisations.assign(clown.id, to=zoo)
        assert await organisations.set_domains(await organisation(circus), ["circus.example"]) == 0
        assert [one.id for one in await people_of(zoo)] == [clown.id]
        await organisations.assign(clown.id, to=None)
        assert await people_of(zoo) == []


async def test_every_change_is_in_the_audit_trail(acme: Any) -> None:
    async with acme.unit():
        circus = await organisations.found("Circus")
        await organisations.note(await organisation(circus), notes="Pays late.")
        await organisations.rename(await organisation(circus), to="Great circus")
        await organisations.set_domains(await organisation(circus), ["circus.example"])
        await organisations.assign(acme.carl.id, to=circus)
        await organisations.archive(await organisation(circus))
        await organisations.restore(await organisation(circus))
        rows = await unit.fetch("SELECT action FROM audit WHERE action ~ 'organisation'")
    assert {row["action"] for row in rows} == {
        *("organisation.founded", "organisation.noted", "organisation.renamed", "organisation.domains_changed"),
        *("person.organisation_changed", "organisation.archived", "organisation.restored"),
    }
