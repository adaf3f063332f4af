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
