"""The wallboard: the same figures as the queue and the reports, for members and for screens that have a link."""

import re
from datetime import timedelta
from typing import Any

import pytest
from tests_surveys import ticket_of, tuesday_noon

from polydesk.kernel import unit
from polydesk.kernel.clock import now, travel
from polydesk.reports.reading import reporting_zone
from polydesk.reports.recounting import recount
from polydesk.reports.survey_rolling import roll_up
from polydesk.reports.wall_counting import Wall, wall
from polydesk.reports.wall_links import GUESSES
from surveys.answer_form import Answer
from surveys.answering import answer
from surveys.facts import facts_of
from surveys.form_choice import form_for
from surveys.invitations import invitation, invite

PAGE = "/admin/reports/wall"
LINKS = f"{PAGE}/links"


@pytest.fixture
def noon() -> Any:
    with travel(tuesday_noon()):
        yield


async def rated(acme: Any, *scores: int) -> list[Any]:
    """As many tickets, each solved and rated now."""
    tickets = []
    for number, score in enumerate(scores):
        ticket = await ticket_of(acme, subject=f"Secret kettle {number}")
        tickets.append(ticket)
        async with acme.unit():
            facts: Any = await facts_of(ticket.id)
            token: Any = await invite(facts, language="it", form_version_id=(await form_for(ticket.id)).id)
            held: Any = await invitation(token)
            await answer(held, Answer(score))
    return tickets


async def figures(acme: Any, team_id: Any = None) -> Wall:
    async with acme.unit():
        await recount()
        await roll_up(await reporting_zone())
        return await wall(team_id)


def tile(page: str, label: str) -> str:
    found = re.search(rf"<span>{re.escape(label)}</span></dt>\s*<dd[^>]*>([^<]*)</dd>", page)
    assert found, label
    return found[1]


async def link_for_a_screen(acme: Any, team: str = "") -> str:
    page = await acme.ada.post(LINKS, {"name": "Kitchen", "team": team})
    assert page.status_code == 200, page.text
    found = re.search(r"/wall/[\w-]{43}", page.text)
    assert found
    return found[0]


async def test_it_agrees_with_the_queue_and_with_the_reports(acme: Any, noon: None) -> None:
    tickets = await rated(acme, 5, 5, 4, 1, 3)
    async with acme.unit():
        open_ones = [(tickets[0].id, timedelta(minutes=-5)), (tickets[1].id, timedelta(minutes=30))]
        for ticket_id, due in open_ones:
            await unit.execute(
                "UPDATE ticket SET status = 'open', resolved_at = NULL, assignee_id = NULL, due_at = $2,"
                " waiting_since = $3 WHERE id = $1",
                *(ticket_id, now() + due, now() - timedelta(minutes=70) + due),
            )
    found = await figures(acme)
    report = (await acme.ada.get("/admin/reports/tickets.json?span=month")).json()
    today = now().date().isoformat()
    day = (await acme.ada.get(f"/admin/reports/tickets.json?span=days&since={today}&until={today}")).json()
    surveys = (await acme.ada.get("/admin/reports/surveys.json?span=month")).json()["scores"]["csat"]
    assert (found.queue.open, found.queue.unassigned, found.queue.waiting) == (2, 2, 2)
    assert found.queue.open == report["open"] == day["open"]
    assert (found.queue.overdue, found.queue.soon, found.queue.longest) == (1, 1, tickets[0].number)
    assert (found.today.created, found.today.solved) == (day["created"], day["solved"])
    assert found.today.created == 5
    first = day["lengths"]["first_response"]
    assert (found.today.support_s, found.today.wall_s) == (first["support"]["median_s"], first["wall"]["median_s"])
    assert found.today.wall_s is not None
    assert (found.week.answered, found.week.score("csat")) == (surveys["answered"], surveys["score"]) == (5, 0.6)
    page = (await acme.ada.get(PAGE)).text
    assert (tile(page, "Open tickets"), tile(page, "Overdue"), tile(page, "Due within the hour")) == ("2", "1", "1")
    assert (tile(page, "Satisfaction (CSAT)"), tile(page, "Waiting longest")) == ("60%", "1 h 15 min")
    assert f"#{tickets[0].number}" in page


async def test_it_tells_nothing_of_four_answers_nor_of_a_sample(acme: Any, noon: None) -> None:
    tickets = await rated(acme, 5, 5, 4, 1)
    async with acme.unit():
        await unit.execute("UPDATE ticket SET status = 'open', resolved_at = NULL WHERE id = $1", tickets[0].id)
        await unit.execute("INSERT INTO sample (kind, id) VALUES ('ticket', $1)", tickets[0].id)
    found = await figures(acme)
    assert (found.queue.open, found.today.created, found.week.answered) == (0, 3, 4)
    page = (await acme.ada.get(PAGE)).text
    assert tile(page, "Satisfaction (CSAT)") == "–"
    assert "Fewer than 5 answers in the last 7 days" in page


