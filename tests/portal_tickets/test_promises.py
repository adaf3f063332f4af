"""What customers read about time: the form, the receipt, the ticket's page and the mail promise the same, in their zone."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from tests_sla import Desk, standard

from polydesk.customers import organisations
from polydesk.customers.organisation_queries import organisation
from polydesk.kernel import outbox, unit
from polydesk.kernel.clock import travel
from polydesk.sla import contracts, policies
from polydesk.sla.contract import Terms
from polydesk.sla.policy import Options, Target

FRIDAY_EVENING = datetime(2026, 3, 6, 18, tzinfo=UTC)  # closed until Monday 9:00 in Rome
ROME_MONDAY = "Mon, Mar 9, 2026, 1:00\u202fPM (CET)"
NEW_YORK_MONDAY = "Mon, Mar 9, 2026, 8:00\u202fAM (EDT)"


@pytest.fixture
async def desk(acme: Any) -> Desk:
    return await Desk.opens(acme)


async def test_the_form_says_when_we_open_and_by_when_we_answer(acme: Any, desk: Desk) -> None:
    with travel(FRIDAY_EVENING):
        page = (await acme.visitor.get("/en/tickets/new")).text
    assert "We open again Mon, Mar 9, 2026, 9:00\u202fAM (CET)." in page
    assert f"You get a first answer by {ROME_MONDAY}." in page


async def test_it_promises_in_the_zone_of_the_reader(acme: Any, desk: Desk) -> None:
    with travel(FRIDAY_EVENING):
        page = (await acme.visitor.get("/en/tickets/promise?zone=America/New_York")).text
    assert f"You get a first answer by {NEW_YORK_MONDAY}." in page


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "%00", "../../etc/passwd"])
async def test_a_zone_that_nobody_knows_is_that_of_the_hours(acme: Any, desk: Desk, zone: str) -> None:
    with travel(FRIDAY_EVENING):
        answer = await acme.visitor.get(f"/en/tickets/promise?zone={zone}")
    assert answer.status_code == 200
    assert ROME_MONDAY in answer.text


async def test_form_receipt_page_and_mail_promise_the_same(acme: Any, desk: Desk, sends: Any) -> None:
    with travel(FRIDAY_EVENING):
        sent = await sends(acme.visitor, zone="America/New_York")
        receipt = (await acme.visitor.get(sent.headers["location"])).text
        page = (await acme.visitor.get(sent.headers["location"].removesuffix("/receipt"))).text
        await outbox.drain(acme.id)
        async with acme.unit():
            mail = await unit.fetchval("SELECT text FROM mail WHERE kind = 'receipt'")
    for shown in (receipt, page, mail):
        assert f"You get a first answer by {NEW_YORK_MONDAY}." in shown


async def test_a_promise_that_has_gone_by_is_not_spoken_of(acme: Any, desk: Desk, guest_ticket: Any) -> None:
    with travel(FRIDAY_EVENING):
        base = await guest_ticket()
    with travel(datetime(2026, 3, 9, 12, 0, 1, tzinfo=UTC)):
        page = (await acme.visitor.get(base)).text
    assert "first answer by" not in page
    assert "breach" not in page.lower()


async def test_my_tickets_say_by_when_each_is_answered(acme: Any, desk: Desk, own_ticket: Any) -> None:
    mine = "/en/tickets"
    with travel(FRIDAY_EVENING):
        await own_ticket(subject="One")
        first = await own_ticket(subject="Two")
        before = (await acme.carl.get(mine)).text
        await acme.carl.post(f"{first}/solution")
        after = (await acme.carl.get(mine)).text
    with travel(datetime(2026, 3, 9, 12, 0, 1, tzinfo=UTC)):
        late = (await acme.carl.get(mine)).text
    told = f"You get a first answer by {ROME_MONDAY}."
    assert [page.count(told) for page in (before, after, late)] == [2, 1, 0]


async def test_a_policy_may_keep_its_promises_to_itself(acme: Any, sends: Any) -> None:
    await Desk.opens(acme, standard(options=Options(shows_promise=False)))
    with travel(FRIDAY_EVENING):
        page = (await acme.visitor.get("/en/tickets/new")).text
        await sends(acme.carl, email=None)
        mine = (await acme.carl.get("/en/tickets")).text
    assert "The lamp is broken" in mine
    assert "first answer by" not in page + mine


async def test_a_guest_reads_nothing_of_a_contract_by_typing_an_address(acme: Any, desk: Desk, sends: Any) -> None:
    """Hatters agreed on half an hour; a stranger who types one of their addresses reads what everybody reads."""
    quick = standard(name="Quick", targets=(Target("first_response", "normal", 1800),))
    with travel(FRIDAY_EVENING):
        async with acme.unit():
            hatters = await organisations.found("Hatters")
            await organisations.set_domains(await organisation(hatters), ["hatters.example"])
            policy_id = await policies.found(quick, contract_only=True, by=desk.ada)
            terms = Terms(name="Care", starts_on=date(2026, 1, 1), policy_id=policy_id)
            await contracts.found(hatters, terms, by=desk.ada)
        sent = await sends(acme.visitor, email="alice@hatters.example")
        receipt = (await acme.visitor.get(sent.headers["location"])).text
        page = (await acme.visitor.get(sent.headers["location"].removesuffix("/receipt"))).text
        await outbox.drain(acme.id)
        async with acme.unit():
            mail = await unit.fetchval("SELECT text FROM mail WHERE kind = 'receipt'")
    for shown in (receipt, page):
        assert f"You get a first answer by {ROME_MONDAY}." in shown
    assert "You get a first answer by Mon, Mar 9, 2026, 9:30\u202fAM (CET)." in mail
