"""The queue: who sees it, in which order, at what price, and what is done to several tickets at once."""

from typing import Any

import pytest


async def test_it_lists_who_waits_longest_first(acme: Any, ask: Any) -> None:
    first, second = await ask("First come"), await ask("Second come")
    page = (await acme.alice.get("/desk/tickets")).text
    assert 0 < page.index(f'id="t{first}"') < page.index(f'id="t{second}"')


@pytest.mark.parametrize("rows", [1, 7])
async def test_it_takes_two_statements_however_many_rows(acme: Any, ask: Any, counting: Any, rows: int) -> None:
    for place in range(rows):
        await ask(f"Ticket {place}")
    with counting() as statements:
        answer = await acme.alice.get("/desk/tickets")
    assert answer.status_code == 200
    assert len(statements) <= 2, statements


async def test_it_lets_no_light_agent_change_several(acme: Any, ask: Any) -> None:
    number = await ask()
    answer = await acme.lara.post("/desk/tickets/changes", {"number": str(number), "status": "closed"})
    assert answer.status_code == 403
    assert 'name="number"' not in (await acme.lara.get("/desk/tickets")).text


async def test_it_pages_by_keyset(acme: Any, ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = [await ask(f"Ticket {place}") for place in range(53)]
    first = (await acme.alice.get("/desk/tickets")).text
    assert f'id="t{numbers[49]}"' in first
    assert f'id="t{numbers[50]}"' not in first
    older = first.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    second = (await acme.alice.get(older)).text
    assert [f'id="t{number}"' in second for number in numbers[48:]] == [False, False, True, True, True]


async def test_it_gives_htmx_the_rows_alone(acme: Any, ask: Any) -> None:
    number = await ask()
    answer = await acme.alice.swap("GET", "/desk/tickets?view=open")
    assert f'id="t{number}"' in answer.text
    assert "<html" not in answer.text


async def test_it_says_so_when_all_is_done(acme: Any) -> None:
    assert "All done" in (await acme.alice.get("/desk/tickets")).text


@pytest.mark.parametrize(
    "view", ["mine", "unassigned", "open", "waiting", "followed", "resolved", "closed", "all", "spam"]
)
async def test_it_opens_every_view(acme: Any, ask: Any, view: str) -> None:
    await ask()
    assert (await acme.alice.get(f"/desk/tickets?view={view}")).status_code == 200


async def test_it_hides_what_belongs_to_another_tenant(acme: Any, globex: Any, ask: Any) -> None:
    await ask("Acme's secret")
    assert "Acme's secret" not in (await globex.mallory.get("/desk/tickets?view=all")).text
    assert (await acme.bill.get("/desk/tickets")).status_code == 403
    assert (await acme.visitor.get("/desk/tickets")).status_code == 303


@pytest.mark.parametrize("query", ["view=nonsense", "view=%00", "view=' OR 1=1"])
async def test_it_finds_no_view_for_nonsense(acme: Any, query: str) -> None:
    assert (await acme.alice.get(f"/desk/tickets?{query}")).status_code == 404


@pytest.mark.parametrize("after", ["x", "2026_1", "%00_7", "_99999999999999999999", "2026-01-01T00:00:00+00:00_5"])
async def test_it_begins_anew_after_a_cursor_that_nobody_gave(acme: Any, ask: Any, after: str) -> None:
    await ask()
    assert (await acme.alice.get("/desk/tickets", params={"after": after})).status_code == 200
