"""The cast: acme with olga the owner, ada the admin, alice and bob the agents, lara the light agent, bill for billing,
carl and cora the customers; globex with mallory, who owns it and must see nothing of acme, and its customer greg.

Each person is a browser of their own: `await acme.alice.get("/desk")`. Rows are written by SQL here so that every
slice can be tested before and apart from the sign-up that makes them in the product.
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
from tests_in_process import InProcess

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.tokens import digest, new_token
from tenants import directory
from tenants.sessions import COOKIES, LIFETIMES

MEMBERS = {"olga": "owner", "ada": "admin", "alice": "agent", "bob": "agent", "lara": "light_agent", "bill": "billing"}
ORIGIN = {"sec-fetch-site": "same-origin"}
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


@dataclass
class Person:
    """Somebody with a browser. `id` is the member's or person's id; None for a visitor."""

    name: str
    email: str
    client: httpx.AsyncClient
    id: UUID | None = None
    role: str = ""

    async def get(self, path: str, **named: Any) -> httpx.Response:
        return await self.client.get(path, **named)

    async def post(self, path: str, data: Any = None, **named: Any) -> httpx.Response:
        return await self.client.post(path, data=data, **named)

    async def delete(self, path: str, **named: Any) -> httpx.Response:
        return await self.client.delete(path, **named)

    async def swap(self, method: str, path: str, **named: Any) -> httpx.Response:
        """The same by htmx."""
        headers = {"hx-request": "true", **named.pop("headers", {})}
        return await self.client.request(method, path, headers=headers, **named)


@dataclass
class House:
    """A tenant and its people; `visitor` is anybody without a session."""

    id: UUID
    slug: str
    host: str
    visitor: Person
    people: dict[str, Person] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Person:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def unit(self) -> Any:
        return unit.tenant(self.id)

    async def leave(self) -> None:
        for person in (self.visitor, *self.people.values()):
            await person.client.aclose()


@dataclass
class Cast:
    acme: House
    globex: House
    platform: Person


async def acme(product: Any) -> House:
    return await _house(product, "acme", languages=["en", "it"], members=MEMBERS, customers=("carl", "cora"))


async def globex(product: Any) -> House:
    return await _house(product, "globex", languages=["en"], members={"mallory": "owner"}, customers=("greg",))


def passer_by(product: Any) -> Person:
    """Somebody on the platform's own host."""
    return Person("visitor", "", _browser(product, "localhost:8000"))


async def _house(
    product: Any, name: str, *, languages: list[str], members: dict[str, str], customers: tuple[str, ...]
) -> House:
    """Few statements for all of them: most scenes begin with this, so it is the dearest part of many."""
    tenant_id = new_id()
    slug = f"{name}-{tenant_id.hex[-12:]}"
    host = f"{slug}.localhost:8000"
    house = House(tenant_id, slug, host, Person("visitor", "", _browser(product, host)))
    for person, role in members.items():
        house.people[person] = _person(product, house, person, f"{person}@{slug}.example", role)
    for person in customers:
        house.people[person] = _person(product, house, person, f"{person}@customers.example")
    await _move_in(house, name.capitalize(), languages)
    directory.forget()
    return house


def _person(product: Any, house: House, name: str, email: str, role: str = "") -> Person:
    return Person(name.capitalize(), email, _browser(product, house.host), new_id(), role)


async def _move_in(house: House, name: str, languages: list[str]) -> None:
    members = [(new_id(), person) for person in house.people.values() if person.role]
    customers = [person for person in house.people.values() if not person.role]
    async with unit.platform():
        await unit.execute(
            "INSERT INTO tenant (id, slug, name, languages, zone, set_up_at) VALUES ($1, $2, $3, $4, 'Europe/Rome', now())",
            *(house.id, house.slug, name, languages),
        )
        await unit.execute("INSERT INTO brand (tenant_id) VALUES ($1)", house.id)
        await unit.executemany(
            "INSERT INTO identity (id, email, email_key, name, confirmed_at) VALUES ($1, $2, $2, $3, now())",
            [(identity_id, person.email, person.name) for identity_id, person in members],
        )
    async with house.unit():
        await unit.executemany(
            "INSERT INTO member (id, identity_id, email, email_key, name, role) VALUES ($1, $2, $3, $3, $4, $5)",
            [(person.id, identity_id, person.email, person.name, person.role) for identity_id, person in members],
        )
        await unit.executemany(
            "INSERT INTO person (id, name, language) VALUES ($1, $2, 'en')",
            [(person.id, person.name) for person in customers],
        )
        await unit.executemany(
            "INSERT INTO person_address (address_key, address, person_id, confirmed_at) VALUES ($1, $1, $2, now())",
            [(person.email, person.id) for person in customers],
        )
        await unit.executemany(
            "INSERT INTO session (hash, actor_kind, actor_id, generation, expires_at) VALUES ($1, $2, $3, 1, $4)",
            [_signed_in(person) for person in house.people.values()],
        )


def _signed_in(person: Person) -> tuple[Any, ...]:
    """The row of a session that the person's browser has a cookie for."""
    kind: Any = "member" if person.role else "requester"
    secret = new_token()
    person.client.headers["cookie"] = f"{COOKIES[kind]}={secret}"
    return digest(secret), kind, person.id, now() + LIFETIMES[kind]


def _browser(product: Any, host: str) -> httpx.AsyncClient:
    headers = {**ORIGIN, "accept": "text/html", "accept-language": "en", "user-agent": FIREFOX}
    return InProcess(product, base_url=f"http://{host}", headers=headers)
