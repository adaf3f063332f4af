"""What a ticket costs: the ticket with the rules for it, and its promises with what is sent off, are two statements."""

from typing import Any

import pytest

from polydesk.kernel import unit


async def test_it_takes_two_statements(acme: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []
    run = unit.Unit._run

    async def noted(self: Any, method: str, *args: Any, **named: Any) -> Any:
        if self.role == "app":
            ran.append(args[0])
        return await run(self, method, *args, **named)

    monkeypatch.setattr(unit.Unit, "_run", noted)
    counts = []
    for sender in ("first", "new", "new"):
        ran.clear()
        words = {"email": f"{sender}@example.org", "subject": "The lamp", "message": "It flickers"}
        answer = await acme.visitor.post("/en/tickets/new", words)
        assert answer.status_code == 303, answer.text
        counts.append(len(ran))
    assert counts[1:] == [2, 2], ran  # with the first comes what stays in memory
