"""Inboxes: the addresses to which customers write, and what a ticket that comes by each begins with.

`support` is always there. A company's own address (`help@company.example`) is told to its provider to forward here; a
mail that names it in its headers counts as sent to the inbox it belongs to.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from polydesk.customers.addresses import address_key
from polydesk.intake.refusals import InboxTaken, TooManyInboxes
from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.settings import settings
from polydesk.kernel.turns import take_turn
from polydesk.tickets import categories
from polydesk.tickets.reply_addresses import LOCAL, MARK
from tenants import brands, here

DEFAULT = "support"
MOST = 50
LOCAL_PART = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,38}[a-z0-9])?")
# Ours already, or the post's own.
RESERVED = frozenset({"new", LOCAL, "postmaster", "mailer-daemon", "abuse", "no-reply", "noreply", "bounce", "bounces"})

COLUMNS = "id, local, own_address, team_id, category_id, language, brand_id"


@dataclass(frozen=True)
class Inbox:
    """`id` is None for the default one while nobody has set anything about it."""

    id: UUID | None
    local: str
    own_address: str = ""
    team_id: UUID | None = None
    category_id: UUID | None = None
    language: str | None = None
    brand_id: UUID | None = None


@dataclass(frozen=True)
class Draft:
    local: str
    own_address: str = ""
    team_id: UUID | None = None
    category_id: UUID | None = None
    language: str | None = None
    brand_id: UUID | None = None


async def inboxes() -> list[Inbox]:
    """The default one first."""
    rows = await unit.fetch(f"SELECT {COLUMNS} FROM inbox WHERE tenant_id = app.tenant_id() ORDER BY local")  # noqa: S608
    found = sorted((Inbox(*row) for row in rows), key=lambda one: (one.local != DEFAULT, one.local))
    return found if found and found[0].local == DEFAULT else [Inbox(None, DEFAULT), *found]


async def inbox(local: str) -> Inbox:
    """Raises NotFound."""
    for one in await inboxes():
        if one.local == local:
            return one
    raise NotFound


async def exists(local: str) -> bool:
    known = "SELECT EXISTS (SELECT FROM inbox WHERE tenant_id = app.tenant_id() AND local = $1)"
    return local == DEFAULT or bool(await unit.fetchval(known, local))


async def for_addresses(addresses: Sequence[str]) -> Inbox:
    """The inbox that the first of these addresses belongs to, ours or a company's own. The default one is the last
    resort: what was forwarded there may name in its headers whom it was written to.
    """
    known = await inboxes()
    by_local = {one.local: one for one in known}
    by_own = {one.own_address: one for one in known if one.own_address}
    ours = f"@{await domain()}"
    for address in map(str.lower, addresses):
        found = by_own.get(address) or (by_local.get(local_of(address)) if address.endswith(ours) else None)
        if found and (found.local != DEFAULT or found.own_address == address):
            return found
    return known[0]


async def own_addresses() -> set[str]:
    """The company's own, which forward to ours: nobody else is behind them."""
    return {one.own_address for one in await inboxes() if one.own_address}


def local_of(address: str) -> str:
    """What stands before the @, without what somebody has added to tell mails apart (`support+shop`)."""
    return address.rpartition("@")[0].partition(MARK)[0] if "@" in address else address.partition(MARK)[0]


async def domain() -> str:
    return f"{(await here.visit()).slug}.{settings().inbox_domain}"


async def add(draft: Draft) -> Inbox:
    """Raises InboxTaken, TooManyInboxes."""
    await take_turn("inboxes")
    known = await inboxes()
    if draft.local in RESERVED or draft.local in {one.local for one in known}:
        raise InboxTaken
    if len(known) >= MOST:
        raise TooManyInboxes
    await _write(Inbox(None, draft.local), draft)
    begins_with = {name: [None, said] for name, said in (await _named(draft)).items() if said}
    await record("inbox.added", changes={"address": [None, draft.local], **begins_with})
    return await inbox(draft.local)


async def change(held: Inbox, draft: Draft) -> None:
    """What stands before the @ stays: people write to it."""
    await _write(held, draft)
    before, after = await _named(held), await _named(draft)
    changes = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
    if changes:
        await record("inbox.changed", changes={"address": [held.local, held.local], **changes})


async def remove(held: Inbox) -> None:
    """Mails to it are refused from now on; of the default one only what was set goes."""
    await unit.execute("DELETE FROM inbox WHERE tenant_id = app.tenant_id() AND local = $1", held.local)
    await record("inbox.removed", changes={"address": [held.local, None]})


async def _write(held: Inbox, draft: Draft) -> None:
    own = address_key(draft.own_address) if draft.own_address else ""
    if own and any(one.own_address == own and one.local != held.local for one in await inboxes()):
        raise InboxTaken
    await unit.execute(
        """INSERT INTO inbox (id, local, own_address, team_id, category_id, language, created_at, brand_id)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
           ON CONFLICT (tenant_id, local) DO UPDATE SET own_address = EXCLUDED.own_address, team_id = EXCLUDED.team_id,
             category_id = EXCLUDED.category_id, language = EXCLUDED.language, brand_id = EXCLUDED.brand_id""",
        *(
            held.id or new_id(),
            held.local,
            own,
            draft.team_id,
            draft.category_id,
            draft.language,
            now(),
            draft.brand_id,
        ),
    )


async def _named(one: Inbox | Draft) -> dict[str, str | None]:
    """What is set, in the words that whoever reads the audit log knows, also when the thing itself has gone."""
    team = await unit.fetchval("SELECT name FROM team WHERE tenant_id = app.tenant_id() AND id = $1", one.team_id)
    return {
        "own_address": one.own_address or None,
        "team": team,
        "category": (await categories.category(one.category_id)).name if one.category_id else None,
        "language": one.language,
        "brand": await brands.name_of(one.brand_id) if one.brand_id else None,
    }
