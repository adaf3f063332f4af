"""What promises cost a submission: the rules come with the ticket, all that begins is kept with the rows of the outbox."""

from typing import Any

import pytest
from tests_sla import Desk

from polydesk.kernel import unit


async def test_two_promises_cost_a_submission_no_statement_of_their_own(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.asks("03-06T15:00")
    ran: list[str] = []
    run = unit.Unit._run

    async def noted(self: Any, method: str, *args: Any, **named: Any) -> Any:
        ran.append(args[0])
        return await run(self, method, *args, **named)

    monkeypatch.setattr(unit.Unit, "_run", noted)
    x = await desk.asks("03-06T15:30")
    assert len(ran) == 2, ran
    monkeypatch.undo()
    assert len(await desk.timers(x, "first_response")) == 1
