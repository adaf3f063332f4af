"""The crowd: a big tenant in a minute or two, for benchmarks and for seeing how pages bear it.

Rows are invented from a fixed seed, copied into temporary tables (row security takes no COPY) and moved over by the
database, several batches side by side; at the end the planner learns what is there.
"""

import asyncio
import time
from collections.abc import Iterator
from uuid import UUID

from polydesk.demo import founding, guide
from polydesk.demo.companies import Company, Employee
from polydesk.demo.crowd_library import write_library
from polydesk.demo.crowd_rows import EVENT, MESSAGE, SEARCH, TICKET, Batch, Cast, invent
from polydesk.kernel import database, unit
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from tenants import moving_in, samples

BATCH = 5_000
SIDE_BY_SIDE = 2
COLUMNS = {"ticket": TICKET, "message": MESSAGE, "ticket_event": EVENT, "ticket_search": SEARCH}
AGENTS = ("Ada", "Ben", "Cleo", "Dario", "Eva", "Finn", "Gaia", "Hugo")


async def gather(count: int, *, slug: str, password_hash: str) -> str:
    """`count` more tickets in the tenant with this slug, which is founded if there is none; answers how it went."""
    began = time.monotonic()
    tenant_id = await _tenant(slug, password_hash)
    async with unit.tenant(tenant_id):
        cast = Cast(await _members(), await _people(count))
        first: int = await unit.fetchval(TAKE_NUMBERS, count)
    await database.vacuum("person", "person_address")  # or the checks of a million references go by a wrong plan
    batches = _batches(first, count, cast)
    await asyncio.gather(*(_write_batches(tenant_id, batches) for _worker in range(SIDE_BY_SIDE)))
    await database.vacuum(*VACUUMED)
    seconds = time.monotonic() - began
    return (
        f"{count:,} tickets in {seconds:.0f} s: {guide.home_of(slug)}/desk   "
        f"{_employees(slug)[0].email}   password {guide.PASSWORD}"
    )


async def _write_batches(tenant_id: UUID, batches: Iterator[Batch]) -> None:
    for batch in batches:
        async with unit.tenant(tenant_id) as writing:
            await writing.execute(STAGE)
            for table, columns in COLUMNS.items():
                await writing.copy(f"new_{table}", columns=list(columns), records=batch[table])
            for _table, move in MOVES:
                await writing.execute(move)
        await asyncio.sleep(0)


def _batches(first: int, count: int, cast: Cast) -> Iterator[Batch]:
    """One iterator for all workers: whoever is free takes the next batch."""
    present = now()
    for start in range(0, count, BATCH):
        yield invent(first + start, min(BATCH, count - start), of=count, done=start, cast=cast, until=present)


async def _tenant(slug: str, password_hash: str) -> UUID:
    async with unit.platform():
        known: UUID | None = await unit.fetchval("SELECT id FROM tenant WHERE slug = $1", slug)
    if known is not None:
        return known
    company = Company(
        name_of_folder="",
        name=slug.capitalize(),
        slug=slug,
        zone="Europe/Rome",
        country="IT",
        languages=("en", "it"),
        brand={},
        employees=_employees(slug),
        customers=(),
    )
    tenant_id = await founding.found(company, password_hash)
    async with unit.tenant(tenant_id):
        await moving_in.settle_in()
        await samples.remove_all()
        await write_library()
        await unit.execute("UPDATE tenant SET set_up_at = $1 WHERE id = app.tenant_id()", now())
    return tenant_id


def _employees(slug: str) -> tuple[Employee, ...]:
    return tuple(
        Employee(name.lower(), f"{name} Crowd", f"{name.lower()}@{slug}.example", "agent" if place else "owner", "en")
        for place, name in enumerate(AGENTS)
    )


async def _members() -> list[tuple[UUID, str]]:
    rows = await unit.fetch("SELECT id, name FROM member WHERE role IN ('owner', 'admin', 'agent') ORDER BY name, id")
    return [(row["id"], row["name"]) for row in rows]


async def _people(count: int) -> list[tuple[UUID, str, str]]:
    """One person for every eight tickets, as (id, name, address); those that are here already ask again."""
    numbers = range(max(count // 8, 20))
    wanted = {f"customer.{number}@crowd.example": f"Customer {number}" for number in numbers}
    known = {row["address"]: (row["id"], row["name"], row["address"]) for row in await unit.fetch(PEOPLE, list(wanted))}
    new = [(new_id(), name, address) for address, name in wanted.items() if address not in known]
    await unit.execute("CREATE TEMP TABLE new_person (id uuid, name text, address text) ON COMMIT DROP")
    await unit.current().copy("new_person", columns=["id", "name", "address"], records=new)
    await unit.execute(ADD_PEOPLE, now())
    await unit.execute(ADD_ADDRESSES, now())
    return [*known.values(), *new]


TAKE_NUMBERS = """
INSERT INTO ticket_counter (last) VALUES ($1)
ON CONFLICT (tenant_id) DO UPDATE SET last = ticket_counter.last + $1 RETURNING last - $1 + 1
"""
PEOPLE = """
SELECT p.id, p.name, a.address FROM person_address a JOIN person p ON p.tenant_id = a.tenant_id AND p.id = a.person_id
 WHERE a.tenant_id = app.tenant_id() AND a.address_key = ANY($1::text[])
"""
ADD_PEOPLE = "INSERT INTO person (id, name, language, created_at) SELECT id, name, 'en', $1 FROM new_person"
ADD_ADDRESSES = """
INSERT INTO person_address (address_key, address, person_id, confirmed_at, created_at)
SELECT address, address, id, $1, $1 FROM new_person
"""

# COPY is binary here and JSON is not, so it comes as text.
STAGE = """
CREATE TEMP TABLE new_ticket (LIKE ticket INCLUDING DEFAULTS) ON COMMIT DROP;
CREATE TEMP TABLE new_message (LIKE message INCLUDING DEFAULTS) ON COMMIT DROP;
CREATE TEMP TABLE new_ticket_event (LIKE ticket_event INCLUDING DEFAULTS) ON COMMIT DROP;
ALTER TABLE new_ticket_event ALTER COLUMN data DROP DEFAULT, ALTER COLUMN data TYPE text;
CREATE TEMP TABLE new_ticket_search (ticket_id uuid, number bigint, subject text, who text, bodies text) ON COMMIT DROP;
"""


def _move(table: str, columns: tuple[str, ...]) -> str:
    names = ", ".join(columns)
    given = names.replace("data", "data::jsonb")
    return f"INSERT INTO {table} ({names}) SELECT {given} FROM new_{table}"  # noqa: S608 - names of our own


INDEX = """
INSERT INTO ticket_search (ticket_id, number, words, names)
SELECT ticket_id, number,
       setweight(to_tsvector('english', unaccent(subject)), 'A') || setweight(to_tsvector('simple', unaccent(who)), 'A')
         || to_tsvector('english', unaccent(bodies)) || to_tsvector('simple', number::text),
       left(lower(unaccent(subject || ' ' || who)), 1000)
  FROM new_ticket_search
"""
MOVES = (
    ("ticket", _move("ticket", TICKET)),
    ("message", _move("message", MESSAGE)),
    ("ticket_event", _move("ticket_event", EVENT)),
    ("ticket_search", INDEX),
)
VACUUMED = (
    *("person", "person_address", "ticket", "message", "ticket_event", "ticket_search", "article", "article_text"),
    *("faq_category", "faq_category_text"),
)
