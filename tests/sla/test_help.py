"""The help page: it computes with the company's own hours, and whatever one types into its example is answered."""

from typing import Any

import pytest

HERE = "/desk/help/due-times"


async def test_it_explains_without_hours_of_ones_own(acme: Any) -> None:
    page = await acme.alice.get(HERE)
    assert page.status_code == 200
    assert "The one rule" in page.text


@pytest.mark.parametrize(
    "query", ["at=yesterday&hours=4", "at=2026-03-06T16:30&hours=-1", "at=&hours=%00", "hours=1e99"]
)
async def test_it_answers_whatever_is_typed(acme: Any, query: str) -> None:
    assert (await acme.alice.get(f"{HERE}?{query}")).status_code == 200
