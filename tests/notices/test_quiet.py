"""Quiet hours and digests: what is held arrives when it may, in the reader's own zone, however the clocks are moved."""

from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests_notices import agent, customer, mailed, submitted

from polydesk.hours.form import WEEKDAYS
from polydesk.kernel import outbox, unit
from polydesk.kernel.clock import now, travel
from polydesk.notices import holding, mails, muting, preferences, queries
from polydesk.notices.quiet import BURST, Rhythm, next_hour, next_time
from polydesk.notices.telling import tell, tell_now
from polydesk.tickets import assignment, conversation

NIGHTS = {day: ["20:00", "08:00"] for day in WEEKDAYS}
# Their clocks are moved by an hour, by half an hour, at midnight; the last has known a day that was not.
ZONES = (
    "Europe/Rome",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Africa/Casablanca",
    "Asia/Kathmandu",
)
clocks = st.builds(time, st.integers(0, 23), st.integers(0, 59))
instants = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - they get one
weeks = st.dictionaries(
    st.sampled_from(WEEKDAYS),
    st.tuples(clocks, clocks).filter(lambda pair: pair[0] != pair[1]).map(lambda pair: [f"{at:%H:%M}" for at in pair]),
)


@given(zone=st.sampled_from(ZONES), week=weeks, at=instants)
def test_nothing_reaches_anybody_in_quiet_hours_and_nothing_later_than_need_be(
    zone: str, week: dict[str, list[str]], at: datetime
) -> None:
    rhythm = Rhythm(zone, quiet=week)
    if not rhythm.ever_speaks:
        return
    told = rhythm.not_quiet(at.replace(microsecond=0))
    assert not rhythm.is_quiet(told)
    while (told := told - timedelta(minutes=7)) > at:
        assert rhythm.is_quiet(told)


@given(zone=st.sampled_from(ZONES), wanted=clocks, at=instants)
def test_a_daily_mail_comes_once_a_day_at_its_time_on_the_wall(zone: str, wanted: time, at: datetime) -> None:
    first = next_time(at, wanted, zone)
    second = next_time(first, wanted, zone)
    assert at < first <= at + timedelta(hours=25)
    days = [one.astimezone(ZoneInfo(zone)).date() for one in (first, second)]
    assert days[1] - days[0] == timedelta(days=1)
    assert abs(_minutes(first.astimezone(ZoneInfo(zone)).time()) - _minutes(wanted)) in (0, 30, 60, 1380, 1410)


@given(zone=st.sampled_from(ZONES), at=instants)
def test_an_hourly_mail_comes_at_the_full_hour_on_the_wall(zone: str, at: datetime) -> None:
    found = next_hour(at, zone)
    assert at < found <= at + timedelta(hours=1)
    if at.astimezone(ZoneInfo(zone)).utcoffset() == found.astimezone(ZoneInfo(zone)).utcoffset():
        assert found.astimezone(ZoneInfo(zone)).minute == 0


@pytest.mark.parametrize(("zone", "morning"), [("Europe/Rome", 7), ("America/New_York", 13)])
async def test_a_night_is_quiet_and_its_mail_comes_in_the_morning_of_the_reader(
    acme: Any, zone: str, morning: int
) -> None:
    night = winter(3)
    ticket = await submitted(acme, assignee="bob")
    async with acme.unit():
        await unit.execute("UPDATE member SET zone = $2 WHERE id = $1", acme.bob.id, zone)
    chosen = {f"{part}_{day}": clock for part, clock in (("from", "20:00"), ("to", "08:00")) for day in WEEKDAYS}
    saved = await acme.bob.post("/desk/notices/settings", chosen | {"on": ["customer_wrote/mail"]})
    assert saved.status_code == 303
    with travel(night):
        async with acme.unit():
            await conversation.customer_writes(ticket, body="It still drips.", by=customer(acme))
        await outbox.drain(acme.id)
    with travel(night.replace(hour=morning) - timedelta(seconds=1)):
        assert await mailed(acme, "bob", after=timedelta(0)) == []
    with travel(night.replace(hour=morning) + timedelta(seconds=1)):
        assert len(await mailed(acme, "bob", after=timedelta(0))) == 1


async def test_what_is_urgent_passes_the_night_if_somebody_wants_so(acme: Any) -> None:
    night = winter(3)
    ticket = await submitted(acme)
    async with acme.unit():
        for name, urgent in (("bob", ("urgent",)), ("alice", ())):
            await preferences.choose(acme.people[name].id, {}, Rhythm(quiet=NIGHTS, urgent=urgent))
    with travel(night):
        async with acme.unit():
            await tell("survey.low_score", ticket_id=ticket.id, to=[acme.bob.id, acme.alice.id], urgent=True)
        await outbox.drain(acme.id)
        assert (len(await mailed(acme, "bob")), await mailed(acme, "alice")) == (1, [])


