"""What customers are told: by when, or when we open, and never a word of what was missed."""

from typing import Any

from tests_sla import STANDARD, Desk, standard
from tests_watch import at, text

from polydesk.sla.facts import Facts
from polydesk.sla.policy import Options
from polydesk.sla.promising import promise_for, promise_of


async def test_the_form_promises_what_the_ticket_then_gets(desk: Desk) -> None:
    async with desk.moment("03-06T15:30"):
        said = await promise_for(Facts(), at("03-06T15:30"))
    assert said is not None
    assert (text(said.at), said.is_open, said.opens_at, said.tz) == ("2026-03-09T11:30:00Z", True, None, "Europe/Rome")
    x = await desk.asks("03-06T15:30")
    assert (await desk.timer(x, "first_response")).due_at == "2026-03-09T11:30:00Z"


async def test_at_the_weekend_it_says_when_we_open(desk: Desk) -> None:
    async with desk.moment("03-07T12:00"):
        said = await promise_for(Facts(priority="urgent"), at("03-07T12:00"))
    assert said is not None
    assert (text(said.at), said.is_open, text(said.opens_at)) == ("2026-03-09T09:00:00Z", False, "2026-03-09T08:00:00Z")


async def test_it_tells_nothing_where_the_policy_says_so(acme: Any, globex: Any) -> None:
    quiet = await Desk.opens(acme, standard(options=Options(shows_promise=False)))
    x = await quiet.asks("03-06T15:30")
    async with quiet.moment("03-06T16:00"):
        assert await promise_for(Facts(), at("03-06T16:00")) is None
        assert await promise_of(x, at("03-06T16:00")) is None
    without = await Desk.opens(globex, standard(targets=STANDARD[2:3]))
    async with without.moment("03-06T16:00"):
        assert await promise_for(Facts(), at("03-06T16:00")) is None


async def test_once_it_is_answered_nothing_is_awaited(desk: Desk) -> None:
    x = await desk.asks("03-06T15:30")
    async with desk.moment("03-09T09:00"):
        awaited = await promise_of(x, at("03-09T09:00"))
        late = await promise_of(x, at("03-09T12:00"))
    assert awaited is not None
    assert late is not None
    assert (text(awaited.at), awaited.is_past, late.is_past) == ("2026-03-09T11:30:00Z", False, True)
    await desk.replies(x, "03-09T12:00")
    async with desk.moment("03-09T12:00"):
        assert await promise_of(x, at("03-09T12:00")) is None


async def test_without_hours_no_time_is_told(acme: Any) -> None:
    desk = await Desk.opens(acme, weekly={})
    async with desk.moment("03-06T15:30"):
        said = await promise_for(Facts(), at("03-06T15:30"))
    assert said is not None
    assert (said.at, said.opens_at) == (None, None)
