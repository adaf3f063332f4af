"""The fourth promise: from one public reply to the next, also when the customer does not write."""

from typing import Any
from uuid import UUID

import pytest
from tests_changes import computed, hours, proposed
from tests_sla import STANDARD, Desk, standard
from tests_watch import HOUR, at, weekdays

from polydesk.kernel.actor import SYSTEM, Actor
from polydesk.kernel.ids import new_id
from polydesk.sla import policies, promise_words
from polydesk.sla.changes import PublishPolicy
from polydesk.sla.past import Past
from polydesk.sla.policy import USUAL_PAUSES, Options, Target
from polydesk.sla.receipt import receipt_of
from polydesk.sla.updates import Reply, owed, owed_since
from polydesk.tickets import changing, merging
from polydesk.tickets.queries import by_id
from polydesk.tickets.submission import submit_outbound

X = "03-06T15:30"
TARGET = Target("update", "normal", 8 * HOUR, pause_on=USUAL_PAUSES["update"])
EACH_DAY = standard(targets=(*STANDARD, TARGET))


@pytest.fixture
async def desk(acme: Any) -> Desk:
    return await Desk.opens(acme, EACH_DAY)


async def spans(desk: Desk, x: UUID) -> list[tuple[str, str | None, str]]:
    """Of each update: since when, due when, and what became of it."""
    return [(one.started_at, one.due_at, one.outcome or one.state) for one in await desk.timers(x, "update")]


async def test_nothing_is_brought_up_to_date_before_the_first_answer(desk: Desk) -> None:
    x = await desk.asks(X)
    assert await desk.timers(x, "update") == []


