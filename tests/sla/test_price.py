"""What promises cost a submission: the rules are read in one statement, all that begins is kept in another."""

from typing import Any

import pytest
from tests_sla import Desk

from polydesk.kernel import unit


async def test_two_promises_cost_a_submission_two_statements(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await desk.asks("03-06T15:00")
    ran: list[str] = []
    run = unit.Unit._run

    async def noted(self: Any, method: str, *args: Any, **named: Any) -> Any:
        if "sla_" in str(args[0]) or "schedule" in str(args[0]):
            ran.append(args[0])
        return await run(self, method, *args, **named)

    monkeypatch.setattr(unit.Unit, "_run", noted)
    x = await desk.asks("03-06T15:30")
    assert len(ran) == 2, ran
    monkeypatch.undo()
    assert len(await desk.timers(x, "first_response")) == 1
