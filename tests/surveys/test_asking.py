"""Asking: by the company's rules, by day, once in a while, never whom it must not; and the ticket says what became of it."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from tests_surveys import A_DAY, agent, asked, rate, survey_mails, ticket_of, tuesday_noon

from polydesk.kernel import mail, outbox, unit
from polydesk.kernel.clock import now, travel
from polydesk.kernel.mail import caps
from polydesk.tickets import conversation, lifecycle, merging, queries, spam, submission
from surveys import asking, plans, setting, setting_change
from surveys.standing import standing_of


@pytest.fixture
def noon() -> Any:
    """Everything begins by day."""
    with travel(tuesday_noon()):
        yield


async def wants(acme: Any, **changes: Any) -> None:
    async with acme.unit():
        await setting_change.change(replace(await setting.setting(), **changes))


async def reason(acme: Any, ticket: Any) -> str:
    async with acme.unit():
        found = await plans.plan_of(ticket.id, cycle=ticket.cycle)
        return found.reason if found else ""


async def test_it_asks_a_day_after_the_resolution_in_the_customers_language(acme: Any, noon: None) -> None:
    ticket = await ticket_of(acme)
    assert await asked(acme, after=timedelta(hours=23)) is None
    async with acme.unit():
        planned = await standing_of(ticket)
        assert (planned.state, planned.due, planned.why_not) == ("planned", now() + timedelta(days=1), "")
    assert await asked(acme)
    (sent,) = await survey_mails(acme)
    assert (sent["to_address"], sent["language"]) == (acme.carl.email, "en")
    async with acme.unit():
        assert (await standing_of(ticket)).state == "asked"


async def test_nobody_is_asked_at_night(acme: Any) -> None:
    """Carl lives in New York; eleven in the evening in Rome is five in the afternoon there."""
    async with acme.unit():
        await unit.execute("UPDATE person SET zone = 'America/New_York' WHERE id = $1", acme.carl.id)
    with travel(tuesday_noon() + timedelta(hours=17)):  # four in the night in Rome, eleven in the evening in New York
        ticket = await ticket_of(acme)
        assert await asked(acme, after=A_DAY) is None
        async with acme.unit():
            due = (await plans.plan_of(ticket.id, cycle=ticket.cycle)).due
        assert timedelta(hours=30) < due - now() < timedelta(hours=36)
        assert await asked(acme, after=due - now() + timedelta(minutes=1))


async def test_a_job_that_comes_late_waits_for_the_morning(acme: Any, noon: None) -> None:
    await ticket_of(acme)
    assert await asked(acme, after=timedelta(days=1, hours=14)) is None
    assert await asked(acme, after=timedelta(days=2))


@pytest.mark.parametrize("why", ["spam", "merged", "reopened", "unanswered", "automatic", "undeliverable", "opted_out"])
async def test_it_does_not_ask_whom_it_must_not_and_says_why(acme: Any, noon: None, why: str) -> None:
    alice = agent(acme)
    ticket = await ticket_of(acme, answered=why != "unanswered")
    async with acme.unit():
        if why == "spam":
            await spam.mark(ticket, by=alice, learn=None)
        elif why == "merged":
            new = submission.NewTicket(address=acme.carl.email, subject="It still leaks", body="Drip.")
            home = await queries.by_id((await submission.submit(new, key=ticket.id.hex)).ticket_id)
            await merging.merge(ticket, into=home, by=alice)
        elif why == "reopened":
            await lifecycle.reopen(ticket, by=alice)
        elif why == "automatic":
            await unit.execute(
                "UPDATE message SET automatic = true WHERE ticket_id = $1 AND kind = 'customer'", ticket.id
            )
        elif why == "undeliverable":
            await mail.suppressions.mark(acme.carl.email, "550 no such mailbox")
    if why == "opted_out":
        await opts_out(acme)
    before = len(await survey_mails(acme))
    await asked(acme)
    assert len(await survey_mails(acme)) == before
    assert await reason(acme, ticket) == why


async def opts_out(acme: Any) -> None:
    from surveys import opting_out

    async with acme.unit():
        await opting_out.opt_out(acme.carl.id)


@pytest.mark.parametrize("local", ["no-reply", "noreply", "mailer-daemon", "bounce+42", "do-not-reply"])
async def test_addresses_behind_which_nobody_reads_are_not_asked(acme: Any, noon: None, local: str) -> None:
    machine = type("Machine", (), {"email": f"{local}@shop.example"})
    ticket = await ticket_of(acme, by=machine)
    await asked(acme)
    assert await reason(acme, ticket) == "automatic"


async def test_a_reopened_ticket_is_asked_about_again_once_some_days_have_passed(acme: Any, noon: None) -> None:
    ticket = await ticket_of(acme)
    first = await asked(acme)
    alice = agent(acme)
    for days, why in ((2, "asked_before"), (9, "")):
        with travel(now() + timedelta(days=days)):
            async with acme.unit():
                opened = await lifecycle.reopen(await queries.by_id(ticket.id), by=alice)
                again = await lifecycle.resolve(opened, by=alice)
            link = await asked(acme)
            assert await reason(acme, again) == why
            assert (link == first) is bool(why)


async def test_of_two_tickets_that_are_due_at_once_a_person_is_asked_about_one(acme: Any, noon: None) -> None:
    tickets = [await ticket_of(acme), await ticket_of(acme)]

    async def ask(ticket: Any) -> bool:
        async with acme.unit():
            return await asking.ask(ticket.id, cycle=ticket.cycle)

    with travel(now() + A_DAY):
        assert sorted(await asyncio.gather(*map(ask, tickets))) == [False, True]
        assert not any(await asyncio.gather(*map(ask, tickets))), "a job that runs twice asks once"
    assert len(await survey_mails(acme)) == 1


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"mode": "never"}, "switched_off"),
        ({"mode": "by_hand"}, "by_hand_only"),
        ({"mode": "matching", "only_channels": ("phone",)}, "no_match"),
        ({"mode": "matching", "only_channels": ("portal",), "only_tags": ("vip",)}, "no_match"),
        ({"mode": "matching", "only_channels": ("portal", "mail")}, ""),
        ({"excluded_tags": ("legal",)}, ""),
    ],
)
async def test_it_goes_by_the_companys_rules_of_the_hour_it_asks(
    acme: Any, noon: None, changes: dict[str, Any], why: str
) -> None:
    ticket = await ticket_of(acme)
    await wants(acme, **changes)
    link = await asked(acme)
    assert (await reason(acme, ticket), link is None) == (why, bool(why))


async def test_excluded_tags_and_organisations_are_left_in_peace_also_by_hand(acme: Any, noon: None) -> None:
    ticket = await ticket_of(acme)
    async with acme.unit():
        await unit.execute("UPDATE ticket SET tags = '{legal}' WHERE id = $1", ticket.id)
    await wants(acme, excluded_tags=("legal", "press"))
    assert await asked(acme) is None
    assert await reason(acme, ticket) == "tag"
    page = f"/desk/tickets/{ticket.number}"
    assert "A tag of the ticket is excluded from surveys." in (await acme.alice.get(page)).text
    assert (await acme.alice.post(f"{page}/survey")).status_code == 409


async def test_an_agent_asks_by_hand_and_the_ticket_tells(acme: Any, noon: None) -> None:
    await wants(acme, mode="by_hand")
    ticket = await ticket_of(acme)
    page = f"/desk/tickets/{ticket.number}"
    assert "Ask how it went" in (await acme.alice.get(page)).text
    assert (await acme.lara.post(f"{page}/survey")).status_code == 403
    assert (await acme.alice.post(f"{page}/survey")).status_code in (200, 303)
    assert await asked(acme, after=timedelta(seconds=5))
    told = (await acme.alice.get(page)).text
    assert "Asked by hand" in told
    assert "Ask how it went" not in told
    assert (await acme.alice.post(f"{page}/survey")).status_code == 409


async def test_it_reminds_once_who_has_not_answered_and_both_links_are_one_survey(acme: Any, noon: None) -> None:
    await ticket_of(acme)
    first = await asked(acme)
    second = await asked(acme, after=timedelta(days=5, hours=1))
    await asked(acme, after=timedelta(days=12))
    assert len(await survey_mails(acme)) == 2
    assert first != second
    await rate(acme.visitor, second, "4")
    assert "4" in (await acme.visitor.get(first)).text
    assert (await acme.visitor.get(f"{first}/thanks")).status_code == 200


@pytest.mark.parametrize("meanwhile", ["answered", "reopened", "switched_off", "opted_out"])
async def test_it_reminds_nobody_after_an_answer_or_when_it_would_not_ask_any_more(
    acme: Any, noon: None, meanwhile: str
) -> None:
    ticket = await ticket_of(acme)
    link = await asked(acme)
    if meanwhile == "answered":
        await rate(acme.visitor, link, "5")
    elif meanwhile == "switched_off":
        await wants(acme, reminder_days=0)
    elif meanwhile == "opted_out":
        await opts_out(acme)
    else:
        async with acme.unit():
            words = {"body": "It leaks again.", "by": agent(acme)}
            await conversation.customer_writes(await queries.by_id(ticket.id), **words)
    await asked(acme, after=timedelta(days=6))
    assert len(await survey_mails(acme)) == 1


async def test_an_address_that_has_had_enough_automatic_mail_is_asked_later(
    acme: Any, noon: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def enough(_address: str, **_more: Any) -> bool:
        return False

    ticket = await ticket_of(acme)
    with monkeypatch.context() as patch:
        patch.setattr(caps, "may_hear", enough)
        assert await asked(acme) is None
    assert await reason(acme, ticket) == ""
    with travel(now() + A_DAY + timedelta(hours=2)):
        await outbox.drain(acme.id)
    assert len(await survey_mails(acme)) == 1