async def test_a_team_sees_its_own_and_the_page_asks_for_it_again(acme: Any, noon: None) -> None:
    tickets = await rated(acme, 5, 1)
    await acme.ada.post("/admin/teams", {"name": "Workshop"})
    async with acme.unit():
        team_id = await unit.fetchval("SELECT id FROM team WHERE name = 'Workshop'")
        await unit.execute("UPDATE ticket SET status = 'open', resolved_at = NULL")
        await unit.execute("UPDATE ticket SET team_id = $1 WHERE id = $2", team_id, tickets[0].id)
    assert ((await figures(acme)).queue.open, (await figures(acme, team_id)).queue.open) == (2, 1)
    assert (await figures(acme, team_id)).today.created == 1
    address = f"{PAGE}?team={team_id}"
    page = (await acme.ada.get(address)).text
    assert f'hx-get="{address}"' in page
    assert '<meta http-equiv="refresh" content="30">' in page
    part = (await acme.ada.get(address, headers={"hx-request": "true"})).text
    assert tile(part, "Open tickets") == tile(page, "Open tickets") == "1"
    assert "<html" not in part
    assert tile((await acme.visitor.get(await link_for_a_screen(acme, str(team_id)))).text, "Open tickets") == "1"
    assert tile((await acme.ada.get(f"{PAGE}?team={acme.ada.id}")).text, "Open tickets") == "2"


async def test_a_screen_reads_it_by_its_link_until_that_is_revoked(acme: Any, globex: Any, noon: None) -> None:
    tickets = await rated(acme, 5)
    async with acme.unit():
        await unit.execute(
            "UPDATE ticket SET status = 'open', resolved_at = NULL, waiting_since = $2 WHERE id = $1",
            *(tickets[0].id, now() - timedelta(minutes=5)),
        )
    link = await link_for_a_screen(acme)
    answer = await acme.visitor.get(link)
    assert answer.status_code == 200
    assert "noindex" in answer.headers["x-robots-tag"]
    assert (answer.headers["referrer-policy"], answer.headers["cache-control"]) == ("no-referrer", "no-store")
    assert f"#{tickets[0].number}" in answer.text
    for secret in ("Secret kettle", "Alice", "/desk/", "/admin/"):
        assert secret not in answer.text, secret
    listed = (await acme.ada.get(LINKS)).text
    assert "Kitchen" in listed
    assert link not in listed
    async with acme.unit():
        assert link.rpartition("/")[2] not in str(await unit.fetch("SELECT * FROM report_wall_link"))
    gone = re.search(rf"{LINKS}/[\w-]+/revocation", listed)
    assert gone
    assert (await globex.visitor.get(link)).status_code == 404
    assert (await globex.mallory.post(gone[0])).status_code in (303, 403, 404)
    assert (await acme.visitor.get(link)).status_code == 200
    assert (await acme.ada.post(gone[0])).status_code == 303
    assert (await acme.visitor.get(link)).status_code == 410
    told = (await acme.ada.get("/admin/audit")).text
    assert "Made a link for a screen" in told
    assert "Revoked a link for a screen" in told


async def test_only_who_may_comes_in_and_guessing_is_rationed(acme: Any) -> None:
    assert (await acme.alice.get(PAGE)).status_code == 403
    assert (await acme.olga.get(PAGE)).status_code == 200
    assert (await acme.alice.get(LINKS)).status_code == 403
    assert (await acme.visitor.get(PAGE)).status_code == 303
    assert (await acme.ada.post(LINKS, {"name": " "})).status_code == 422
    with travel(now()):  # all in one minute
        guessed = [
            (await acme.visitor.get(f"/wall/{'x' * 42}{guess % 10}")).status_code for guess in range(GUESSES + 2)
        ]
    assert (guessed[0], guessed[-1]) == (404, 429)


async def test_a_look_takes_few_statements_led_by_indexes(acme: Any, monkeypatch: Any) -> None:
    asked: list[str] = []
    for name in ("fetch", "fetchrow", "fetchval", "execute"):
        monkeypatch.setattr(unit, name, _noting(asked, getattr(unit, name)))
    async with acme.unit():
        await wall()
        counted = list(asked)
        queue = next(one for one in counted if "waiting_since" in one).replace("$1", "now()").replace("$2", "now()")
        await unit.execute("SET LOCAL enable_seqscan = off")
        plan = "\n".join(row[0] for row in await unit.fetch(f"EXPLAIN {queue}"))
    assert len(counted) <= 6, counted
    assert "Seq Scan" not in plan


def _noting(asked: list[str], real: Any) -> Any:
    async def noted(sql: str, *args: Any) -> Any:
        asked.append(sql)
        return await real(sql, *args)

    return noted
