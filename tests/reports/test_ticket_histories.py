"""Whatever happens to tickets, the sums agree: days, groups, the whole, and the lists behind each figure."""

import random
from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from tests_depth import in_turn
from tests_sla import Desk

import tests_cast
from polydesk.hours.instants import moment_of
from polydesk.kernel import unit
from polydesk.kernel.clock import travel
from polydesk.reports import tickets_one_by_one, tickets_rolling, tickets_sums
from polydesk.reports.period import Period
from polydesk.reports.recounting import recount, still_waiting
from polydesk.reports.tickets_behind import tickets_behind
from polydesk.reports.tickets_counting import ticket_figures
from polydesk.reports.tickets_figures import Figures
from polydesk.reports.tickets_wanted import DIMENSIONS, TICKET_FIGURES, TicketsWanted
from polydesk.tickets import assignment, changing, conversation, lifecycle, merging, spam
from polydesk.tickets.queries import by_id
from surveys import complaints

ROME = ZoneInfo("Europe/Rome")
MARCH = Period(date(2026, 3, 2), date(2026, 3, 22), ROME, "days")
MARCH_AS_A_WHOLE = Period(date(2026, 3, 1), date(2026, 3, 31), ROME, "days")
OVER = ("resolved", "closed")
DEEDS = (
    *("ask", "ask", "write", "reply", "reply", "solve", "solve", "close", "reopen"),
    *("merge", "unmerge", "spam", "raise", "take", "complain"),
)


async def figures(house: Any, **wanted: Any) -> tuple[TicketsWanted, Figures]:
    asked = TicketsWanted(**{"period": MARCH} | wanted)
    async with house.unit():
        while await recount():
            pass
        assert await still_waiting() == 0
        return asked, await ticket_figures(asked)


async def live_through(desk: Desk, seed: int) -> None:
    """Forty steps, one to eleven hours apart, each one a thing that people do to tickets."""
    dice = random.Random(seed)
    tickets: list[UUID] = [await desk.asks("03-03T08:00")]
    clock = moment_of(0).replace(year=2026, month=3, day=3, hour=9)
    for _step in range(40):
        clock += timedelta(minutes=dice.randrange(60, 660))
        when, one = clock.strftime("%m-%dT%H:%M"), dice.choice(tickets)
        with travel(clock):
            async with desk.house.unit():
                ticket = await by_id(one)
                other = await by_id(dice.choice(tickets))
        deed = dice.choice(DEEDS)
        if deed == "ask":
            tickets.append(await desk.asks(when, channel=dice.choice(("portal", "mail"))))
        elif deed == "unmerge" and ticket.is_merged:
            await desk.does(one, when, merging.unmerge)
        elif deed == "merge" and not {ticket.is_merged, ticket.is_spam, other.is_spam} & {True} and not other.is_closed:
            if one not in (other.id, other.merged_into_id) and not other.is_merged:
                await desk.does(one, when, merging.merge, into=other)
        elif ticket.is_merged:
            continue
        elif deed == "write":
            tickets.append((await desk.writes(one, when)).ticket.id)
        elif deed == "reply":
            then = dice.choice(("waiting_customer", "open", "resolved"))
            await desk.does(
                one, when, conversation.reply, body="Try this.", then=ticket.status if ticket.is_closed else then
            )
        elif deed == "solve" and ticket.is_open:
            await desk.resolves(one, when)
        elif deed == "close" and not ticket.is_closed:
            await desk.does(one, when, lifecycle.close)
        elif deed == "reopen" and not ticket.is_open:
            await desk.does(one, when, lifecycle.reopen)
        elif deed == "spam":
            await desk.does(
                one, when, spam.restore if ticket.is_spam else spam.mark, **({} if ticket.is_spam else {"learn": None})
            )
        elif deed == "complain":
            async with desk.moment(when):
                await complaints.mark(one, by=desk.agent)
        elif deed == "raise":
            await desk.does(one, when, changing.set_priority, to=dice.choice(("low", "urgent")))
        elif deed == "take":
            await desk.does(one, when, assignment.assign, to=desk.people["bob"].id)


async def test_the_sums_agree_after_any_history(product: Any) -> None:
    for seed in in_turn((1, 7, 23), 0):
        acme = await tests_cast.acme(product)
        await _sums_agree(acme, seed)
        await acme.leave()


async def _sums_agree(acme: Any, seed: int) -> None:
    desk = await Desk.opens(acme)
    await live_through(desk, seed)
    wanted, found = await figures(acme)
    await agrees_with_the_tickets(acme, found)
    await agrees_with_the_lists(acme, wanted, found)
    for by in DIMENSIONS:
        _asked, grouped = await figures(acme, by=by)
        assert grouped.flow == found.flow
        for group in grouped.groups:
            _asked, alone = await figures(acme, only={by: group.key})
            assert alone.flow == group.flow, (by, group.key)
    days = [flow for _day, flow in found.slices]
    assert [sum(getattr(day, part) for day in days) for part in ("created", "solved", "reopened")] == [
        *(found.flow.created, found.flow.solved, found.flow.reopened)
    ]
    assert (days[0].before, days[-1].open) == (found.flow.before, found.flow.open)
    _asked, until_then = await figures(acme, period=Period(MARCH.since, date(2026, 3, 9), ROME, "days"))
    _asked, since_then = await figures(acme, period=Period(date(2026, 3, 10), MARCH.until, ROME, "days"))
    assert (until_then.flow.open, since_then.flow.open) == (since_then.flow.before, found.flow.open)
    assert until_then.flow.open == days[7].open


