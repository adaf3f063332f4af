"""What a ticket costs: the ticket, its receipt in the outbox and the word to open pages are two statements."""

from typing import Any

import pytest

from polydesk.kernel import unit
from polydesk.tickets import statuses

# Not what others do when they hear of it.
OWN = ("submission", "outbox", "ticket_setting", "pg_notify", "INSERT INTO ticket ")


@pytest.mark.parametrize("times", [1, 2])
async def test_it_takes_two_statements(acme: Any, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    ran: list[str] = []
    run = unit.Unit._run

    async def noted(self: Any, method: str, *args: Any, **named: Any) -> Any:
        if self.role == "app" and any(table in args[0] for table in OWN):
            ran.append(args[0])
        return await run(self, method, *args, **named)

    async with acme.unit():
        await statuses.settings_of()
    for turn in range(times):
        form = {
            "email": "new@example.org",
            "subject": "The lamp",
            "message": "It flickers",
            "key": f"price-of-a-ticket-{turn}",
        }
        ran.clear()
        with monkeypatch.context() as patch:
            patch.setattr(unit.Unit, "_run", noted)
            answer = await acme.visitor.post("/en/tickets/new", form)
        assert answer.status_code == 303, answer.text
        assert len(ran) == 2, ran
