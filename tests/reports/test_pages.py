"""The report's pages: they open the tickets behind each figure, take excuses, and go away as tables."""

import csv
import io
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest

HERE = "/admin/reports/service-levels"
Promise = Callable[..., Awaitable[UUID]]


async def test_it_shows_shares_and_opens_the_tickets_behind(acme: Any, promise: Promise) -> None:
    await promise()
    await promise(outcome="missed", subject="Lift is stuck")
    page = (await acme.olga.get(HERE)).text
    assert "50.0%" in page
    assert "Gold" in page
    link = page.split("figure=missed")[0].rsplit('href="', 1)[1].replace("&amp;", "&") + "figure=missed"
    behind = (await acme.olga.get(link)).text
    assert "Lift is stuck" in behind
    assert "Printer on fire" not in behind


async def test_it_stands_where_people_look_for_reports(acme: Any) -> None:
    assert (await acme.olga.get("/admin/reports")).headers["location"] == "/admin/reports/tickets"
    assert (await acme.carl.get("/admin/reports")).status_code in (303, 403, 404)


async def test_it_names_its_clock_by_the_city(acme: Any, promise: Promise) -> None:
    await promise()
    page = (await acme.olga.get(HERE)).text
    assert "by the clock of" in page
    assert "Europe/" not in page.split('id="attainment"')[1].split("</section>")[0]


@pytest.mark.parametrize("by", ["policy", "priority", "organisation", "team", "agent", "month", "nonsense"])
async def test_it_groups_by_anything(acme: Any, promise: Promise, by: str) -> None:
    await promise()
    assert (await acme.olga.get(f"{HERE}?by={by}&span=year&metric=first_response")).status_code == 200


async def test_a_month_that_is_a_digit_and_no_number_is_no_fault_of_ours(acme: Any) -> None:
    assert (await acme.olga.get(f"{HERE}/tickets?by=month&group=%C2%B2")).status_code < 500


async def test_an_admin_excuses_a_miss_and_takes_it_back(acme: Any, promise: Promise) -> None:
    timer_id = await promise(outcome="missed")
    where = f"{HERE}/tickets?span=quarter&by=policy&figure=missed"
    done = await acme.ada.post(f"{HERE}/excuses", {"timer_id": str(timer_id), "reason": "Power cut", "back": where})
    assert done.headers["location"] == where
    excused = (await acme.ada.get(f"{HERE}/tickets?figure=excused")).text
    assert "Power cut" in excused
    assert "Ada" in excused
    await acme.ada.post(f"{HERE}/excuses/withdrawal", {"timer_id": str(timer_id), "reason": "x", "back": where})
    assert "Power cut" not in (await acme.ada.get(f"{HERE}/tickets?figure=missed")).text


async def test_an_excuse_needs_a_reason_and_keeps_what_was_typed(acme: Any, promise: Promise) -> None:
    timer_id = await promise(outcome="missed")
    refused = await acme.ada.post(f"{HERE}/excuses", {"timer_id": str(timer_id), "reason": "x"})
    assert refused.status_code == 422
    assert 'value="x"' in refused.text


async def test_it_leads_back_into_the_report_only(acme: Any, promise: Promise) -> None:
    timer_id = await promise(outcome="missed")
    done = await acme.ada.post(
        f"{HERE}/excuses", {"timer_id": str(timer_id), "reason": "Power cut", "back": "//evil.example"}
    )
    assert done.headers["location"] == f"{HERE}/tickets"


async def test_a_neighbour_excuses_none_of_it(cast: Any, promise: Promise) -> None:
    timer_id = await promise(outcome="missed")
    answer = await cast.globex.mallory.post(f"{HERE}/excuses", {"timer_id": str(timer_id), "reason": "Power cut"})
    assert answer.status_code == 404


async def test_an_agent_sees_no_reports(acme: Any) -> None:
    assert (await acme.alice.get(HERE)).status_code in (403, 404)


async def test_tables_hold_what_the_pages_show_and_compute_nothing(acme: Any, promise: Promise) -> None:
    await promise(outcome="missed", subject="=1+1", organisation="Hooli")
    lines = list(csv.DictReader(io.StringIO((await acme.olga.get(f"{HERE}/tickets/table.csv")).text.lstrip("\ufeff"))))
    assert [(line["subject"], line["organisation"], line["outcome"]) for line in lines] == [
        ("'=1+1", "Hooli", "missed")
    ]
    assert lines[0]["due_at"].endswith("Z")
    table = (await acme.olga.get(f"{HERE}/table.csv?by=policy")).text
    assert "Gold,0,1,0,0,0.0000" in table


@pytest.mark.parametrize(
    "query",
    [
        "since=x&until=%00&span=days",
        "after=x_y",
        "after=2026-01-01T00:00_" + "0" * 32,
        "group=%00&by=month",
        "group=99999&by=month",
    ],
)
async def test_nonsense_in_the_address_takes_the_usual(acme: Any, promise: Promise, query: str) -> None:
    await promise()
    assert (await acme.olga.get(f"{HERE}/tickets?{query}")).status_code == 200
