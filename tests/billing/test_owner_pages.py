"""The owner's pages: what is paid, how it stands and what comes, from our own rows alone."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tests_paid import has_invoice, subscribes

from billing import story
from billing.accounts import own_account
from polydesk.kernel import unit
from polydesk.kernel.actor import Actor, acting_as
from polydesk.kernel.clock import now
from tenants.company import change_profile, profile

PAGES = ("", "/plans", "/seats", "/invoices", "/details", "/caps", "/change?plan=team&cycle=year&seats=5")


@pytest.fixture
async def away(stripe: Any) -> None:
    """Stripe answers nothing but that it is broken."""
    await stripe.fail_next("500", times=1_000)


@pytest.mark.parametrize("page", PAGES)
async def test_they_open_for_the_owner_and_for_billing_and_for_nobody_else(acme: Any, page: str) -> None:
    assert (await acme.olga.get(f"/admin/billing{page}")).status_code == 200
    assert (await acme.bill.get(f"/admin/billing{page}")).status_code == 200
    assert (await acme.ada.get(f"/admin/billing{page}")).status_code == 403


@pytest.mark.parametrize("page", ["", "/seats", "/change?plan=team&cycle=year&seats=5"])
async def test_a_form_may_be_answered_by_the_way_to_stripe(acme: Any, page: str) -> None:
    policy = (await acme.olga.get(f"/admin/billing{page}")).headers["content-security-policy"]
    assert "form-action 'self' https://*.stripe.com" in policy


async def test_whoever_has_only_billing_to_do_lands_there(acme: Any) -> None:
    answer = await acme.bill.get("/desk")
    assert (answer.status_code, answer.headers["location"]) == (303, "/admin/billing")
    assert 'href="/admin/billing"' in (await acme.bill.get("/admin")).text
    assert 'href="/admin/billing"' not in (await acme.ada.get("/admin")).text


async def test_it_shows_what_we_know_while_stripe_is_away(acme: Any, away: None) -> None:
    await subscribes(acme)
    await has_invoice(acme)
    page = (await acme.olga.get("/admin/billing")).text
    for told in ("Team", "¥10,500", "PD-0001", "¥11,550", "Mar 2, 2026"):
        assert told in page
    region = await acme.olga.swap("GET", "/admin/billing/next-invoice")
    assert region.status_code == 200
    assert "cannot reach our payment provider" in region.text
    pdf = await acme.olga.get(f"/admin/billing/invoices/in_{acme.id.hex}/pdf")
    assert pdf.status_code == 503
    assert "PD-0001" in pdf.text


async def test_it_keeps_what_was_typed_while_stripe_is_away(acme: Any, away: None) -> None:
    await subscribes(acme)
    async with unit.platform():
        await unit.execute(
            "INSERT INTO billing_account (tenant_id, customer_id, created_at) VALUES ($1, 'cus_away', now())", acme.id
        )
    answer = await acme.olga.post(
        "/admin/billing/details",
        {
            "contact_name": "Ferrum Ltd",
            "contact_email": "bills@ferrum.example",
            "contact_language": "de",
            "po_number": "4711",
        },
    )
    assert answer.status_code == 503
    assert "Ferrum Ltd" in answer.text
    assert "4711" in answer.text
    assert "Ferrum" not in (await acme.olga.get("/admin/billing")).text


async def test_it_does_not_open_the_bills_of_others(cast: Any) -> None:
    await has_invoice(cast.acme)
    answer = await cast.globex.mallory.get(f"/admin/billing/invoices/in_{cast.acme.id.hex}/pdf")
    assert answer.status_code == 404


async def test_a_cap_is_kept_and_a_word_for_one_is_not(acme: Any) -> None:
    await subscribes(acme)
    answer = await acme.olga.post("/admin/billing/caps", {"tickets": "500", "mails": "many"})
    assert (answer.status_code, "many" in answer.text) == (422, True)
    assert (await acme.olga.post("/admin/billing/caps", {"tickets": "500", "mails": ""})).status_code == 303
    async with acme.unit():
        assert await unit.fetchval("SELECT caps FROM billing_account") == {"tickets": 500}


@pytest.mark.parametrize(
    ("language", "typed", "kept"),
    [("en", "1,500", 1_500), ("de", "1.500", 1_500), ("ar", "١٥٠٠", 1_500), ("en", " 0 ", 0)],
)
async def test_a_cap_is_typed_as_the_owner_writes_numbers(acme: Any, language: str, typed: str, kept: int) -> None:
    await subscribes(acme)
    async with acme.unit():
        await unit.execute("UPDATE member SET language = $1", language)
    assert (await acme.olga.post("/admin/billing/caps", {"tickets": typed})).status_code == 303
    async with acme.unit():
        assert await unit.fetchval("SELECT caps FROM billing_account") == {"tickets": kept}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("1.500", "Please enter a number."),
        ("-1", "Please enter a number."),
        ("99999999", "Please enter 10,000,000 or less."),
    ],
)
async def test_a_cap_that_is_none_is_told_why(acme: Any, typed: str, told: str) -> None:
    """An English point could be meant as a thousand, or as one and a half."""
    await subscribes(acme)
    answer = await acme.olga.post("/admin/billing/caps", {"tickets": typed})
    assert (answer.status_code, told in answer.text, f'value="{typed}"' in answer.text) == (422, True, True)


def opened(page: str) -> dict[str, str]:
    """What a browser sends of a form that nobody touched."""
    found = re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', page)
    return {name: text for name, text in found if name != "theme"}


async def test_of_two_tabs_the_second_takes_nothing_back(acme: Any) -> None:
    await subscribes(acme)
    caps, details = "/admin/billing/caps", "/admin/billing/details"
    tab = opened((await acme.olga.get(caps)).text)
    await acme.olga.post(caps, {**tab, "tickets": "100"})
    assert (await acme.bill.post(caps, {**tab, "tickets": "", "mails": "7"})).status_code == 303
    refused = await acme.bill.post(caps, {**tab, "tickets": "9", "mails": ""})
    assert (refused.status_code, "Somebody else has changed this text meanwhile: “100”" in refused.text) == (422, True)
    assert (await acme.bill.post(caps, {**opened(refused.text), "tickets": "9"})).status_code == 303
    async with acme.unit():
        assert await unit.fetchval("SELECT caps FROM billing_account") == {"tickets": 9, "mails": 7}
    begun = {"contact_name": "Acme", "contact_email": "bills@acme.example", "contact_language": "en"}
    assert (await acme.olga.post(details, begun)).status_code == 303
    tab = {**opened((await acme.olga.get(details)).text), "contact_language": "en", "country": ""}
    await acme.olga.post(details, {**tab, "po_number": "4711"})
    assert (await acme.bill.post(details, {**tab, "city": "Roma"})).status_code == 303
    page = (await acme.olga.get(details)).text
    assert 'value="4711"' in page
    assert 'value="Roma"' in page


FREE = "/admin/billing/change?plan=free&cycle=month&seats=2"


async def test_free_says_that_it_costs_nothing_and_ends_the_trial(acme: Any) -> None:
    async with acme.unit():
        await unit.execute("UPDATE member SET role = 'light_agent' WHERE role IN ('admin', 'agent')")
    async with unit.platform():
        await unit.execute(
            "UPDATE tenant SET status = 'trial', status_why = 'trial', status_until = $2 WHERE id = $1",
            *(acme.id, datetime(2026, 12, 7, 12, tzinfo=UTC)),
        )
    page = (await acme.olga.get(FREE)).text
    assert "The Free plan costs nothing." in page
    assert "ends your trial, which would go on until" in page


async def test_whoever_uses_more_than_free_includes_may_choose_it_while_everybody_has_a_seat(
    acme: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def much() -> dict[str, int]:
        return {"seats": 2, "storage_mb": 5_000, "tickets": 400}

    monkeypatch.setattr("billing.choosing.used_now", much)
    page = (await acme.olga.get(FREE)).text
    assert "you had 400 this month" in page
    assert " disabled>Choose Free" not in page


async def test_a_change_of_seats_that_is_planned_says_how_many_there_will_be(acme: Any, away: None) -> None:
    then = (now() + timedelta(days=27)).isoformat()
    await subscribes(acme, next={"plan": "team", "cycle": "month", "seats": 0, "at": then})
    for page in ("/admin/billing", "/admin/billing/seats"):
        text = re.sub("<[^>]+>", "", (await acme.olga.get(page)).text)
        assert re.search(r"Full seats: 5 until \w+ \d+, \d{4}, 3 from then on\.", text), page
        assert "Keep the present plan" in text


async def test_the_trial_can_end_in_free_where_everybody_has_a_seat(acme: Any) -> None:
    async with unit.platform():
        ends = now() + timedelta(days=9)
        await unit.execute("UPDATE tenant SET trial_ends_at = $2, settled_at = now() WHERE id = $1", acme.id, ends)
    answer = await acme.olga.post("/admin/billing/change/free")
    assert answer.status_code == 409
    assert " disabled>Choose Free" in (await acme.olga.get(FREE)).text
    async with acme.unit():
        await unit.execute("UPDATE member SET role = 'light_agent' WHERE role IN ('admin', 'agent')")
    assert " disabled>Choose Free" not in (await acme.olga.get(FREE)).text
    assert (await acme.olga.post("/admin/billing/change/free")).headers["location"].endswith("?said=free")
    assert "The Free plan costs nothing" in (await acme.olga.get("/admin/billing")).text


async def test_a_present_says_until_when_it_is_one_whatever_changes_before(acme: Any, away: None) -> None:
    """Fewer seats are planned for an earlier day."""
    await subscribes(acme)
    async with acme.unit():
        await own_account()
    async with unit.platform():
        await unit.execute(
            "UPDATE tenant SET status_why = 'comped', plan = 'business', status_until = $2 WHERE id = $1",
            *(acme.id, now() + timedelta(days=27)),
        )
        await unit.execute(
            "UPDATE billing_account SET comp_plan = 'business', comp_until = $2 WHERE tenant_id = $1",
            *(acme.id, datetime(2031, 3, 1, 12, tzinfo=UTC)),
        )
    page = re.sub("<[^>]+>", "", (await acme.olga.get("/admin/billing")).text)
    assert "This plan is a present from us until Mar 1, 2031. Beside it you pay for Team." in page
    assert "The plan Business is a present from us." in (await acme.olga.get("/admin/billing/plans")).text


async def test_whoever_owes_pays_before_there_is_more(acme: Any) -> None:
    await subscribes(acme, status="past_due")
    answer = await acme.olga.get("/admin/billing/change?plan=team&cycle=month&seats=9")
    assert (answer.status_code, "Pay the open invoice first" in answer.text) == (409, True)


async def test_usage_names_the_time_that_it_counts(acme: Any, away: None) -> None:
    assert "This month" in (await acme.olga.get("/admin/billing")).text
    await subscribes(
        acme,
        cycle="year",
        period_start=datetime(2026, 3, 1, 9, tzinfo=UTC),
        period_end=datetime(2027, 3, 1, 9, tzinfo=UTC),
    )
    page = (await acme.olga.get("/admin/billing")).text
    assert "Mar 1, 2026 – Mar 1, 2027" in page
    assert "count together" in page


async def test_it_tells_what_lies_beyond_before_anybody_buys(acme: Any, away: None) -> None:
    plans_page = (await acme.olga.get("/admin/billing/plans?currency=eur")).text
    change_page = (await acme.olga.get("/admin/billing/change?plan=team&cycle=year&seats=5&currency=eur")).text
    for page in (plans_page, change_page):
        assert "1,000 more cost €20" in page
        assert "1,000 more cost €2" in page
    assert change_page.count("2,000 tickets a month") == 1


async def test_a_plan_that_is_sold_is_called_alike_in_every_language(acme: Any, away: None) -> None:
    for language in ("fr", "ar"):
        async with acme.unit():
            await unit.execute("UPDATE member SET language = $1 WHERE role = 'owner'", language)
        page = (await acme.olga.get("/admin/billing/plans")).text
        assert 'bill-offer-name">Team<' in page
        assert 'bill-offer-name">Business<' in page


async def test_it_signs_what_stripe_told_first(acme: Any) -> None:
    async with acme.unit():
        await story.tell(acme.id, "seats_changed", detail={"seats_before": 3, "seats": 5}, by="")
        with acting_as(Actor("member", name="Olga Owner")):
            await story.sign(now() - timedelta(minutes=1))
        (moment, *_) = await story.story_of(acme.id)
    assert (moment.by, moment.text) == ("Olga Owner", "Full seats changed from 3 to 5.")


async def test_the_name_on_invoices_follows_the_companys_until_somebody_sets_it(acme: Any) -> None:
    async def renamed(name: str) -> str:
        await change_profile(replace(await profile(), name=name))
        return (await own_account()).contact_name

    async with acme.unit():
        assert (await own_account()).contact_name == (await profile()).name
        assert await renamed("Acme Bikes") == "Acme Bikes"
        await unit.execute("UPDATE billing_account SET customer_id = 'cus_known'")
        assert await renamed("Acme Scooters") == "Acme Bikes"
        await unit.execute("UPDATE billing_account SET customer_id = NULL, contact_name = 'Acme Holding'")
        assert await renamed("Acme Boats") == "Acme Holding"
