"""The cast: acme with olga the owner, ada the admin, alice and bob the agents, lara the light agent, bill for billing,
carl and cora the customers; globex with mallory, who owns it and must see nothing of acme, and its customer greg.

Each person is a browser of their own: `await acme.alice.get("/desk")`. Rows are written by SQL here so that every
slice can be tested before and apart from the sign-up that makes them in the product.
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.tokens import digest, new_token
from tenants import directory
from tenants.sessions import COOKIES, LIFETIMES

MEMBERS = {"olga": "owner", "ada": "admin", "alice": "agent", "bob": "agent", "lara": "light_agent", "bill": "billing"}
ORIGIN = {"sec-fetch-site": "same-origin"}


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


@dataclass
class Cast:
    acme: House
    globex: House
    platform: Person

    @classmethod
    async def move_in(cls, product: Any) -> "Cast":
        acme = await _house(product, "acme", languages=["en", "it"], members=MEMBERS, customers=("carl", "cora"))
        globex = await _house(product, "globex", languages=["en"], members={"mallory": "owner"}, customers=("greg",))
        return cls(acme, globex, Person("visitor", "", _browser(product, "localhost:8000")))

    async def leave(self) -> None:
        for house in (self.acme, self.globex):
            for person in (house.visitor, *house.people.values()):
                await person.client.aclose()
        await self.platform.client.aclose()


async def _house(
    product: Any, name: str, *, languages: list[str], members: dict[str, str], customers: tuple[str, ...]
) -> House:
    tenant_id = new_id()
    slug = f"{name}-{tenant_id.hex[-12:]}"
    async with unit.platform():
        await unit.execute(
            "INSERT INTO tenant (id, slug, name, languages, zone, set_up_at) VALUES ($1, $2, $3, $4, 'Europe/Rome', now())",
            *(tenant_id, slug, name.capitalize(), languages),
        )
        await unit.execute("INSERT INTO brand (tenant_id) VALUES ($1)", tenant_id)
    host = f"{slug}.localhost:8000"
    house = House(tenant_id, slug, host, Person("visitor", "", _browser(product, host)))
    for person, role in members.items():
        house.people[person] = await _member(product, house, person, role)
    for person in customers:
        house.people[person] = await _customer(product, house, person)
    directory.forget()
    return house


async def _member(product: Any, house: House, name: str, role: str) -> Person:
    identity_id, member_id, email = new_id(), new_id(), f"{name}@{house.slug}.example"
    async with unit.platform():
        await unit.execute(
            "INSERT INTO identity (id, email, email_key, name, confirmed_at) VALUES ($1, $2, $2, $3, now())",
            *(identity_id, email, name.capitalize()),
        )
    async with unit.tenant(house.id):
        await unit.execute(
            "INSERT INTO member (id, identity_id, email, email_key, name, role) VALUES ($1, $2, $3, $3, $4, $5)",
            *(member_id, identity_id, email, name.capitalize(), role),
        )
    client = _browser(product, house.host)
    await _sign_in(house, client, "member", member_id)
    return Person(name.capitalize(), email, client, member_id, role)


async def _customer(product: Any, house: House, name: str) -> Person:
    person_id, email = new_id(), f"{name}@customers.example"
    async with unit.tenant(house.id):
        await unit.execute(
            "INSERT INTO person (id, name, language) VALUES ($1, $2, 'en')", person_id, name.capitalize()
        )
        await unit.execute(
            "INSERT INTO person_address (address_key, address, person_id, confirmed_at) VALUES ($1, $1, $2, now())",
            *(email, person_id),
        )
    client = _browser(product, house.host)
    await _sign_in(house, client, "requester", person_id)
    return Person(name.capitalize(), email, client, person_id)


async def _sign_in(house: House, client: httpx.AsyncClient, kind: Any, actor_id: UUID) -> None:
    secret = new_token()
    async with unit.tenant(house.id):
        await unit.execute(
            "INSERT INTO session (hash, actor_kind, actor_id, generation, expires_at) VALUES ($1, $2, $3, 1, $4)",
            *(digest(secret), kind, actor_id, now() + LIFETIMES[kind]),
        )
    client.headers["cookie"] = f"{COOKIES[kind]}={secret}"


def _browser(product: Any, host: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=product, raise_app_exceptions=False, client=("127.0.0.1", 1))
    headers = {**ORIGIN, "accept": "text/html", "accept-language": "en"}
    return httpx.AsyncClient(transport=transport, base_url=f"http://{host}", headers=headers)
