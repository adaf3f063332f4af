"""`/admin/billing/checkout`: to Stripe's Checkout for the first payment, and the page that waits for whoever comes back."""

from typing import Any

from litestar import Controller, Request, Response, get, post

from billing import buying, choosing, queries
from billing.accounts import own_account
from billing.forms import BuyForm
from billing.pages import spoken
from billing.plan_pages import CHANGE, OVERVIEW, PLANS, page_of, wish_of
from billing.refusals import StripeAway, StripeRefused
from polydesk.kernel.refusals import Refusal
from polydesk.kernel.web import Page, moment, read_form, redirect
from tenants.here import site

AnyRequest = Request[Any, Any, Any]
# Stripe writes the session's id there.
SESSION = "{CHECKOUT_SESSION_ID}"


class CheckoutPages(Controller):
    path = "/admin/billing/checkout"

    @post()
    async def create(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, BuyForm)
        if not form.ok:
            return await page_of(form)
        wish = wish_of(form)
        currency = await choosing.currency(await own_account(), await queries.subscription(), form.data.currency)
        home = site().base_url
        try:
            to = await buying.buy(
                wish,
                currency,
                language=spoken(),
                back=f"{home}{self.path}/return?session={SESSION}",
                otherwise=f"{home}{PLANS}?said=left",
            )
        except buying.PaidAlready:
            return redirect(f"{CHANGE}?{wish.query}")
        except Refusal as refusal:
            return await page_of(form, refusal=refusal)
        return redirect(to)

    @get("/return")
    async def come_back(self, request: AnyRequest) -> Response[Any]:
        """Waits by asking again, with scripts or without; Stripe is asked each time, so no webhook is waited for."""
        session = request.query_params.get("session", "")
        try:
            arrived = await buying.arrive(session)
        except (StripeAway, StripeRefused):
            arrived = "waits"
        if arrived == "paid":
            return redirect(f"{OVERVIEW}?said=paid")
        if arrived == "left":
            return redirect(f"{PLANS}?said=left")
        return Page("billing/waiting.html", partial="billing/_waiting.html", again=moment().full_path)
