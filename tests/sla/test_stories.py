"""Stories that nobody thought of, told twice: to a desk whose workers come round all the time, and to one whose workers
sleep until the end. Both must end up with the same promises, and every receipt must add up.
"""

import random
from contextlib import suppress
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from tests_depth import in_turn
from tests_sla import STANDARD, Desk, standard
from tests_watch import weekdays

import tests_cast
from polydesk.hours.instants import instant_text, moment_of
from polydesk.kernel.clock import travel
from polydesk.kernel.refusals import Refusal
from polydesk.schedules import editing, queries
from polydesk.schedules.compiling import Content
from polydesk.sla import policies
from polydesk.sla.policy import Condition, Target
from polydesk.sla.queries import due_of
from polydesk.sla.receipt import receipt_of
from polydesk.tickets import changing, lifecycle, merging, spam
from polydesk.tickets.queries import by_id

START, STEP, END = 1_772_811_000, 3 * 3600, 1_774_000_000
HALVED = standard(targets=tuple(replace(one, budget_s=one.budget_s // 2) for one in STANDARD))
COMPARED = ("metric", "cycle", "state", "since", "reason", "started_at", "priority", "budget_s", "consumed_s", "paused_s",
            "carry_s", "due_at", "breached_at", "breach_cause", "completed_at", "completed_by", "outcome", "hours_no")  # fmt: skip


def text(instant: int) -> str:
    return instant_text(instant).removesuffix("Z")


async def _edits_hours(desk: Desk, when: int, luck: random.Random) -> None:
    begins, ends = luck.choice((("09:00", "13:00"), ("08:00", "18:00"), ("10:00", "16:30")))
    async with desk.moment(text(when)):
        held = await queries.schedule(desk.schedule_id)
        content = Content("Europe/Rome", weekdays(begins, ends), ())
        await editing.publish(desk.schedule_id, content, based_on=held.no, by=desk.ada)


async def _publishes(desk: Desk, when: int, luck: random.Random) -> None:
    async with desk.moment(text(when)):
        held = await policies.policy(desk.policy_id)
        draft = HALVED if held.version.no % 2 else standard()
        await policies.publish(
            desk.policy_id, draft, based_on=held.version.no, also_open=luck.random() < 0.5, by=desk.ada
        )


async def _corrects(desk: Desk, when: int, luck: random.Random) -> None:
    async with desk.moment(text(when)):
        content = Content("Europe/Rome", luck.choice((weekdays("07:00", "19:00"), weekdays("10:00", "12:00"), {})), ())
        since = moment_of(when - luck.randrange(0, 4 * STEP))
        await editing.correct_the_past(desk.schedule_id, content, since=since, by=desk.ada, note="It was otherwise")


async def _merges(desk: Desk, x: UUID, y: UUID, when: int, *, undo: bool) -> None:
    async with desk.moment(text(when)):
        if undo:
            await merging.unmerge(await by_id(y), by=desk.ada)
        else:
            await merging.merge(await by_id(y), into=await by_id(x), by=desk.ada)


async def _does(desk: Desk, x: UUID, y: UUID, when: int, deed: str, luck: random.Random) -> None:
    at = text(when)
    match deed:
        case "tag":
            await desk.does(x, at, changing.set_tags, tags=luck.choice(([], ["vip"])))
        case "merge" | "unmerge":
            await _merges(desk, x, y, when, undo=deed == "unmerge")
        case "other":
            await desk.writes(y, at)
        case "correct":
            await _corrects(desk, when, luck)
        case "reply":
            await desk.replies(x, at, then=luck.choice(("open", "waiting_customer", "resolved")))
        case "write":
            await desk.writes(x, at)
        case "wait":
            await desk.waits(x, at, on=luck.choice(("customer", "third_party")))
        case "priority":
            await desk.raises(x, at, to=luck.choice(("urgent", "normal", "low")))
        case "resolve":
            await desk.resolves(x, at)
        case "reopen":
            await desk.does(x, at, lifecycle.reopen)
        case "spam":
            await desk.does(x, at, spam.mark, learn=None)
        case "restore":
            await desk.does(x, at, spam.restore)
        case "hours":
            await _edits_hours(desk, when, luck)
        case "policy":
            await _publishes(desk, when, luck)


DEEDS = ("reply", "write", "wait", "priority", "priority", "resolve", "reopen", "spam", "restore", "hours", "policy", "tag",
         "tag", "merge", "unmerge", "other", "correct")  # fmt: skip
VIP = standard(
    name="VIP",
    conditions=(Condition("tag", ("vip",)),),
    targets=(Target("first_response", "normal", 7200), Target("resolution", "normal", 28_800, "calendar")),
)


async def tell(desk: Desk, seed: int, *, watched: bool) -> tuple[UUID, UUID]:
    luck = random.Random(seed)
    async with desk.moment(text(START - 1)):
        await policies.reorder([await policies.found(VIP, by=desk.ada), desk.policy_id], by=desk.ada)
    x, y = await desk.asks(text(START)), await desk.asks(text(START + STEP))
    when = START + STEP
    for _ in range(9):
        when += luck.randrange(1, 8 * STEP)
        deed, own = luck.choice(DEEDS), random.Random(luck.random())
        # A story may ask for what cannot be done; both desks hear the same.
        with suppress(Refusal):
            await _does(desk, x, y, when, deed, own)
        if watched:
            await desk.sweeps(text(when + luck.randrange(0, 60)))
        else:
            luck.randrange(0, 60)
    await desk.sweeps(text(END))
    return x, y


async def rows(desk: Desk, x: UUID) -> list[dict[str, Any]]:
    found = [await desk.timers(x, metric) for metric in ("first_response", "next_response", "resolution")]
    return [{name: row.values[name] for name in COMPARED} for of_kind in found for row in of_kind]


@pytest.mark.parametrize("first", range(6))
async def test_it_does_not_matter_when_the_workers_come(product: Any, first: int) -> None:
    for seed in in_turn(range(first, 18, 6), first):
        house, other = await tests_cast.acme(product), await tests_cast.globex(product)
        await _is_told_alike(house, other, seed)
        await house.leave()
        await other.leave()


async def _is_told_alike(house: Any, other_house: Any, seed: int) -> None:
    watched, alone = await Desk.opens(house), await Desk.opens(other_house)
    alone.people.setdefault("ada", alone.mallory)
    ours, theirs = await tell(watched, seed, watched=True), await tell(alone, seed, watched=False)
    for one, other in zip(ours, theirs, strict=True):
        assert await rows(watched, one) == await rows(alone, other)
        await _adds_up(watched, one)
        await _adds_up(alone, other)


async def _adds_up(desk: Desk, ticket_id: UUID) -> None:
    with travel(moment_of(END)):
        async with desk.house.unit() as unit:
            assert (await receipt_of(ticket_id, END)).agrees
            row = await unit.fetchrow(
                "SELECT due_at, due_metric, due_paused, due_left_s FROM ticket WHERE id = $1", ticket_id
            )
            due = await due_of(ticket_id)
            assert tuple(row) == (due.at, due.metric, due.paused, due.left_s)
            doubled = await unit.fetch(
                """SELECT timer_id FROM sla_event WHERE kind = 'breached' AND ticket_id = $1
                    GROUP BY timer_id, once HAVING count(*) > 1""",
                ticket_id,
            )
            assert doubled == []
            missing = await unit.fetch(
                """SELECT s.id FROM sla_timer s LEFT JOIN sla_result r ON r.tenant_id = s.tenant_id AND r.timer_id = s.id
                    WHERE s.ticket_id = $1 AND (s.state = 'completed') IS DISTINCT FROM (r.timer_id IS NOT NULL)
                      AND s.breached_at IS NULL""",
                ticket_id,
            )
            assert missing == []
