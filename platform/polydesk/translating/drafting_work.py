"""The work of drafting: a batch at a time goes to the machine, outside of every transaction, and what comes back is
checked and kept before the next one goes. Whoever is stopped in between goes on with what is left.

A fault of the account (its key, its quota, our own limit) ends all that is wanted with a sentence; a service that is
away is tried again by the job, and given up after its last attempt.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.outbox import Lease, Retry
from polydesk.kernel.wording.typed import tidy
from polydesk.translating import machine_account
from polydesk.translating.drafting import COLUMNS, Draft, Place
from polydesk.translating.exchanging import Held, all_held, faults_of
from polydesk.translating.machines import (
    MOST_CHARACTERS,
    MOST_TEXTS,
    Down,
    Machine,
    MachineFault,
    Refused,
    asked_beside,
)
from polydesk.translating.masking import Lost, Masked, masked
from tenants.here import visit

ATTEMPTS = 4
# After so many a job makes room for others and comes back.
MOST_BATCHES = 20


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

    @property
    def about(self) -> str:
        """A long text explains itself; names of categories and the like do not."""
        return "; ".join(dict.fromkeys(item.held.note for item in self.items))[:1_000]


Outcome = tuple[Place, str, str]


async def work(lease: Lease) -> None:
    """Raises Retry while there is more, Down while the service may come back."""
    for _turn in range(MOST_BATCHES):
        try:
            async with lease.unit():
                machine, batch = await machine_account.machine(), await _next_batch(lease)
            if machine is None or batch is None:
                return
            outcomes = await _outcomes(lease, machine, batch)
        except Down as fault:
            await _tell(lease, fault.problem)
            if lease.attempt < ATTEMPTS:
                raise
            return
        except MachineFault as fault:
            await _tell(lease, fault.problem)
            return
        await _keep(lease, batch, outcomes)
    raise Retry("there is more to draft", after=timedelta(seconds=1))


async def _next_batch(lease: Lease) -> Batch | None:
    """The oldest that is wanted and that no other job has, and more of the same languages. What fits no more is
    forgotten."""
    rows = await unit.fetch(_WAITING, lease.key)
    if not rows:
        return None
    wanted = {draft.place: draft for draft in (Draft(**row) for row in rows)}
    here = await visit()
    by_place = {(one.kind.name, one.phrase.key): one for one in await all_held(here.languages, here.default_language)}
    found: Batch | None = None
    rest = (MOST_TEXTS, MOST_CHARACTERS)
    for place, draft in wanted.items():
        held = by_place.get(place[:2])
        if held is None or not draft.fits(held.phrase, held.source):
            await unit.execute(_FORGET, *place)
            continue
        try:
            item = Item(held, draft, masked(draft.source, is_markdown=held.phrase.shape == "markdown"))
        except Lost:
            await _fail(place, "lost")
            continue
        found = found or Batch([], held.source, draft.language)
        size = (len(item.masked.segments), sum(len(one.xml) for one in item.masked.segments))
        if (held.source, draft.language) != (found.source, found.target) or (
            found.items and (size[0] > rest[0] or size[1] > rest[1])
        ):
            continue
        found.items.append(item)
        rest = (rest[0] - size[0], rest[1] - size[1])
    if found:
        await unit.executemany(_TAKE, [(*item.draft.place, lease.key) for item in found.items])
    return found


async def _outcomes(lease: Lease, machine: Machine, batch: Batch) -> list[Outcome]:
    await lease.renew()
    async with lease.unit():
        known = await machine_account.account()
    if known is None or known.left < batch.characters:
        raise OverLimit
    texts: list[str] = []
    try:
        for part in _parts(batch.texts):
            call = partial(machine.translate, part, source=batch.source, target=batch.target, about=batch.about)
            texts += await asked_beside(call)
    except Refused:
        return [(item.draft.place, "", "refused") for item in batch.items]
    return list(_put_together(batch, texts))


class OverLimit(MachineFault):
    problem = "limit"


def _parts(texts: Sequence[str]) -> Iterator[list[str]]:
    """As much as one request takes: a long article makes several."""
    part, size = list[str](), 0
    for text in texts:
        if part and (len(part) == MOST_TEXTS or size + len(text) > MOST_CHARACTERS):
            yield part
            part, size = [], 0
        part.append(text)
        size += len(text)
    if part:
        yield part


def _put_together(batch: Batch, texts: Sequence[str]) -> Iterator[Outcome]:
    left = 0
    for item in batch.items:
        count = len(item.masked.segments)
        mine, left = texts[left : left + count], left + count
        try:
            text = tidy(item.masked.put_together(mine), item.held.phrase.shape == "line")
        except Lost:
            yield item.draft.place, "", "lost"
            continue
        yield item.draft.place, text, _problem(text, item)


def _problem(text: str, item: Item) -> str:
    if len(text) > item.held.phrase.limit:
        return "long"
    return "lost" if next(faults_of(text, item.draft.language, item.held), "") or not text else ""


async def _keep(lease: Lease, batch: Batch, outcomes: Sequence[Outcome]) -> None:
    async with lease.unit():
        await lease.hold()
        for place, text, problem in outcomes:
            await (_fail(place, problem) if problem else unit.execute(_READY, *place, text, now()))
        await machine_account.count(batch.characters)
        await machine_account.remember("works")


async def _tell(lease: Lease, problem: str) -> None:
    """The account says what is wrong; nothing that is wanted waits for what does not come by itself."""
    async with lease.unit():
        await lease.hold()
        if problem in machine_account.SAYS:
            await machine_account.remember(problem)  # type: ignore[arg-type]
        if problem != "down" or lease.attempt >= ATTEMPTS:
            await unit.execute(_FAIL_ALL, problem, now())


async def _fail(place: Place, problem: str) -> None:
    await unit.execute(_FAIL, *place, problem, now())


_MINE = "WHERE tenant_id = app.tenant_id() AND kind = $1 AND key = $2 AND language = $3 AND state = 'wanted'"
_TAKE = f"UPDATE machine_draft SET taken_by = $4 {_MINE}"  # noqa: S608
_FORGET = f"DELETE FROM machine_draft {_MINE}"  # noqa: S608 - constants of this module
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
_FAIL_ALL = """
UPDATE machine_draft SET state = 'failed', problem = $1, at = $2 WHERE tenant_id = app.tenant_id() AND state = 'wanted'
"""