async def test_sums_by_day_and_month_say_the_same_after_any_history(
    product: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As for a company whose moments are too many to be counted one by one; also once things went on afterwards."""
    monkeypatch.setattr(tickets_sums, "EXACT_UP_TO", 0)
    monkeypatch.setattr(tickets_rolling, "EXACT_UP_TO", 0)
    for seed in in_turn((3, 11, 19), 1):
        acme = await tests_cast.acme(product)
        await _days_and_months_say_the_same(acme, seed)
        await acme.leave()


async def _days_and_months_say_the_same(acme: Any, seed: int) -> None:
    desk = await Desk.opens(acme)
    for more in (0, 100):
        await live_through(desk, seed + more)
        await figures(acme)
        await say_the_same(acme, is_merged=False)
        with travel(moment_of(0).replace(year=2026, month=5, day=5)):
            async with acme.unit():
                while await tickets_rolling.merge_month(ROME):
                    pass
        await say_the_same(acme, is_merged=True)


async def say_the_same(house: Any, *, is_merged: bool) -> None:
    spans = [MARCH, MARCH_AS_A_WHOLE, Period(date(2026, 2, 20), date(2026, 4, 5), ROME, "days")]
    async with house.unit():
        while await tickets_rolling.roll_up(ROME):
            pass
        fresh = await unit.fetchval("SELECT count(*) FROM report_month WHERE NOT is_stale")
        assert bool(fresh) == is_merged
        for period in spans:
            for by in DIMENSIONS:
                wanted = TicketsWanted(period, by=by)
                assert await tickets_sums.are_better(wanted)
                told, exact = await tickets_sums.groups(wanted), await tickets_one_by_one.groups(wanted)
                assert [(one.key, one.flow) for one in told] == [(one.key, one.flow) for one in exact]
                for one, other in zip(told, exact, strict=True):
                    assert all(
                        map(
                            is_close, (*one.first_response, *one.resolution), (*other.first_response, *other.resolution)
                        )
                    )
            slices = period.slices()
            assert await tickets_sums.by_slice(wanted, slices) == await tickets_one_by_one.by_slice(wanted, slices)
            lengths = await tickets_one_by_one.lengths(wanted)
            for name, found in (await tickets_sums.lengths(wanted)).items():
                for clock in ("support", "wall"):
                    one, other = getattr(found, clock), getattr(lengths[name], clock)
                    assert (one.count, one.mean) == (other.count, other.mean)
                    assert is_close(one.median, other.median)
                    assert is_close(one.p90, other.p90)


def is_close(told: int | None, exact: int | None) -> bool:
    return told == exact if told is None or exact is None else abs(told - exact) <= exact / 100


async def agrees_with_the_tickets(house: Any, found: Figures) -> None:
    """Counted from the rows themselves, in Python."""
    async with house.unit():
        rows = await unit.fetch(
            "SELECT status, message_count FROM ticket WHERE spam_at IS NULL AND merged_into_id IS NULL"
        )
    stand = Counter(row["status"] in OVER for row in rows)
    assert (found.flow.before, found.flow.created, found.flow.open, found.unfinished) == (
        0,
        len(rows),
        stand[False],
        stand[False],
    )
    assert found.flow.solved - found.flow.reopened == stand[True]
    assert found.lengths["resolution"].wall.count == found.lengths["handling"].wall.count == found.flow.solved


async def agrees_with_the_lists(house: Any, wanted: TicketsWanted, found: Figures) -> None:
    says = {
        **{name: getattr(found.flow, name) for name in ("created", "solved", "reopened", "open")},
        **{name: found.lengths[name].wall.count for name in ("first_response", "next_response")},
        **{name: getattr(found, name) for name in ("at_first_contact", "unfinished")},
        "complaint": found.complaints,
    }
    async with house.unit():
        listed = {
            figure: len((await tickets_behind(TicketsWanted(wanted.period, figure=figure), most=500)).lines)
            for figure in TICKET_FIGURES
        }
        at_a_past_day = Period(date(2026, 3, 8), date(2026, 3, 8), ROME, "days")
        past = await ticket_figures(TicketsWanted(at_a_past_day))
        behind = await tickets_behind(TicketsWanted(at_a_past_day, figure="open"), most=500)
    assert listed == says
    assert past.flow.open == len(behind.lines)


async def test_what_was_solved_counts_on_when_it_is_erased_and_what_was_open_does_not(acme: Any) -> None:
    desk = await Desk.opens(acme)
    solved, still_open = await desk.asks("03-03T08:00"), await desk.asks("03-03T09:00")
    await desk.resolves(solved, "03-04T08:00")
    await figures(acme)
    async with acme.unit():
        await unit.execute("DELETE FROM sla_timer WHERE ticket_id = ANY($1::uuid[])", [solved, still_open])
        await unit.execute("DELETE FROM ticket WHERE id = ANY($1::uuid[])", [solved, still_open])
    _wanted, found = await figures(acme)
    assert (found.flow.created, found.flow.solved, found.flow.open) == (1, 1, 0)
    async with acme.unit():
        (line,) = (await tickets_behind(TicketsWanted(MARCH, figure="solved"))).lines
    assert (line.subject, line.number) == (None, 1)


async def test_support_time_is_that_of_the_tickets_hours(acme: Any) -> None:
    desk = await Desk.opens(acme)
    asked = await desk.asks("03-06T15:30")  # Friday, half an hour before the desk closes
    await desk.replies(asked, "03-09T09:00")
    _wanted, found = await figures(acme)
    first = found.lengths["first_response"]
    assert (first.support.median, first.wall.median) == (3_600 + 1_800, 65 * 3_600 + 1_800)
