"""Programs: what a company pays for as JSON, by a token that only whoever pays can make; refused forms as problems."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from tests_paid import has_invoice, subscribes

JSON = {"accept": "application/json"}


@pytest.fixture
async def away(stripe: Any) -> None:
    await stripe.fail_next("500", times=1_000)


async def token_of(who: Any, *scopes: str) -> str:
    page = await who.post("/admin/access-tokens", {"name": "Ledger", "scope": list(scopes), "lasts": "0"})
    found = re.search(r"pdk_[\w-]{43}", page.text)
    return found[0] if found else ""


async def test_a_program_reads_what_is_paid_used_and_owed(acme: Any, away: None) -> None:
    ends = datetime(2027, 3, 1, 9, tzinfo=UTC)
    await subscribes(acme, period_start=datetime(2026, 3, 1, 9, tzinfo=UTC), period_end=ends, cycle="year")
    await has_invoice(acme)
    token = await token_of(acme.olga, "billing.read")
    answer = await acme.visitor.client.get("/api/billing", headers={"authorization": f"Bearer {token}"})
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["plan"], told["status"], told["why"]) == ("team", "active", "subscribed")
    held = told["subscription"]
    assert (held["full_seats"], held["cycle"], held["period_end"]) == (5, "year", "2027-03-01T09:00:00Z")
    assert told["usage"]["seats"] == {"used": 4, "included": 5}
    assert told["usage"]["tickets"]["included"] == 2_000 * 12
    assert told["next_invoice"] is None
    (invoice,) = told["invoices"]
    assert (invoice["number"], invoice["total"], invoice["state"]) == ("PD-0001", 11_550, "paid")
    assert (await acme.bill.get("/admin/billing", headers=JSON)).json()["plan"] == "team"


async def test_nobody_hands_on_a_right_that_they_do_not_have(acme: Any, globex: Any) -> None:
    assert "/api/billing" not in (await acme.ada.get("/admin/access-tokens")).text
    assert await token_of(acme.ada, "billing.read") == ""
    mixed = await token_of(acme.ada, "billing.read", "reports.read")
    bearer = {"authorization": f"Bearer {mixed}"}
    refused = await acme.visitor.client.get("/api/billing", headers=bearer)
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:polydesk:scope-needed")
    owners = {"authorization": f"Bearer {await token_of(acme.olga, 'billing.read')}"}
    assert (await globex.visitor.client.get("/api/billing", headers=owners)).status_code == 401


@pytest.mark.parametrize(
    ("page", "form", "status", "wrong"),
    [
        ("/caps", {"tickets": "many"}, 422, {"tickets": "Please enter a number."}),
        ("/details", {"contact_email": "nobody"}, 422, {"contact_name": "Please fill this in."}),
        ("/coupon", {"code": ""}, 422, {"code": "Please fill this in."}),
        ("/change", {"plan": "team", "cycle": "month", "seats": "x"}, 422, {"seats": "Please enter a number."}),
    ],
)
async def test_a_form_that_is_refused_tells_a_program_why(
    acme: Any, page: str, form: dict[str, str], status: int, wrong: dict[str, str]
) -> None:
    answer = await acme.olga.post(f"/admin/billing{page}", form, headers=JSON)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["errors"].items() >= wrong.items()


async def test_a_code_while_stripe_is_away_says_when_to_come_again(acme: Any, away: None) -> None:
    await subscribes(acme)
    answer = await acme.olga.post("/admin/billing/coupon", {"code": "SPRING"}, headers=JSON)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "cannot reach our payment provider" in answer.json()["errors"]["code"]