async def test_a_digest_is_in_the_readers_language_ticket_by_ticket(acme: Any) -> None:
    noon = winter(11)
    first, second = await submitted(acme, assignee="bob"), await submitted(acme, subject="No steam", assignee="bob")
    async with acme.unit():
        await unit.execute("UPDATE member SET language = 'it' WHERE id = $1", acme.bob.id)
        await preferences.choose(acme.bob.id, {}, Rhythm("Europe/Rome", pace="daily"))
    with travel(noon):
        for ticket in (first, second, first):
            async with acme.unit():
                await conversation.add_note(ticket, body="@bob look", by=agent(acme))
        await outbox.drain(acme.id)
        assert await mailed(acme, "bob", after=timedelta(hours=19)) == []
        (mail,) = await mailed(acme, "bob", after=timedelta(hours=21))
    assert (mail["kind"], mail["language"]) == ("notice_digest", "it")
    assert mail["text"].index("The kettle leaks") < mail["text"].index("No steam")
    assert mail["text"].count("The kettle leaks") == 1


async def test_another_rhythm_takes_along_what_is_held(acme: Any) -> None:
    ticket = await submitted(acme, assignee="bob")
    with travel(winter(11)):  # and not just before the hour at which daily mails leave
        async with acme.unit():
            await preferences.choose(acme.bob.id, {}, Rhythm(pace="daily"))
            await conversation.customer_writes(ticket, body="It still drips.", by=customer(acme))
        assert await mailed(acme, "bob") == []
        async with acme.unit():
            await preferences.choose(acme.bob.id, {}, Rhythm())
            await holding.plan_anew(acme.bob.id, Rhythm())
        assert len(await mailed(acme, "bob")) == 1


async def test_what_was_seen_muted_or_taken_away_meanwhile_is_not_mailed(acme: Any) -> None:
    seen, muted = await submitted(acme, assignee="bob"), await submitted(acme, assignee="bob")
    taken = await submitted(acme)
    async with acme.unit():
        for ticket in (seen, muted):
            await conversation.customer_writes(ticket, body="It still drips.", by=customer(acme))
        taken = await assignment.assign(taken, to=acme.bob.id, by=agent(acme))
    await outbox.drain(acme.id)
    async with acme.unit():
        await queries.see(acme.bob.id, ticket_id=seen.id)
        await muting.mute(muted.id, acme.bob.id)
        await unit.execute("UPDATE ticket SET assignee_id = NULL WHERE id = $1", taken.id)
    assert await mailed(acme, "bob") == []


async def test_after_many_mails_the_rest_of_the_hour_is_one(acme: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mails, "MAILS_AN_HOUR", 2)
    ticket, noon = await submitted(acme, assignee="bob"), winter(11)
    for number in range(5):
        with travel(noon + number * timedelta(minutes=5)):
            async with acme.unit():
                await tell("mail.refused", ticket_id=ticket.id)
            await outbox.drain(acme.id)
            found = len(await mailed(acme, "bob"))
    assert found == 2
    with travel(noon + timedelta(hours=1)):
        assert [mail["kind"] for mail in await mailed(acme, "bob")] == ["notice_mail_refused"] * 2 + ["notice_ticket"]


async def test_a_worker_that_dies_in_between_has_told_nobody_and_the_next_tells_once(
    acme: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It dies after the notice is written and before the job is done; and after the mail is, before it is let go."""
    ticket = await submitted(acme)
    async with acme.unit():
        await assignment.assign(ticket, to=acme.bob.id, by=agent(acme))
    for place in ("look_again", "release"):
        with monkeypatch.context() as patch, travel(now() + BURST):
            patch.setattr(holding, place, _dies)
            await outbox.drain(acme.id, strict=False)
            async with acme.unit():
                counted = "SELECT (SELECT count(*) FROM notice), (SELECT count(*) FROM mail WHERE kind LIKE 'notice%')"
                assert tuple(await unit.fetchrow(counted) or ()) == ((0, 0) if place == "look_again" else (1, 0))
        with travel(now() + timedelta(hours=1)):
            if place == "look_again":
                await _tell_only(acme)
    with travel(now() + timedelta(hours=2)):
        await outbox.drain(acme.id)
    assert [mail["kind"] for mail in await mailed(acme, "bob")] == ["notice_assigned"]


class Killed(RuntimeError):
    pass


async def _dies(*_args: Any, **_named: Any) -> None:
    raise Killed


async def _tell_only(acme: Any) -> None:
    """What is due but the mail."""
    async with unit.platform():
        await unit.execute(
            "UPDATE outbox SET due = now() WHERE tenant_id = $1 AND state = 'pending' AND job = 'notices.tell'", acme.id
        )
    await outbox.drain(acme.id)


def winter(hour: int) -> datetime:
    """Of a day that is not over, whenever this is played: until its end would mean until nothing, for ever."""
    return datetime(now().year + 1, 1, 12, hour, tzinfo=UTC)


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


async def test_a_company_that_hears_of_something_costs_no_more_statements_than_one_of_them(
    acme: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = await submitted(acme)
    counted = []
    execute = unit.execute

    async def counting(sql: str, *args: Any) -> Any:
        counted.append(sql)
        return await execute(sql, *args)

    monkeypatch.setattr(holding.unit, "execute", counting)
    everybody = [acme.people[name].id for name in ("alice", "bob", "ada", "olga")]
    async with acme.unit():
        await tell_now(
            "customer_wrote",
            ticket_id=ticket.id,
            to=everybody,
            besides=[],
            urgent=False,
            once="x",
            facts={"name": "Carl"},
        )
        assert await unit.fetchval("SELECT count(DISTINCT member_id) FROM notice_held") >= 4
    assert len(counted) == 1
