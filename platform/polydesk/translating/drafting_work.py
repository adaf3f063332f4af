"""The work of drafting: a batch at a time goes to the machine, outside of every transaction, and what comes back is
checked and kept before the next one goes. Whoever is stopped in between goes on with what is left.

A fault of the account (its key, its quota, our own limit) ends all that is wanted with a sentence; a service that is
away is tried again by the job, and given up after its last attempt.
"""

from collections.abc import Iterator, Sequence
from functools import partial

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.outbox import Lease, enqueue
from polydesk.kernel.wording.typed import tidy
from polydesk.translating import machine_account
from polydesk.translating.drafting import Place
from polydesk.translating.drafting_batches import Batch, Item, fail, next_batch, ready
from polydesk.translating.exchanging import faults_of
from polydesk.translating.machines import Down, Machine, MachineFault, Refused, asked_beside
from polydesk.translating.masking import Lost

ATTEMPTS = 4
# After so many a job makes room for others, and another one goes on.
MOST_BATCHES = 20

Outcome = tuple[Place, str, str]


class OverLimit(MachineFault):
    """More than the company allows for a month."""

    problem = "limit"


async def work(lease: Lease) -> None:
    """Raises Down while the service may come back."""
    for _turn in range(MOST_BATCHES):
        try:
            async with lease.unit():
                machine, batch = await machine_account.machine(), await next_batch(lease)
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
    async with lease.unit():
        await enqueue("translating.draft")
        await lease.finish()


async def _outcomes(lease: Lease, machine: Machine, batch: Batch) -> list[Outcome]:
    await lease.renew()
    async with lease.unit():
        known = await machine_account.account()
    if known is None or known.left < batch.characters:
        raise OverLimit
    texts: list[str] = []
    try:
        for part in batch.requests():
            call = partial(machine.translate, part, source=batch.source, target=batch.target, about=batch.about)
            texts += await asked_beside(call)
    except Refused:
        return [(item.draft.place, "", "refused") for item in batch.items]
    return list(_put_together(batch, texts))


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
            await (fail(place, problem) if problem else ready(place, text))
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


_FAIL_ALL = """
UPDATE machine_draft SET state = 'failed', problem = $1, at = $2 WHERE tenant_id = app.tenant_id() AND state = 'wanted'
"""