async def test_each_reply_owes_the_next_one_though_nobody_asks(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.replies(x, "03-09T10:00")
    await desk.replies(x, "03-10T09:59:59")
    await desk.replies(x, "03-12T09:00")
    assert await spans(desk, x) == [
        ("2026-03-09T10:00:00Z", "2026-03-10T10:00:00Z", "met"),
        ("2026-03-10T09:59:59Z", "2026-03-11T09:59:59Z", "missed"),
        ("2026-03-12T09:00:00Z", "2026-03-13T09:00:00Z", "running"),
    ]
    kept = [(one["outcome"], one["due_at"]) for one in await desk.results(x) if one["metric"] == "update"]
    assert kept == [("met", "2026-03-10T10:00:00Z"), ("missed", "2026-03-11T09:59:59Z")]


async def test_the_customer_s_message_does_not_start_it_anew(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.replies(x, "03-09T10:00")
    await desk.writes(x, "03-09T14:00")
    assert await spans(desk, x) == [("2026-03-09T10:00:00Z", "2026-03-10T10:00:00Z", "running")]


async def test_it_rests_while_the_customer_has_the_word_and_not_while_others_work(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.replies(x, "03-09T10:00", then="waiting_customer")
    assert await spans(desk, x) == [("2026-03-09T10:00:00Z", None, "paused")]
    await desk.writes(x, "03-10T10:00")
    await desk.waits(x, "03-10T11:00", on="third_party")
    assert await spans(desk, x) == [("2026-03-09T10:00:00Z", "2026-03-11T10:00:00Z", "running")]


async def test_an_update_that_hands_the_word_over_was_due_when_it_was_due(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.replies(x, "03-09T10:00")
    await desk.replies(x, "03-09T12:00", then="waiting_customer")
    assert (await spans(desk, x))[0] == ("2026-03-09T10:00:00Z", "2026-03-10T10:00:00Z", "met")


async def test_a_reply_that_resolves_owes_no_update(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.replies(x, "03-09T10:00", then="resolved")
    assert await desk.timers(x, "update") == []


async def test_resolving_is_word_enough(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.replies(x, "03-09T10:00")
    await desk.resolves(x, "03-09T12:00")
    (one,) = await desk.timers(x, "update")
    assert (one.outcome, one.completed_by) == ("met", "resolved")


async def test_a_reopened_ticket_owes_one_from_then_on(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.replies(x, "03-09T10:00", then="resolved")
    await desk.writes(x, "03-10T10:00")
    assert await spans(desk, x) == [("2026-03-10T10:00:00Z", "2026-03-11T10:00:00Z", "running")]


async def test_two_replies_of_one_second_are_one_update(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.replies(x, "03-09T10:00")
    await desk.replies(x, "03-09T10:00:00.5")
    assert len(await desk.timers(x, "update")) == 1


async def test_who_writes_first_owes_the_next_word(desk: Desk) -> None:
    async with desk.moment("03-09T10:00"):
        done = await submit_outbound(
            subject="Recall",
            body="Please send it back.",
            by=desk.alice,
            key=str(new_id()),
            address="d@customers.example",
        )
    (one,) = await desk.timers(done.ticket_id, "update")
    assert (one.started_at, one.state, one.reason) == ("2026-03-09T10:00:00Z", "paused", "waiting_customer")


@pytest.mark.parametrize(("options", "updates"), [(Options(), 1), (Options(bot_counts=True), 2)])
async def test_a_machine_s_word_counts_where_the_policy_says_so(acme: Any, options: Options, updates: int) -> None:
    desk = await Desk.opens(acme, standard(targets=(*STANDARD, TARGET), options=options))
    x = await desk.asks(X)
    await desk.replies(x, "03-09T10:00")
    await desk.replies(x, "03-09T11:00", by=SYSTEM)
    assert len(await desk.timers(x, "update")) == updates


async def test_a_merged_ticket_owes_nothing_more(desk: Desk) -> None:
    x, home = await desk.asks(X), await desk.asks(X)
    await desk.replies(x, "03-09T10:00")
    async with desk.moment("03-09T11:00"):
        await merging.merge(await by_id(x), into=await by_id(home), by=desk.alice)
    assert [(one.state, one.reason) for one in await desk.timers(x, "update")] == [("cancelled", "merged")]


async def test_a_policy_that_begins_to_promise_it_counts_from_the_last_reply(acme: Any) -> None:
    desk = await Desk.opens(acme)
    x = await desk.asks(X)
    await desk.replies(x, "03-09T10:00")
    async with desk.moment("03-09T12:00"):
        await policies.publish(desk.policy_id, EACH_DAY, based_on=1, also_open=True, by=desk.alice)
    await desk.replies(x, "03-09T15:00")  # before any worker came round
    assert await spans(desk, x) == [
        ("2026-03-09T10:00:00Z", "2026-03-10T10:00:00Z", "met"),
        ("2026-03-09T15:00:00Z", "2026-03-10T15:00:00Z", "running"),
    ]


async def test_a_priority_without_updates_and_back_keeps_what_was_used(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.replies(x, "03-09T10:00")
    await desk.raises(x, "03-09T11:00")
    assert (await desk.timer(x, "update")).reason == "no_target"
    await desk.does(x, "03-09T12:00", changing.set_priority, to="normal")
    assert await spans(desk, x) == [("2026-03-09T10:00:00Z", "2026-03-10T10:00:00Z", "running")]


async def test_the_customer_is_told_by_when_we_tell_how_it_stands(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.replies(x, "03-09T10:00")
    async with desk.moment("03-09T11:00"):
        said = await promise_words.told_of_ticket(x, "Europe/Rome")
    assert said is not None
    assert said.text.startswith("We will tell you how it stands by Tue, Mar 10, 2026")


async def test_an_answer_that_is_awaited_is_told_first(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.replies(x, "03-09T10:00")
    await desk.writes(x, "03-09T14:00")
    async with desk.moment("03-09T14:30"):
        said = await promise_words.told_of_ticket(x, "Europe/Rome")
    assert said is not None
    assert said.text.startswith("We will answer by")


async def test_the_receipt_of_every_update_adds_up(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.replies(x, "03-09T10:00", then="waiting_customer")
    await desk.writes(x, "03-10T10:00")
    await desk.replies(x, "03-12T09:00")
    async with desk.moment("03-12T12:00"):
        receipt = await receipt_of(x, at("03-12T12:00"))
    assert receipt.agrees
    assert [sheet.timer.outcome for sheet in receipt.sheets if sheet.timer.metric == "update"] == ["missed", None]


def test_the_past_tells_the_same_as_what_happened() -> None:
    """Answered, brought up to date, resolved with a reply, reopened, spam for a while, answered by a machine."""
    past = Past(((0, "new"), (100, "open"), (300, "resolved"), (400, "open"), (500, "spam"), (600, "open")))
    replies = [Reply(100, False), Reply(200, False), Reply(300, False), Reply(550, False), Reply(700, True)]
    told = list(owed(past, replies, bots_count=False, until=1_000))
    assert told == [(100, 200), (200, 300), (400, None)]
    assert list(owed(past, replies, bots_count=True, until=1_000))[-2:] == [(400, 700), (700, None)]
    assert owed_since(past, replies, bots_count=False, until=250) == 200
    assert owed_since(past, replies, bots_count=False, until=350) is None


async def test_somebody_who_is_served_no_more_is_owed_nothing(desk: Desk) -> None:
    x = await desk.asks(X)
    await desk.replies(x, "03-09T10:00")
    async with desk.moment("03-09T12:00"):
        from polydesk.tickets import lifecycle

        ticket = await by_id(x)
        await lifecycle.resolve(ticket, by=Actor("requester", ticket.person_id, "Dora"))
    (one,) = await desk.timers(x, "update")
    assert (one.state, one.reason) == ("cancelled", "resolved_by_customer")


async def test_the_replay_tells_which_updates_would_have_been_missed(acme: Any) -> None:
    """Answered, brought up to date after an hour and then after two days, resolved an hour later; never told since."""
    desk = await Desk.opens(acme)
    x, y = await desk.asks("03-02T09:00"), await desk.asks("03-02T09:00")
    for when in ("03-02T10:00", "03-02T11:00", "03-04T11:00"):
        await desk.replies(x, when)
    await desk.resolves(x, "03-04T12:00")
    await desk.replies(y, "03-02T10:00", then="waiting_customer")
    change = PublishPolicy(policy_id=desk.policy_id, draft=EACH_DAY, based_on=1)
    row = await computed(desk, await proposed(desk, change))
    assert row.result.moves is not None
    assert row.result.moves.counts == {"begins": 1}
    assert row.result.past is not None
    updates = row.result.past.sums["update"]
    assert (updates.promises, updates.new, updates.missed_after) == (0, 4, 1)


async def test_an_update_that_was_promised_is_measured_again_by_other_hours(desk: Desk) -> None:
    x = await desk.asks("03-02T09:00")
    await desk.replies(x, "03-02T10:00")
    await desk.replies(x, "03-03T09:30")
    await desk.resolves(x, "03-03T10:00")
    row = await computed(desk, await proposed(desk, hours(desk, weekdays("09:00", "20:00"))))
    assert row.result.past is not None
    updates = row.result.past.sums["update"]
    assert (updates.promises, updates.missed_before, updates.missed_after) == (2, 0, 1)
