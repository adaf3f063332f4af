"""A customer who does not answer: reminded, then resolved, each once, and never where somebody waits for others."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from polydesk.hours.history import history_of
from polydesk.hours.schedule import schedule_of
from polydesk.kernel import outbox, unit
from polydesk.kernel.actor import Actor
from polydesk.kernel.clock import now, travel
from polydesk.kernel.ids import new_id
from polydesk.mailroom import habits, silence
from polydesk.mailroom.habits import Habits
from polydesk.mailroom.support_days import after_support_days
from polydesk.tickets import conversation, lifecycle, merging, queries, spam, submission
from polydesk.tickets.ticket import Ticket
from tenants.roles import permissions_of

ROME = ZoneInfo("Europe/Rome")
OFFICE = {
    "tz": "Europe/Rome",
    "weekly": {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    "closures": ["2026-12-08"],
}


def alice(acme: Any) -> Actor:
    return Actor("member", acme.alice.id, "Alice", role="agent", permissions=permissions_of("agent"))


async def waiting(acme: Any, *, wanted: Habits | None = None) -> Ticket:
    """Alice has answered, and waits."""
    async with acme.unit():
        await habits.change(wanted or Habits(remind_after=2, again_after=4, resolve_after=6))
        new = submission.NewTicket(address=acme.carl.email, subject="The kettle leaks", body="It drips.", language="it")
        done = await submission.submit(new, key=new_id().hex)
        ticket = await queries.by_id(done.ticket_id)
        said = await conversation.reply(
            ticket, body="Which kettle is it?", by=alice(acme), seen=ticket.message_count, then="waiting_customer"
        )
    await outbox.drain(acme.id)
    return said.ticket


async def after(acme: Any, days: float) -> None:
    with travel(now() + through(days)):
        await outbox.drain(acme.id)


def through(days: float) -> timedelta:
    """No hours are set up here, so that days are those of the calendar: one may last 25 hours."""
    return timedelta(days=days, hours=1, minutes=1)


async def kinds(acme: Any) -> list[str]:
    async with acme.unit():
        rows = await unit.fetch("SELECT kind FROM mail WHERE kind LIKE 'silence%' ORDER BY created_at, id")
    return [row["kind"] for row in rows]


async def fresh(acme: Any, ticket: Ticket) -> Ticket:
    async with acme.unit():
        return await queries.by_id(ticket.id)


async def test_it_reminds_twice_and_then_resolves_each_once(acme: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = await waiting(acme)
    page = (await acme.alice.get(f"/desk/tickets/{ticket.number}")).text
    assert "Will be resolved" in page
    await after(acme, 2)
    assert await kinds(acme) == ["silence_reminder"]
    await fall(acme, monkeypatch, days=4)
    for _again in range(2):
        await after(acme, 4)
    assert await kinds(acme) == ["silence_reminder"] * 2
    await after(acme, 6)
    assert await kinds(acme) == ["silence_reminder", "silence_reminder", "silence_resolved"]
    found = await fresh(acme, ticket)
    assert (found.status, found.resolved_by) == ("resolved", "automation")
    async with acme.unit():
        mail = await unit.fetchrow("SELECT language, html FROM mail WHERE kind = 'silence_reminder' LIMIT 1")
    assert mail["language"] == "en", "Carl has said so"
    assert "Which kettle is it?" in mail["html"]
    page = (await acme.alice.get(f"/desk/tickets/{ticket.number}?history=yes")).text
    assert "Polydesk reminded the customer." in page
    assert "The customer did not answer for 6 support days." in page


async def test_a_clock_that_is_behind_loses_no_step(acme: Any) -> None:
    ticket = await waiting(acme, wanted=Habits(remind_after=2))
    async with acme.unit():
        await unit.execute("UPDATE silence SET next_at = now() + interval '1 minute'")
        await unit.execute("UPDATE outbox SET due = now() WHERE job = 'mailroom.silence' AND state = 'pending'")
    await outbox.drain(acme.id)
    assert await kinds(acme) == []
    with travel(now() + timedelta(minutes=2)):
        await outbox.drain(acme.id)
    assert await kinds(acme) == ["silence_reminder"]
    assert (await fresh(acme, ticket)).status == "waiting_customer"


async def fall(acme: Any, monkeypatch: pytest.MonkeyPatch, *, days: float) -> None:
    """A worker dies when the mail is written and the step is not: nothing of it stays."""

    async def dies(*_args: Any, **_named: Any) -> None:
        raise SystemError("killed here")

    with monkeypatch.context() as dying, travel(now() + through(days)):
        dying.setattr(silence, "write_event", dies)
        await outbox.drain(acme.id, strict=False)
    assert await kinds(acme) == ["silence_reminder"]
    async with acme.unit():
        await unit.execute(
            "UPDATE outbox SET due = now() - interval '1 hour' WHERE state = 'pending' AND job = 'mailroom.silence'"
        )


@pytest.mark.parametrize("ends", ["writes", "third_party", "spam", "merged"])
async def test_it_ends_when_the_customer_writes_or_nobody_waits_for_them(acme: Any, ends: str) -> None:
    ticket = await waiting(acme)
    async with acme.unit():
        match ends:
            case "writes":
                await conversation.customer_writes(
                    ticket, body="The red one.", by=Actor("requester", acme.carl.id, "Carl")
                )
            case "third_party":
                await lifecycle.wait(ticket, on="third_party", by=alice(acme))
            case "spam":
                await spam.mark(ticket, by=alice(acme))
            case "merged":
                new = submission.NewTicket(address=acme.carl.email, subject="Again", body="It drips.", language="en")
                other = await queries.by_id((await submission.submit(new, key=new_id().hex)).ticket_id)
                await merging.merge(ticket, into=other, by=alice(acme))
    await after(acme, 30)
    assert await kinds(acme) == []


async def test_an_agent_keeps_it_open_and_lets_it_go_again(acme: Any) -> None:
    ticket = await waiting(acme, wanted=Habits(resolve_after=3))
    here = f"/desk/tickets/{ticket.number}"
    await acme.alice.post(f"{here}/silence")
    assert "Stays open while the customer is silent." in (await acme.alice.get(here)).text
    await after(acme, 10)
    assert (await fresh(acme, ticket)).status == "waiting_customer"
    await acme.alice.post(f"{here}/silence/end")
    await after(acme, 3)
    assert (await fresh(acme, ticket)).status == "resolved"


async def test_habits_that_begin_today_count_from_today_and_those_that_end_stop(acme: Any) -> None:
    ticket = await waiting(acme, wanted=Habits())
    with travel(now() + timedelta(days=20)):
        answer = await acme.olga.post("/admin/mail-habits", data={"resolve_after": "5"})
        assert answer.status_code == 303
        await outbox.drain(acme.id)
        assert (await fresh(acme, ticket)).status == "waiting_customer"
        await acme.olga.post("/admin/mail-habits", data={})
        await outbox.drain(acme.id)
        await after(acme, 30)
    assert (await fresh(acme, ticket)).status == "waiting_customer"


async def test_steps_in_the_wrong_order_are_told_beside_the_field(acme: Any) -> None:
    answer = await acme.olga.post(
        "/admin/mail-habits", data={"remind_after": "5", "again_after": "3", "resolve_after": "4"}
    )
    assert answer.status_code == 422
    assert "after the first reminder" in answer.text
    assert "after the last reminder" in answer.text


@pytest.mark.parametrize(
    ("since", "days", "expected"),
    [
        ("2026-11-27 15:00", 2, "2026-12-01 15:00"),  # Friday to Tuesday, over the weekend
        ("2026-12-04 15:00", 2, "2026-12-09 15:00"),  # and over a holiday
        ("2026-11-23 22:30", 1, "2026-11-24 09:00"),  # when nobody works at that hour: as the day begins
        ("2026-11-23 06:00", 1, "2026-11-24 09:00"),
    ],
)
def test_it_counts_days_on_which_the_company_is_open(since: str, days: int, expected: str) -> None:
    hours = history_of([(0, schedule_of(OFFICE))])
    at = datetime.fromisoformat(since).replace(tzinfo=ROME).astimezone(UTC)
    found = after_support_days(hours, ROME, at, days)
    assert found.astimezone(ROME).replace(tzinfo=None) == datetime.fromisoformat(expected)
