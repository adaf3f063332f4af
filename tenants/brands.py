"""Further brands: names besides the company's own under which it answers some of its customers, with a colour and a logo.

Which one a ticket has follows from the address it came to, or an agent says so. What its customer gets of it, e-mails and
surveys, wears that brand; the portal, the languages and the addresses stay the company's.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from uuid import UUID

from i18n import lazy
from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.lines import one_line
from polydesk.kernel.refusals import Conflict, NotFound
from polydesk.kernel.remembered import Remembered
from polydesk.kernel.turns import take_turn
from tenants import here
from tenants.directory import Brand, Site

MOST = 50
LONGEST_NAME = 80


class NameTaken(Conflict):
    message = lazy("There is already a brand with this name.")


class TooManyBrands(Conflict):
    message = lazy("There are too many brands. Archive one first.")


@dataclass(frozen=True)
class FurtherBrand:
    id: UUID
    name: str
    colour: str
    logo_id: UUID | None = None
    is_archived: bool = False


@dataclass(frozen=True)
class Draft:
    name: str
    colour: str = Brand.colour
    logo_id: UUID | None = None


async def brands(*, archived_too: bool = False) -> list[FurtherBrand]:
    """By name; from memory."""
    return [one for one in await _known() if archived_too or not one.is_archived]


async def brand(brand_id: UUID) -> FurtherBrand:
    """An archived one, too. Raises NotFound."""
    for one in await _known():
        if one.id == brand_id:
            return one
    raise NotFound


async def name_of(brand_id: UUID | None) -> str:
    """The company's own where it is none."""
    return (await brand(brand_id)).name if brand_id else (await here.visit()).name


async def add(draft: Draft) -> UUID:
    """Raises NameTaken, TooManyBrands."""
    await _demand_room()
    made, name = new_id(), one_line(draft.name)
    await _demand_free(made, name)
    await unit.execute(_ADD, made, name, draft.colour, draft.logo_id, now())
    await _changed("added", made, name=[None, name])
    return made


async def change(held: FurtherBrand, draft: Draft) -> None:
    """Raises NameTaken."""
    await take_turn("brands")
    wanted = replace(held, name=one_line(draft.name), colour=draft.colour, logo_id=draft.logo_id)
    await _demand_free(held.id, wanted.name)
    if wanted != held:
        await unit.execute(_CHANGE, held.id, wanted.name, wanted.colour, wanted.logo_id)
        pairs = {name: [_said(held, name), _said(wanted, name)] for name in ("name", "colour", "logo_id")}
        await _changed("changed", held.id, **{name: pair for name, pair in pairs.items() if pair[0] != pair[1]})


async def archive(held: FurtherBrand) -> None:
    """Nobody can choose it any more; what has it keeps it. The second press changes nothing."""
    if held.is_archived:
        return
    await unit.execute(_SHELVE, held.id, now())
    await _changed("archived", held.id, name=[held.name, None])


async def restore(held: FurtherBrand) -> None:
    """Raises TooManyBrands."""
    if not held.is_archived:
        return
    await _demand_room()
    await unit.execute(_SHELVE, held.id, None)
    await _changed("restored", held.id, name=[None, held.name])


@asynccontextmanager
async def wearing(brand_id: UUID | None) -> AsyncIterator[None]:
    """What is written inside is in the name of this brand: the site, its letterhead and its pages look like it."""
    own = await here.visit()
    await wear(brand_id)
    try:
        yield
    finally:
        here.enter(own)


async def wear(brand_id: UUID | None) -> None:
    """The same for the rest of a request. None changes nothing."""
    if brand_id is not None:
        here.enter(dressed(await here.visit(), await brand(brand_id)))


def dressed(site: Site, worn: FurtherBrand) -> Site:
    """What else the company says of itself, its legal links say, stays."""
    look = replace(site.look, colour=worn.colour, logo_id=worn.logo_id, logo_dark_id=None)
    return replace(site, name=worn.name, look=look, brand_id=worn.id)


async def _demand_room() -> None:
    """One after the other. Raises TooManyBrands."""
    await take_turn("brands")
    if sum(not one.is_archived for one in await _read()) >= MOST:
        raise TooManyBrands


async def _demand_free(brand_id: UUID, name: str) -> None:
    if await unit.fetchval(_IS_TAKEN, brand_id, name):
        raise NameTaken


async def _changed(what: str, brand_id: UUID, **changes: list[str | None]) -> None:
    await record(f"further_brand.{what}", subject=("further_brand", brand_id), changes=changes)
    await _known.changed()


def _said(one: FurtherBrand, name: str) -> str | None:
    value = getattr(one, name)
    return str(value) if value else None


async def _read() -> tuple[FurtherBrand, ...]:
    return tuple(FurtherBrand(*row) for row in await unit.fetch(_ALL))


_ALL = """
SELECT id, name, colour, logo_id, archived_at IS NOT NULL FROM further_brand WHERE tenant_id = app.tenant_id()
 ORDER BY lower(name), id
"""
_ADD = "INSERT INTO further_brand (id, name, colour, logo_id, created_at) VALUES ($1, $2, $3, $4, $5)"
_CHANGE = "UPDATE further_brand SET name = $2, colour = $3, logo_id = $4 WHERE tenant_id = app.tenant_id() AND id = $1"
_SHELVE = "UPDATE further_brand SET archived_at = $2 WHERE tenant_id = app.tenant_id() AND id = $1"
_IS_TAKEN = """
SELECT EXISTS (SELECT FROM further_brand WHERE tenant_id = app.tenant_id() AND id <> $1 AND lower(name) = lower($2))
"""
_known = Remembered("brands", _read, most=2_000)
