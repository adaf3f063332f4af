"""Batches: what is wanted of the machine, as much of it at a time as one request takes, from one language into another.

Rows that a job has taken are nobody else's for as long as its lease lives.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.outbox import Lease
from polydesk.translating.drafting import COLUMNS, Draft, Place
from polydesk.translating.exchanging import Held, all_held
from polydesk.translating.machines import MOST_CHARACTERS, MOST_TEXTS
from polydesk.translating.masking import Lost, Masked, masked
from tenants.here import visit


@dataclass(frozen=True)
class Item:
    held: Held
    draft: Draft
    masked: Masked


@dataclass(frozen=True)
class Batch:
    """Texts from one language into another."""

    items: list[Item]
    source: str
    target: str

    @property
    def texts(self) -> list[str]:
        return [segment.xml for item in self.items for segment in item.masked.segments]

    @property
    def characters(self) -> int:
        return sum(map(len, self.texts))

    def requests(self) -> Iterator[list[str]]:
        """As much as one request takes: a long article makes several."""
        part, size = list[str](), 0
        for text in self.texts:
            if part and (len(part) == MOST_TEXTS or size + len(text) > MOST_CHARACTERS):
                yield part
                part, size = [], 0
            part.append(text)
            size += len(text)
        if part:
            yield part

    def has_room_for(self, item: Item) -> bool:
        """In one request; a text that is too long for one comes alone."""
        more = len(item.masked.segments), sum(len(one.xml) for one in item.masked.segments)
        return len(self.texts) + more[0] <= MOST_TEXTS and self.characters + more[1] <= MOST_CHARACTERS

    @property
    def about(self) -> str:
        """A long text explains itself; names of categories and the like do not."""
        return "; ".join(dict.fromkeys(item.held.note for item in self.items))[:1_000]


async def next_batch(lease: Lease) -> Batch | None:
    """The oldest that is wanted and that no other job has, and more of the same languages."""
    found: Batch | None = None
    for item in await _items(lease):
        found = found or Batch([], item.held.source, item.draft.language)
        is_alike = (item.held.source, item.draft.language) == (found.source, found.target)
        if is_alike and (not found.items or found.has_room_for(item)):
            found.items.append(item)
    if found:
        await unit.executemany(_TAKE, [(*item.draft.place, lease.key) for item in found.items])
    return found


async def ready(place: Place, text: str) -> None:
    await unit.execute(_READY, *place, text, now())


async def fail(place: Place, problem: str) -> None:
    await unit.execute(_FAIL, *place, problem, now())


async def _items(lease: Lease) -> list[Item]:
    """What fits no more is forgotten, and what no machine should get has failed."""
    rows = await unit.fetch(_WAITING, lease.key)
    if not rows:
        return []
    here = await visit()
    by_place = {(one.kind.name, one.phrase.key): one for one in await all_held(here.languages, here.default_language)}
    items = list[Item]()
    for draft in (Draft(**row) for row in rows):
        held = by_place.get((draft.kind, draft.key))
        if held is None or not draft.fits(held.phrase, held.source):
            await unit.execute(_FORGET, *draft.place)
            continue
        try:
            # An article of long lines takes seconds, in which other jobs go on.
            found = await asyncio.to_thread(masked, draft.source, is_markdown=held.phrase.shape == "markdown")
            items.append(Item(held, draft, found))
        except Lost:
            await fail(draft.place, "lost")
    return items


_MINE = "WHERE tenant_id = app.tenant_id() AND kind = $1 AND key = $2 AND language = $3 AND state = 'wanted'"
_TAKE = f"UPDATE machine_draft SET taken_by = $4 {_MINE}"  # noqa: S608 - constants of this module
_FORGET = f"DELETE FROM machine_draft {_MINE}"  # noqa: S608
_READY = f"UPDATE machine_draft SET state = 'ready', text = $4, at = $5 {_MINE}"  # noqa: S608
_FAIL = f"UPDATE machine_draft SET state = 'failed', problem = $4, at = $5 {_MINE}"  # noqa: S608
# A job that was stopped has no lease any more: what it had is taken up again.
_WAITING = f"""
SELECT {COLUMNS} FROM machine_draft d
 WHERE tenant_id = app.tenant_id() AND state = 'wanted'
   AND (taken_by IS NULL OR taken_by = $1 OR NOT EXISTS (
     SELECT FROM outbox o WHERE o.tenant_id = d.tenant_id AND o.lease = d.taken_by AND o.state = 'running'))
 ORDER BY at, kind, key, language LIMIT 200 FOR UPDATE SKIP LOCKED
"""  # noqa: S608
