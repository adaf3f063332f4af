"""The survey report: what was asked and answered, by group and week, the answers behind it, for people and programs."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from tests_surveys import ticket_of, tuesday_noon

from polydesk.kernel import unit
from polydesk.kernel.clock import now, travel
from polydesk.reports.reading import reporting_zone
from polydesk.reports.survey_rolling import roll_up
from polydesk.reports.survey_wanted import SCORE_GROUPINGS
from surveys.answer_form import Answer
from surveys.answering import answer
from surveys.facts import facts_of
from surveys.form_choice import form_for
from surveys.invitations import invitation, invite
from surveys.scores import FEWEST_OF_AGENT

HERE = "/admin/reports/surveys"


@pytest.fixture
def noon() -> Any:
    with travel(tuesday_noon()):
        yield


async def answered(acme: Any, *scores: int | None) -> list[Any]:
    """As many tickets of Alice's, asked about now and rated with these; of None nobody answers."""
    tickets = []
    for number, score in enumerate(scores):
        ticket = await ticket_of(acme, subject=f"Kettle {number}")
        tickets.append(ticket)
        async with acme.unit():
            await unit.execute("UPDATE ticket SET assignee_id = $1 WHERE id = $2", acme.alice.id, ticket.id)
            facts = await facts_of(ticket.id)
            token = await invite(facts, language="it", form_version_id=(await form_for(ticket.id)).id)
            held = await invitation(token)
            if score is not None:
                await answer(held, Answer(score))
    return tickets


async def figures(acme: Any, query: str = "") -> dict[str, Any]:
    answer = await acme.ada.get(
        f"{HERE}?span=days&since=2020-01-01&until=2100-01-01&{query}", headers={"accept": "application/json"}
    )
    found: dict[str, Any] = answer.json()
    return found


async def test_sums_agree_with_each_other_and_with_the_answers_behind_them(acme: Any, globex: Any, noon: None) -> None:
    await answered(acme, 5, 4, 1, 3, None)
    found = await figures(acme)
    whole = found["scores"]["csat"]
    assert (whole["asked"], whole["responded"], whole["answered"], whole["good"], whole["low"]) == (5, 4, 4, 2, 1)
    assert (whole["score"], whole["response_rate"]) == (0.5, 0.8)
    for by in SCORE_GROUPINGS:
        groups = (await figures(acme, f"by={by}"))["groups"]
        assert sum(group["answered"] for group in groups) == whole["answered"], by
        assert sum(group["asked"] for group in groups) == whole["asked"], by
    assert sum(week["answered"] for week in found["weeks"]) == whole["answered"]

    for figure, many in (("answers", 4), ("good", 2), ("low", 1)):
        address = f"{HERE}/answers.json?span=days&since=2020-01-01&until=2100-01-01&score=csat&figure={figure}"
        assert len((await acme.ada.get(address)).json()["answers"]) == many
    table = await acme.ada.get(f"{HERE}/groups.csv?span=days&since=2020-01-01&until=2100-01-01&by=channel")
    (row,) = csv.DictReader(io.StringIO(table.text.lstrip("\ufeff")))
    assert (row["answered"], row["score"]) == ("4", "0.5")
    assert (await acme.alice.get(HERE)).status_code == 403
    assert (await globex.mallory.get(HERE, headers={"accept": "application/json"})).json()["scores"] == {}


async def test_an_agents_score_is_told_from_five_answers_on(acme: Any, noon: None) -> None:
    tickets = await answered(acme, 5)
    (agent,) = (await figures(acme))["groups"]
    assert (agent["answered"], agent["score"], agent["too_few_answers"]) == (1, None, True)
    page = (await acme.ada.get(f"{HERE}?span=days&since=2020-01-01&until=2100-01-01")).text
    assert "Too few answers" in page
    behind = (
        await acme.ada.get(f"{HERE}/answers?span=days&since=2020-01-01&until=2100-01-01&by=agent&group={agent['key']}")
    ).text
    assert f"/desk/tickets/{tickets[0].number}" in behind
    await answered(acme, *[4] * (FEWEST_OF_AGENT - 1))
    (agent,) = (await figures(acme))["groups"]
    assert (agent["score"], agent["too_few_answers"]) == (1.0, False)


async def test_days_are_those_of_the_companys_zone_and_move_with_it(acme: Any, noon: None) -> None:
    """Rated at 23:30 in Rome: a day later in Tokyo, where the company moves."""
    tickets = await answered(acme, 5)
    late = now().replace(hour=21, minute=30)
    async with acme.unit():
        await unit.execute("UPDATE rating SET given_at = $1 WHERE ticket_id = $2", late, tickets[0].id)
    day = late.date()
    at = f"{HERE}?span=days&since={day}&until={day}"
    program = {"accept": "application/json"}
    assert (await acme.ada.get(at, headers=program)).json()["scores"]["csat"]["answered"] == 1
    async with acme.unit():
        await unit.execute("INSERT INTO sla_setting (report_zone) VALUES ('Asia/Tokyo')")
        await roll_up(await reporting_zone())
    assert (await acme.ada.get(at, headers=program)).json()["scores"].get("csat", {"answered": 0})["answered"] == 0
    after = day + timedelta(days=1)
    moved = await acme.ada.get(f"{HERE}?span=days&since={after}&until={after}", headers=program)
    assert moved.json()["scores"]["csat"]["answered"] == 1
