"""Single dates on which other hours hold; each change is a version where hours become others, and nowhere else."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from tests_schedules import ADA, OLGA, at, found, moment, week

from polydesk.kernel import unit
from polydesk.kernel.clock import travel
from polydesk.kernel.refusals import NotFound
from polydesk.schedules import editing, exceptions, queries
from polydesk.schedules.compiling import Content
from polydesk.schedules.refusals import BadHours
from tenants.admin import audit_words

MONDAY = "2026-03-09 10:00"
TUESDAY, SATURDAY, SUNDAY = date(2026, 3, 10), date(2026, 3, 14), date(2026, 3, 15)


def places(refused: pytest.ExceptionInfo[BadHours]) -> list[str]:
    return [fault.place for fault in refused.value.faults]


async def test_it_closes_a_day_for_the_whole_company(acme: Any) -> None:
    """T12: at Monday 10:00Z a closure of Tuesday is added."""
    async with acme.unit():
        with travel(moment("2026-03-02 08:00")):
            rome, nights = (
                await found(),
                await found(Content("Europe/Budapest", {"sun": [["22:00", "06:00"]]}), "Nights"),
            )
        with travel(moment(MONDAY)):
            await exceptions.add(None, TUESDAY, kind="closed", note="Moving", by=ADA)
        hours = await queries.history_of(rome)
        assert hours.deadline(at("2026-03-06 15:30"), 16 * 3600) == at("2026-03-11 15:30")
        versions = await queries.versions_of(rome)
        assert [(one.no, one.reason, one.made_by_name) for one in versions] == [
            (2, "exceptions", "Ada"),
            (1, "created", "Olga"),
        ]
        assert (await queries.versions_of(nights))[0].compiled["closures"] == ["2026-03-10"]


async def test_it_opens_an_extra_saturday_of_one_schedule(acme: Any) -> None:
    async with acme.unit():
        with travel(moment(MONDAY)):
            shop, office = await found(name="Shop"), await found(name="Office")
            await exceptions.add(shop, SATURDAY, kind="hours", hours=[["10:00", "14:00"]], by=OLGA)
            assert len(await queries.versions_of(office)) == 1
        assert (await queries.history_of(shop)).is_open(at("2026-03-14 09:00"))


async def test_it_takes_away_a_part_of_a_day(acme: Any) -> None:
    async with acme.unit():
        with travel(moment(MONDAY)):
            made = await found()
            await exceptions.add(made, TUESDAY, kind="partial", hours=[["13:00", "24:00"]], note="Party", by=OLGA)
        hours = await queries.history_of(made)
        assert hours.elapsed(at("2026-03-10 00:00"), at("2026-03-11 00:00")) == 4 * 3600


async def test_it_closes_many_days_at_once(acme: Any) -> None:
    async with acme.unit():
        with travel(moment(MONDAY)):
            made = await found()
            ids = await exceptions.add(
                made, date(2026, 8, 10), date(2026, 8, 21), kind="closed", note="Summer", by=OLGA
            )
            assert len(ids) == 12
            assert len(await queries.versions_of(made)) == 2
            assert [row.date.day for row in await exceptions.exceptions_of(made)] == list(range(10, 22))
            with pytest.raises(BadHours) as refused:
                await exceptions.add(made, date(2026, 8, 20), date(2026, 8, 30), kind="closed", by=OLGA)
    assert places(refused) == ["first"]


@pytest.mark.parametrize(
    ("first", "last", "kind", "hours", "place"),
    [
        (date(2026, 3, 8), None, "closed", [], "first"),
        (SATURDAY, TUESDAY, "closed", [], "last"),
        (TUESDAY, date(2027, 3, 11), "closed", [], "last"),
        (date(2060, 1, 1), None, "closed", [], "last"),
        (TUESDAY, None, "hours", [], "hours"),
        (TUESDAY, None, "partial", [["13:00", "12:00"]], "hours[0]"),
        (TUESDAY, None, "hours", [["09:00", "25:00"]], "hours[0]"),
    ],
)
async def test_it_refuses_what_cannot_be_beside_its_field(
    acme: Any, first: date, last: date | None, kind: Any, hours: list[list[str]], place: str
) -> None:
    async with acme.unit():
        with travel(moment(MONDAY)):
            made = await found()
            with pytest.raises(BadHours) as refused:
                await exceptions.add(made, first, last, kind=kind, hours=hours, by=OLGA)
    assert places(refused) == [place]


async def test_it_changes_nothing_by_a_day_that_has_passed(acme: Any) -> None:
    async with acme.unit():
        with travel(moment("2026-03-02 08:00")):
            made = await found()
        with travel(moment(MONDAY)):
            await exceptions.add(made, date(2026, 3, 4), kind="closed", by=OLGA, past_ok=True)
            assert len(await queries.versions_of(made)) == 1
            await editing.correct_the_past(made, week(), since=moment("2026-03-03 00:00"), by=OLGA, note="We were shut")
        assert not (await queries.history_of(made)).is_open(at("2026-03-04 10:00"))


async def test_it_makes_no_version_of_a_day_that_was_closed_already(acme: Any) -> None:
    async with acme.unit():
        with travel(moment(MONDAY)):
            made = await found()
            await exceptions.add(made, SUNDAY, kind="partial", hours=[["09:00", "10:00"]], by=OLGA)
            ids = await exceptions.add(made, SATURDAY, kind="closed", by=OLGA)
            again = await exceptions.exception(ids[0])
            before = len(await queries.versions_of(made))
            await exceptions.change(again.id, on=SATURDAY, kind="closed", note="Only a note", by=OLGA)
            assert len(await queries.versions_of(made)) == before
            assert (await exceptions.exception(again.id)).note == "Only a note"


async def test_it_changes_a_day(acme: Any) -> None:
    async with acme.unit():
        with travel(moment(MONDAY)):
            made = await found()
            [only] = await exceptions.add(made, TUESDAY, kind="closed", by=OLGA)
            await exceptions.add(made, SATURDAY, kind="closed", by=OLGA)
            await exceptions.change(only, on=date(2026, 3, 11), kind="hours", hours=[["10:00", "11:00"]], by=OLGA)
            with pytest.raises(BadHours):
                await exceptions.change(only, on=SATURDAY, kind="closed", by=OLGA)
        hours = await queries.history_of(made)
        assert hours.elapsed(at("2026-03-10 00:00"), at("2026-03-11 00:00")) == 8 * 3600
        assert hours.elapsed(at("2026-03-11 00:00"), at("2026-03-12 00:00")) == 3600


async def test_it_takes_an_exception_into_hours_that_begin_later(acme: Any) -> None:
    async with acme.unit():
        with travel(moment(MONDAY)):
            made = await found()
            await editing.publish(
                made, week("10:00", "12:00"), based_on=1, by=OLGA, valid_from=moment("2026-04-01 00:00")
            )
            await exceptions.add(None, date(2026, 4, 7), kind="closed", by=OLGA)
        versions = await queries.versions_of(made)
        assert [(one.no, one.valid_from.date()) for one in versions[:2]] == [
            (4, date(2026, 4, 1)),
            (3, date(2026, 3, 9)),
        ]
        hours = await queries.history_of(made)
        assert not hours.is_open(at("2026-04-07 08:30"))
        assert hours.is_open(at("2026-04-08 08:30"))
        assert hours.is_open(at("2026-03-30 07:30"))


async def test_it_holds_800_dates_and_refuses_the_next(acme: Any) -> None:
    async with acme.unit():
        with travel(moment(MONDAY)):
            made = await found()
            await exceptions.add(made, date(2027, 1, 1), date(2028, 1, 1), kind="closed", by=OLGA)
            await exceptions.add(made, date(2028, 1, 2), date(2028, 12, 31), kind="closed", by=OLGA)
            await exceptions.add(made, date(2029, 1, 1), date(2029, 3, 10), kind="closed", by=OLGA)
            assert len(await exceptions.exceptions_of(made)) == 800
            assert (await queries.history_of(made)).deadline(at("2026-12-31 17:00"), 60) == at("2029-03-12 08:01")
            with pytest.raises(BadHours, match="801"):
                async with unit.savepoint():
                    await exceptions.add(made, date(2029, 3, 11), kind="closed", by=OLGA)
            assert len(await exceptions.exceptions_of(made)) == 800


async def test_it_refuses_a_schedule_that_is_not_ours(acme: Any, globex: Any) -> None:
    with travel(moment(MONDAY)):
        async with acme.unit():
            made = await found()
            [only] = await exceptions.add(made, TUESDAY, kind="closed", by=OLGA)
        async with globex.unit():
            with pytest.raises(NotFound):
                await exceptions.add(made, TUESDAY, kind="closed", by=OLGA)
    async with globex.unit():
        assert await exceptions.remove([only], by=OLGA) == []


async def test_it_loses_none_of_three_days_added_at_once(acme: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of them is written before hours are compiled for any, and nobody waits for ever."""
    async with acme.unit():
        with travel(moment(MONDAY)):
            made = await found()
    all_wrote, compile_hours = asyncio.Barrier(3), exceptions._changed

    async def once_all_wrote(*args: Any) -> None:
        await all_wrote.wait()
        await compile_hours(*args)

    monkeypatch.setattr(exceptions, "_changed", once_all_wrote)

    async def close(schedule_id: UUID | None, day: date) -> None:
        async with unit.tenant(acme.id):
            with travel(moment("2026-03-09 10:05")):
                await exceptions.add(schedule_id, day, kind="closed", by=OLGA)

    await asyncio.gather(close(made, TUESDAY), close(None, date(2026, 3, 11)), close(made, date(2026, 3, 12)))
    async with acme.unit():
        newest = (await queries.versions_of(made))[0]
        assert newest.no == 4
        assert newest.compiled["closures"] == ["2026-03-10", "2026-03-11", "2026-03-12"]


