"""Anonymous answers: nobody who reads the whole database finds out whose they are, and the figures still add up."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from tests_surveys import FIREFOX, confirms, taps, ticket_of, tuesday_noon

from polydesk.kernel import outbox, unit
from polydesk.kernel.clock import travel
from surveys import anonymous, survey_forms
from surveys.anonymous import TOGETHER, Slip, beside
from surveys.answer_form import Answer
from surveys.facts import facts_of
from surveys.form_choice import form_for, standard
from surveys.form_content import Content
from surveys.invitations import invite
from surveys.openings import COOKIE

TEXTS = [f"Words of somebody {number}" + " and more" * number for number in range(12)]


@pytest.fixture
async def form(acme: Any) -> Any:
    async with acme.unit():
        made = await standard()
        await survey_forms.publish(made.form_id, Content(anonymous=True))
    return made.form_id


async def asks(acme: Any, many: int) -> list[tuple[Any, str]]:
    """As many tickets, each with its link."""
    found = []
    for number in range(many):
        ticket = await ticket_of(acme, subject=f"Kettle {number}")
        async with acme.unit():
            facts = await facts_of(ticket.id)
            assert facts
            token = await invite(facts, language="en", form_version_id=(await form_for(ticket.id)).id)
        found.append((ticket, f"/rate/{token}"))
    return found


async def answers(acme: Any, link: str, score: str, comment: str) -> None:
    tap = await taps(acme.visitor, link, score)
    said = await confirms(acme.visitor, link, tap, score=score, comment=comment)
    assert said.status_code == 303, said.text


async def dump(url: str, tenant_id: UUID) -> dict[str, list[dict[str, Any]]]:
    """All rows of this company in all tables, with what PostgreSQL keeps beside them."""
    connection = await asyncpg.connect(url)
    try:
        tables = await connection.fetch("SELECT table_name FROM information_schema.columns WHERE column_name = 'tenant_id'"
                                        " AND table_schema = 'public' AND table_name IN"
                                        " (SELECT relname FROM pg_class WHERE relkind = 'r')")  # fmt: skip
        sql = "SELECT xmin::text, ctid::text, x.*, row_to_json(x)::text AS whole FROM {} x WHERE tenant_id = $1"
        return {name: [dict(row) for row in await connection.fetch(sql.format(name), tenant_id)] for (name,) in tables}
    finally:
        await connection.close()


def tables_with(found: dict[str, list[dict[str, Any]]], text: str) -> set[str]:
    return {name for name, rows in found.items() if any(text in row["whole"] for row in rows)}


async def test_who_reads_the_whole_database_cannot_tell_whose_answer_is_whose(
    acme: Any, form: UUID, superuser_url: str
) -> None:
    with travel(tuesday_noon()):
        asked = await asks(acme, len(TEXTS))
        for number, (_ticket, link) in enumerate(asked):
            await answers(acme, link, str(1 + number % 5), TEXTS[number])
        waiting = await dump(superuser_url, acme.id)
        async with acme.unit():
            assert await anonymous.mix() == len(TEXTS)
        mixed = await dump(superuser_url, acme.id)

    for text in TEXTS:
        assert tables_with(waiting, text) == set()
        assert tables_with(mixed, text) == {"survey_anonymous"}
    assert len({len(row["sealed"]) for row in waiting["survey_box"]}) == 1
    assert not mixed["survey_box"]
    assert not [row for row in mixed["survey_opening"] if row["score"] is not None]
    assert not mixed["rating"]

    rows = mixed["survey_anonymous"]
    assert len(rows) == len(TEXTS)
    assert len({row["xmin"] for row in rows}) == 1
    assert {row["xmin"] for row in rows}.isdisjoint({row["xmin"] for row in mixed["survey_invitation"]})
    assert len({row["day"] for row in rows}) == 1
    assert {row["id"].version for row in rows} == {4}
    assert {row["category_id"] for row in rows} == {None}
    in_place = sorted(rows, key=lambda row: tuple(map(int, row["ctid"].strip("()").split(","))))
    assert [row["comment"] for row in in_place] != TEXTS  # by chance once in 479 million
    shared = {str(value) for row in rows for value in row.values() if isinstance(value, UUID)} - {str(acme.id)}
    others = {row["form_version_id"] for row in rows}
    for name in ("survey_invitation", "ticket", "person", "survey_opening", "audit_entry", "notice"):
        for row in mixed.get(name, []):
            assert not [one for one in shared - set(map(str, others)) if one in row["whole"]], name
    for _ticket, link in asked:
        assert tables_with(mixed, link.removeprefix("/rate/")).isdisjoint({"survey_anonymous", "survey_invitation"})


async def test_nobody_reads_an_answer_before_five_are_together_and_none_is_given_twice(acme: Any, form: UUID) -> None:
    with travel(tuesday_noon()):
        asked = await asks(acme, TOGETHER)
        ticket, link = asked[0]
        page = (await acme.visitor.get(link)).text
        assert "Your answer is anonymous." in page
        for _ticket, one in asked[1:]:
            await answers(acme, one, "5", "")
        async with acme.unit():
            assert await anonymous.mix() == 0
        await answers(acme, link, "1", "Never again.")
        assert "cannot be changed" in (await acme.visitor.get(f"{link}/thanks")).text
        again = await acme.visitor.get(link)
        assert (again.status_code, again.headers["location"]) == (303, f"{link}/thanks")
        async with acme.unit():
            assert await unit.fetchval("SELECT count(*) FROM survey_box") == TOGETHER
            assert await anonymous.mix() == TOGETHER
            assert await anonymous.mix() == 0
        await outbox.drain(acme.id)
        async with acme.unit():
            told = await unit.fetch("SELECT ticket_id, data FROM notice WHERE kind = 'survey.low_anonymous'")
            assert not await unit.fetchval("SELECT count(*) FROM survey_follow_up")
        assert told
        assert {row["ticket_id"] for row in told} == {None}
        assert not any(str(ticket.id) in str(row["data"]) for row in told)


async def test_a_button_that_is_pressed_twice_is_one_answer_and_no_robot(acme: Any, form: UUID) -> None:
    with travel(tuesday_noon()):
        asked = await asks(acme, 3)
        tapped = [await taps(acme.visitor, link, "5") for _ticket, link in asked]
    with travel(tuesday_noon() + timedelta(seconds=3)):
        said = await asyncio.gather(
            *(
                acme.visitor.post(
                    link,
                    {"nonce": tap.nonce, "score": "5"},
                    headers={"user-agent": FIREFOX, "cookie": f"{COOKIE}={tap.cookie}"},
                )
                for (_ticket, link), tap in zip(asked, tapped, strict=True)
                for _press in range(3)
            )
        )
    assert {one.status_code for one in said} == {303}
    async with acme.unit():
        assert await unit.fetchval("SELECT count(*) FROM survey_box") == len(asked)
        assert await unit.fetchval("SELECT count(*) FROM survey_doubt") == 0


async def test_figures_with_anonymous_answers_add_up_and_open_them(acme: Any, form: UUID) -> None:
    with travel(tuesday_noon()):
        for number, (_ticket, link) in enumerate(await asks(acme, 6)):
            await answers(acme, link, "1" if number < 2 else "5", "Fine." if number else "")
        async with acme.unit():
            await anonymous.mix()
        for by in ("agent", "team", "category", "language", "organisation", "channel"):
            address = f"/admin/reports/surveys.json?span=days&since=2020-01-01&until=2100-01-01&by={by}"
            report = (await acme.ada.get(address)).json()
            whole = report["scores"]["csat"]
            assert (whole["asked"], whole["responded"], whole["answered"], whole["low"]) == (6, 6, 6, 2)
            assert sum(one["answered"] for one in report["groups"]) == 6
            assert sum(one["responded"] for one in report["groups"]) == 6
        behind = "/admin/reports/surveys/answers.json?span=days&since=2020-01-01&until=2100-01-01"
        low = (await acme.ada.get(f"{behind}&figure=low")).json()["answers"]
        assert [(one["ticket"], one["agent"]) for one in low] == [(None, "")] * 2
        assert len((await acme.ada.get(f"{behind}&by=agent&group=anonymous")).json()["answers"]) == 6
        page = await acme.ada.get("/admin/reports/surveys/answers?span=days&since=2020-01-01&until=2100-01-01")
        assert page.text.count("Anonymous answer<") == 6


def test_beside_an_answer_stands_only_what_five_have_in_common() -> None:
    one, two, three = UUID(int=1), UUID(int=2), UUID(int=3)

    def counts(*those: tuple[UUID | None, str, int]) -> Counter[tuple[UUID | None, str | None]]:
        return Counter(beside([Slip(Answer(5), category, said) for category, said, many in those for _ in range(many)]))

    assert counts((one, "it", 5), (two, "it", 5)) == {(one, "it"): 5, (two, "it"): 5}
    # The one of its category goes with the smallest that is told, or it would be the one without.
    assert counts((one, "it", 6), (two, "it", 5), (three, "it", 1)) == {(one, "it"): 6, (None, "it"): 6}
    assert counts((one, "it", 5), (one, "de", 1)) == {(one, None): 6}
    assert counts((one, "it", 4), (None, "de", 3)) == {(None, None): 7}
