"""The twin's pages as somebody clicks through them: Checkout, the bank's question, invoices, the portal."""

import re
from typing import Any

import httpx
import pytest
from tests_stripe import Declined, Stripe

from billing.gateway import stripe as client
from billing.previewing import new_items, prices_for
from billing.wishes import Wish

TEAM = Wish("team", "month", 1)
DESK = "http://acme.localhost:8000/admin/billing"


async def new_customer() -> str:
    address: Any = {"country": "DE", "postal_code": "24103", "line1": "Kai 1", "city": "Kiel"}
    made = await client().v1.customers.create_async({"name": "Acme", "email": "olga@acme.example", "address": address})
    return made.id


async def checkout(customer: str, **more: Any) -> Any:
    asked: Any = {
        "mode": "subscription",
        "customer": customer,
        "line_items": new_items(TEAM, "eur", await prices_for(TEAM, "eur")),
        "automatic_tax": {"enabled": True},
        "tax_id_collection": {"enabled": True},
        "customer_update": {"address": "auto", "name": "auto"},
        "allow_promotion_codes": True,
        "success_url": DESK + "?session={CHECKOUT_SESSION_ID}",
        "cancel_url": DESK + "?said=left",
    }
    return await client().v1.checkout.sessions.create_async(asked | more)


async def subscriptions(customer: str) -> list[Any]:
    return list((await client().v1.subscriptions.list_async({"customer": customer, "status": "all"})).data)


async def page(stripe: Stripe, address: str) -> str:
    stripe.demand_twin("Stripe's pages without a browser")
    async with stripe.browser() as browser:
        answered = await browser.get(httpx.URL(address).path)
    assert answered.status_code == 200
    return answered.text


async def test_checkout_names_the_sums_with_tax_and_leads_back_when_it_is_paid(stripe: Stripe) -> None:
    customer = await new_customer()
    session = await checkout(customer)
    shown = await page(stripe, session.url)
    assert "practice Stripe" in shown
    assert "4242 4242 4242 4242" in shown
    assert re.search(r"Tax</td><td>€[1-9]", shown)
    back = await stripe.pay(session.url)
    assert back == f"{DESK}?session={session.id}"
    [bought] = await subscriptions(customer)
    assert bought.status == "active"
    assert "no longer open" in await page(stripe, session.url)


async def test_a_declined_card_is_said_beside_the_form_and_another_one_pays(stripe: Stripe) -> None:
    customer = await new_customer()
    session = await checkout(customer)
    for card, words in ((stripe.DECLINED, "declined"), (stripe.NO_MONEY, "insufficient"), ("4242", "incorrect")):
        with pytest.raises(Declined, match=words):
            await stripe.pay(session.url, card=card)
    assert [one.status for one in await subscriptions(customer) if one.status == "active"] == []
    await stripe.pay(session.url)
    assert [one.status for one in await subscriptions(customer) if one.status == "active"] == ["active"]


async def test_the_bank_is_asked_in_between_and_its_no_leads_back(stripe: Stripe) -> None:
    customer = await new_customer()
    session = await checkout(customer)
    with pytest.raises(Declined, match="authenticate"):
        await stripe.pay(session.url, card=stripe.NEEDS_3DS, confirm=False)
    back = await stripe.pay(session.url, card=stripe.NEEDS_3DS)
    assert session.id in back
    assert [one.status for one in await subscriptions(customer) if one.status == "active"] == ["active"]


async def test_a_promotion_code_lowers_the_sum(stripe: Stripe) -> None:
    coupon = await client().v1.coupons.create_async({"percent_off": 50, "duration": "once"})
    promotion: Any = {"promotion": {"type": "coupon", "coupon": coupon.id}}
    code = (await client().v1.promotion_codes.create_async(promotion)).code
    session = await checkout(await new_customer())
    async with stripe.browser() as browser:
        path = httpx.URL(session.url).path
        wrong = await browser.post(f"{path}/promotion", data={"code": "NOTHING"})
        assert "This code is invalid" in wrong.text
        await browser.post(f"{path}/promotion", data={"code": code})
    assert f"Discount ({code})" in await page(stripe, session.url)
    await stripe.pay(session.url)
    found = await client().v1.checkout.sessions.retrieve_async(session.id)
    assert found.total_details is not None
    assert found.total_details.amount_discount > 0


async def test_a_vat_id_of_another_country_takes_the_tax_away(stripe: Stripe) -> None:
    customer = await new_customer()
    session = await checkout(customer)
    await stripe.pay(session.url, country="IT", vat_id="IT12345678901", business_name="Acme srl")
    [bought] = await subscriptions(customer)
    invoice = await client().v1.invoices.retrieve_async(str(bought.latest_invoice))
    assert (invoice.customer_name, invoice.total_excluding_tax) == ("Acme srl", invoice.total)


async def test_an_invoice_is_a_page_and_a_pdf(stripe: Stripe) -> None:
    customer = await new_customer()
    await stripe.pay((await checkout(customer)).url)
    [invoice] = (await client().v1.invoices.list_async({"customer": customer})).data
    shown = await page(stripe, str(invoice.hosted_invoice_url))
    assert str(invoice.number) in shown
    async with stripe.browser() as browser:
        answered = await browser.get(httpx.URL(str(invoice.invoice_pdf)).path)
    assert answered.headers["content-type"] == "application/pdf"
    assert answered.content.startswith(b"%PDF-1.4")
    assert str(invoice.number).encode() in answered.content
    assert answered.content.rstrip().endswith(b"%%EOF")


async def test_the_portal_keeps_another_card_and_leads_back(stripe: Stripe) -> None:
    customer = await new_customer()
    await stripe.set_card(customer)
    session = await client().v1.billing_portal.sessions.create_async({"customer": customer, "return_url": DESK})
    assert "ending in 4242" in await page(stripe, session.url)
    with pytest.raises(Declined, match="declined"):
        await stripe.pay(session.url, card=stripe.DECLINED)
    await stripe.pay(session.url, card="5555555555554444")
    assert "ending in 4444" in await page(stripe, session.url)
    assert f'href="{DESK}"' in await page(stripe, session.url)