async def test_the_audit_log_tells_single_days_in_words(acme: Any) -> None:
    async with acme.unit() as held:
        with travel(moment(MONDAY)):
            made = await found()
            sale = {"kind": "hours", "hours": [["10:00", "14:00"]], "note": "Sale"}
            [only] = await exceptions.add(made, SATURDAY, **sale, by=OLGA)  # type: ignore[arg-type]
            await exceptions.change(only, on=SATURDAY, kind="closed", by=OLGA)
        rows = await held.fetch("SELECT changes FROM audit WHERE action LIKE 'schedule.exception%' ORDER BY at, id")
    added, changed = (row["changes"] for row in rows)
    assert audit_words.shown(added["dates"][1], "dates") == "Mar 14, 2026"
    assert audit_words.shown(added["kind"][1], "kind") == "Open at other hours"
    assert audit_words.shown(added["hours"][1], "hours") == "10:00\u202fAM – 2:00\u202fPM"
    assert [audit_words.shown(value, "kind") for value in changed["kind"]] == ["Open at other hours", "Closed all day"]
    assert audit_words.shown(changed["hours"][1], "hours") == "nothing"


async def test_after_a_removal_the_usual_hours_hold_again(acme: Any) -> None:
    async with acme.unit():
        with travel(moment(MONDAY)):
            made = await found()
            ids = await exceptions.add(made, TUESDAY, kind="closed", note="Moving", by=OLGA)
            gone = await exceptions.remove([*ids, made], by=OLGA)
            assert [row.date for row in gone] == [TUESDAY]
            assert (await queries.history_of(made)).is_open(at("2026-03-10 09:00"))
            with pytest.raises(NotFound):
                await exceptions.exception(ids[0])
