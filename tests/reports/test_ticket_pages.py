"""The ticket report's pages: figures open their tickets, filters narrow, tables and JSON say what the page says."""

import csv
import io
from typing import Any
from urllib.parse import urlencode

import pytest
from tests_sla import Desk

HERE = "/admin/reports/tickets"
MARCH = "span=days&since=2026-03-02&until=2026-03-22"


@pytest.fixture
async def desk(acme: Any) -> Desk:
    """A kettle that was solved at once, a lamp that is open."""
    desk = await Desk.opens(acme)
    kettle = await desk.asks("03-03T08:00", subject="=1+kettle", channel="mail")
    await desk.asks("03-04T08:00", subject="Lamp")
    await desk.replies(kettle, "03-03T10:00", then="resolved")
    return desk


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.lstrip("\ufeff"))))


async def test_each_figure_opens_its_tickets(desk: Desk, acme: Any) -> None:
    page = (await acme.olga.get(f"{HERE}?{MARCH}")).text
    assert "How this is counted" in page
    links = {
        part.split('"')[0].replace("&amp;", "&")
        for part in page.split('href="')[1:]
        if part.startswith(f"{HERE}/behind?")
    }
    assert {link.rpartition("figure=")[2] for link in links} >= {
        "created",
        "solved",
        "open",
        "first_response",
        "unfinished",
    }
    for link in links:
        assert "/desk/tickets/" in (await acme.olga.get(link)).text, link
    solved = (await acme.olga.get(f"{HERE}/behind?{MARCH}&figure=solved")).text
    assert "=1+kettle" in solved
    assert "Lamp" not in solved


async def test_it_narrows_to_what_is_chosen(desk: Desk, acme: Any) -> None:
    narrowed = (await acme.olga.get(f"{HERE}.json?{MARCH}&channel=mail&by=agent")).json()
    assert (narrowed["created"], narrowed["open"], narrowed["only"]) == (1, 0, {"channel": "mail"})
    assert [(group["group"], group["solved"]) for group in narrowed["groups"]] == [("Alice", 1)]
    page = (await acme.olga.get(f"{HERE}?{MARCH}&language=cs")).text
    assert '<option value="cs" selected>Czech</option>' in page
    nobodys = (await acme.olga.get(f"{HERE}.json?{MARCH}&agent=none")).json()
    assert (nobodys["created"], nobodys["unfinished_rate"]) == (1, 1.0)


async def test_page_table_and_program_say_the_same(desk: Desk, acme: Any) -> None:
    program = (await acme.olga.get(f"{HERE}?{MARCH}", headers={"accept": "application/json"})).json()
    assert (program["open_before"], program["created"], program["solved"], program["open"]) == (0, 2, 1, 1)
    assert program["lengths"]["first_response"]["wall"] == {"count": 1, "median_s": 7200, "p90_s": 7200, "mean_s": 7200}
    assert program["changes_not_counted_yet"] == 0
    days = rows((await acme.olga.get(f"{HERE}/days.csv?{MARCH}")).text)
    assert [(day["since"], day["created"], day["open"]) for day in days[1:3]] == [
        ("2026-03-03", "1", "0"),
        ("2026-03-04", "1", "1"),
    ]
    groups = rows((await acme.olga.get(f"{HERE}/groups.csv?{MARCH}&by=channel")).text)
    assert {(group["group"], group["created"]) for group in groups} == {("E-mail", "1"), ("Portal", "1")}
    behind = rows((await acme.olga.get(f"{HERE}/behind/table.csv?{MARCH}&figure=solved")).text)
    assert [(line["subject"], line["wall_s"], line["agent"]) for line in behind] == [("'=1+kettle", "7200", "Alice")]
    listed = (await acme.olga.get(f"{HERE}/behind.json?{MARCH}&figure=open")).json()
    assert [line["subject"] for line in listed["tickets"]] == ["Lamp"]


@pytest.mark.parametrize("path", ["", ".json", "/behind", "/behind.json", "/days.csv"])
async def test_only_who_may_read_reports_comes_in(acme: Any, path: str) -> None:
    assert (await acme.alice.get(HERE + path)).status_code in (403, 404)
    assert (await acme.carl.get(HERE + path)).status_code in (303, 403, 404)


async def test_nonsense_in_the_address_takes_the_usual(desk: Desk, acme: Any) -> None:
    for query in (
        {"team": "x", "agent": "\x00", "language": "e'n", "channel": "smoke", "priority": "9", "by": "moon"},
        {"span": "days", "since": "2026-13-01", "figure": "all", "after": "2026_x"},
        {"span": "days", "since": "2001-01-01", "until": "2199-01-01", "by": "language"},
    ):
        for path in ("", "/behind", ".json"):
            assert (await acme.olga.get(f"{HERE}{path}?{urlencode(query)}")).status_code == 200, (path, query)
