"""Hours get versions, never another past; whoever publishes second is told, and what cannot be is refused with its place."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests_schedules import ADA, OLGA, at, found, moment, week

from polydesk.kernel import unit
from polydesk.kernel.clock import travel
from polydesk.kernel.events import _reactions
from polydesk.kernel.refusals import NotFound
from polydesk.schedules import editing, queries, usage
from polydesk.schedules.compiling import Content
from polydesk.schedules.events import ScheduleChanged
from polydesk.schedules.refusals import BadHours, InUse, NameTaken, NeverOpen, PlanMissed, Stale
from polydesk.schedules.usage import Use

MONDAY = "2026-03-09 08:00"


def places(refused: pytest.ExceptionInfo[BadHours]) -> list[str]:
    return [fault.place for fault in refused.value.faults]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[ScheduleChanged]:
    """What is announced about schedules."""
    events: list[ScheduleChanged] = []

    async def hear(event: ScheduleChanged) -> None:
        events.append(event)

    monkeypatch.setitem(_reactions, ScheduleChanged, [*_reactions[ScheduleChanged], hear])
    return events


async def test_it_makes_the_first_schedule_the_default(acme: Any) -> None:
    async with acme.unit():
        first, second = await found(name="Support"), await found(name="Nights")
        listed = await queries.schedules()
        assert [(row.id, row.is_default, row.no) for row in listed] == [(first, True, 1), (second, False, 1)]
        assert (await queries.default_schedule()).id == first  # type: ignore[union-attr]


async def test_it_counts_what_passed_under_the_old_hours(acme: Any) -> None:
    """T13: hours become 09–13 at Monday 10:00Z."""
    async with acme.unit():
        with travel(moment("2026-03-02 08:00")):
            made = await found()
        with travel(moment("2026-03-09 10:00")):
            assert await editing.publish(made, week("09:00", "13:00"), based_on=1, by=ADA) == 2
        hours = await queries.history_of(made)
        start = at("2026-03-06 15:30")
        assert hours.elapsed(start, at("2026-03-09 10:00")) == 9_000
        assert hours.deadline(start, 16 * 3600) == at("2026-03-12 11:30")


async def test_it_begins_hours_later(acme: Any) -> None:
    async with acme.unit():
        with travel(moment(MONDAY)):
            made = await found()
            later = moment("2026-03-16 00:00")
            no = await editing.publish(made, week("10:00", "12:00"), based_on=1, by=OLGA, valid_from=later)
            held = await queries.schedule(made)
        assert (no, held.no, held.planned, held.weekly["mon"]) == (2, 2, later, [["09:00", "17:00"]])
        hours = await queries.history_of(made)
        assert hours.is_open(at("2026-03-13 08:00"))
        assert not hours.is_open(at("2026-03-16 08:00"))
        with travel(moment("2026-03-16 00:00")):
            held = await queries.schedule(made)
        assert (held.planned, held.weekly["mon"]) == (None, [["10:00", "12:00"]])


async def test_it_refuses_hours_that_begin_in_the_past(acme: Any) -> None:
    async with acme.unit():
        made = await found()
        with travel(moment(MONDAY)), pytest.raises(BadHours) as refused:
            await editing.publish(
                made, week("10:00", "12:00"), based_on=1, by=OLGA, valid_from=moment("2026-03-09 07:59")
            )
    assert places(refused) == ["valid_from"]


async def test_it_tells_the_second_of_two_admins(acme: Any) -> None:
    async with acme.unit():
        made = await found()
        await editing.publish(made, week("08:00", "16:00"), based_on=1, by=ADA)
        with pytest.raises(Stale, match="Ada") as refused:
            await editing.publish(made, week("10:00", "18:00"), based_on=1, by=OLGA)
        assert refused.value.no == 2
        assert (await queries.schedule(made)).weekly["mon"] == [["08:00", "16:00"]]


async def test_it_lets_one_of_two_win_who_publish_at_once(acme: Any) -> None:
    async with acme.unit():
        made = await found()

    async def publish(begins: str) -> int:
        async with unit.tenant(acme.id):
            return await editing.publish(made, week(begins, "18:00"), based_on=1, by=OLGA)

    done = await asyncio.gather(publish("07:00"), publish("08:00"), return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["Stale", "int"]
    async with acme.unit():
        assert [one.no for one in await queries.versions_of(made)] == [2, 1]


async def test_it_makes_no_version_when_nothing_changes(acme: Any, heard: list[ScheduleChanged]) -> None:
    async with acme.unit():
        made = await found()
        same = Content("Europe/Rome", {**week().weekly, "sat": []})
        assert await editing.publish(made, same, based_on=1, by=OLGA) == 1
        assert len(await queries.versions_of(made)) == 1
    assert heard == []


async def test_it_announces_each_new_version(acme: Any, heard: list[ScheduleChanged]) -> None:
    async with acme.unit():
        with travel(moment("2026-03-02 08:00")):
            made = await found()
        with travel(moment(f"{MONDAY}:00") + timedelta(microseconds=900_000)):
            await editing.publish(made, week("08:00", "16:00"), based_on=1, by=OLGA)
    assert heard == [ScheduleChanged(made, 2, moment(MONDAY))]


async def test_it_asks_before_hours_that_never_open(acme: Any) -> None:
    async with acme.unit():
        empty = Content("Europe/Rome", {})
        with pytest.raises(NeverOpen):
            await found(empty)
        made = await found(empty, never_open_ok=True)
        hours = await queries.history_of(made)
        assert hours.deadline(at(MONDAY), 60) is None
        with pytest.raises(NeverOpen):
            await editing.publish(made, Content("Europe/Berlin", {}), based_on=1, by=OLGA)


async def test_it_refuses_overlapping_hours_beside_the_second(acme: Any) -> None:
    hours = {"mon": [["09:00", "13:00"], ["12:00", "17:00"]], "sun": [["22:00", "09:30"]]}
    async with acme.unit():
        with pytest.raises(BadHours, match="overlap 9:00\u202fAM–1:00\u202fPM") as refused:
            await found(Content("Europe/Rome", hours))
    assert sorted(places(refused)) == ["weekly.mon[0]", "weekly.mon[1]"]


async def test_it_takes_hours_that_touch_and_a_day_around_the_clock(acme: Any) -> None:
    days = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    async with acme.unit():
        made = await found(Content("Europe/Rome", {day: [["00:00", "24:00"]] for day in days}), name="24/7")
        touching = await found(Content("Europe/Rome", {"mon": [["22:00", "06:00"]], "tue": [["06:00", "08:00"]]}))
        hours = await queries.history_of(made)
        assert hours.elapsed(at("2026-03-28 00:00"), at("2026-03-30 00:00")) == 2 * 86_400
        assert (await queries.schedule(touching)).weekly["tue"] == [["06:00", "08:00"]]


async def test_it_refuses_a_calendar_that_is_not_there(acme: Any) -> None:
    async with acme.unit():
        with pytest.raises(BadHours) as refused:
            await found(week(calendars=(uuid4(),)))
    assert places(refused) == ["calendar_ids"]


async def test_it_withdraws_hours_that_were_to_begin_later(acme: Any) -> None:
    async with acme.unit():
        with travel(moment(MONDAY)):
            made = await found()
            await editing.publish(
                made, week("10:00", "12:00"), based_on=1, by=OLGA, valid_from=moment("2026-03-16 00:00")
            )
            assert await editing.withdraw(made, 2, by=OLGA) == 3
            assert (await queries.schedule(made)).planned is None
            with pytest.raises(PlanMissed):
                await editing.withdraw(made, 2, by=OLGA)
        assert (await queries.history_of(made)).is_open(at("2026-03-16 08:00"))
        assert not (await queries.history_of(made, up_to=2)).is_open(at("2026-03-16 08:00"))


async def test_it_corrects_the_past_when_asked_to(acme: Any, heard: list[ScheduleChanged]) -> None:
    async with acme.unit():
        with travel(moment("2026-03-02 08:00")):
            made = await found()
        with travel(moment("2026-03-05 08:00")):
            await editing.publish(made, week("10:00", "12:00"), based_on=1, by=OLGA)
        with travel(moment(MONDAY)):
            no = await editing.correct_the_past(
                made, week("06:00", "18:00"), since=moment("2026-03-04 00:00"), by=ADA, note="They worked longer."
            )
        hours, before = await queries.history_of(made), await queries.history_of(made, up_to=2)
        assert (hours.is_open(at("2026-03-05 16:00")), before.is_open(at("2026-03-05 16:00"))) == (True, False)
        assert not hours.is_open(at("2026-03-03 17:00"))
        assert heard[-1] == ScheduleChanged(made, no, moment("2026-03-04 00:00"))
        superseded = {one.no: one.superseded_by for one in await queries.versions_of(made)}
        assert superseded == {1: None, 2: 3, 3: None}
        noted = await unit.fetchrow("SELECT action, changes FROM audit WHERE subject_id = $1 ORDER BY at DESC", made)
        assert noted is not None
        assert (noted["action"], noted["changes"]["note"][1]) == ("schedule.past_corrected", "They worked longer.")


@pytest.mark.parametrize(
    ("since", "note", "place"), [("2027-01-01 00:00", "why", "since"), ("2026-03-01 00:00", " ", "note")]
)
async def test_it_corrects_the_past_only_with_a_reason(acme: Any, since: str, note: str, place: str) -> None:
    async with acme.unit():
        with travel(moment(MONDAY)):
            made = await found()
            with pytest.raises(BadHours) as refused:
                await editing.correct_the_past(made, week("06:00", "18:00"), since=moment(since), by=ADA, note=note)
    assert places(refused) == [place]


async def test_it_says_which_version_was_in_force(acme: Any) -> None:
    async with acme.unit():
        with travel(moment(MONDAY)):
            made = await found()
        with travel(moment("2026-03-10 08:00")):
            await editing.publish(made, week("10:00", "12:00"), based_on=1, by=OLGA)
        assert (await queries.version_at(made, at("2026-03-01 00:00"))).no == 1
        assert (await queries.version_at(made, at("2026-03-10 07:59:59"))).no == 1
        assert (await queries.version_at(made, at("2026-03-10 08:00"))).no == 2
        assert (await queries.version_at(made, at("2026-03-10 08:00"), up_to=1)).no == 1


async def test_it_refuses_a_name_that_is_taken(acme: Any) -> None:
    async with acme.unit():
        first, other = await found(name="Support"), await found(name="Nights")
        with pytest.raises(NameTaken):
            await found(name="  support ")
        with pytest.raises(NameTaken):
            await editing.rename(other, to="SUPPORT", by=OLGA)
        with pytest.raises(BadHours) as refused:
            await editing.rename(first, to=" ", by=OLGA)
        await editing.rename(first, to="Help  line", by=OLGA)
        assert (await queries.schedule(first)).name == "Help line"
    assert places(refused) == ["name"]


async def test_it_keeps_the_default_from_the_archive(acme: Any) -> None:
    async with acme.unit():
        first, other = await found(name="Support"), await found(name="Nights")
        with pytest.raises(InUse, match="usual hours"):
            await editing.archive(first, by=OLGA)
        await editing.make_default(other, by=OLGA)
        await editing.archive(first, by=OLGA)
        assert [row.id for row in await queries.schedules()] == [other]
        assert [row.id for row in await queries.schedules(archived_too=True)] == [other, first]
        with pytest.raises(InUse, match="Restore this schedule"):
            await editing.make_default(first, by=OLGA)
        await editing.restore(first, by=OLGA)
        assert len(await queries.schedules()) == 2


async def test_it_keeps_what_is_used_from_the_archive(acme: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def gold(_schedule_id: UUID) -> list[Use]:
        return [Use("Gold"), Use("Contract 2026")]

    monkeypatch.setattr(usage, "_looks", [gold])
    async with acme.unit():
        await found(name="Support")
        other = await found(name="Nights")
        with pytest.raises(InUse, match="Gold and Contract 2026"):
            await editing.archive(other, by=OLGA)


async def test_it_shows_nothing_of_another_company(acme: Any, globex: Any) -> None:
    async with acme.unit():
        made = await found()
    async with globex.unit():
        for asked in (queries.schedule(made), queries.history_of(made), queries.versions_of(made)):
            with pytest.raises(NotFound):
                await asked
        with pytest.raises(NotFound):
            await editing.publish(made, week("08:00", "16:00"), based_on=1, by=OLGA)


async def test_it_goes_by_the_companys_zone_when_the_schedules_is_gone(acme: Any) -> None:
    """A version keeps what was said; the hours stay readable and a new version asks for a zone."""
    async with acme.unit():
        with travel(moment(MONDAY)):
            made = await found(week(tz="Europe/Berlin"))
    # Nobody can publish such a zone, and versions are not changed: the owner of the tables stands in for the years.
    await _forget_zone(acme.id, made)
    async with acme.unit():
        held = await queries.schedule(made)
        assert not held.zone_is_known
        assert (await queries.history_of(made)).is_open(at("2026-03-09 08:30"))
        with pytest.raises(BadHours) as refused:
            await editing.publish(made, held.content, based_on=1, by=OLGA)
        assert places(refused) == ["tz"]
        await editing.publish(made, week(), based_on=1, by=OLGA)
        assert (await queries.schedule(made)).zone_is_known


async def _forget_zone(tenant_id: UUID, schedule_id: UUID) -> None:
    import asyncpg

    from polydesk.kernel.settings import settings

    connection = await asyncpg.connect(settings().database_url)
    try:
        await connection.execute("ALTER TABLE schedule_version NO FORCE ROW LEVEL SECURITY")
        await connection.execute(
            "UPDATE schedule_version SET tz = 'Asia/Atlantis', compiled = jsonb_set(compiled, '{tz}', '\"Asia/Atlantis\"')"
            " WHERE tenant_id = $1 AND schedule_id = $2",
            *(tenant_id, schedule_id),
        )
    finally:
        await connection.execute("ALTER TABLE schedule_version FORCE ROW LEVEL SECURITY")
        await connection.close()
