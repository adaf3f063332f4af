"""`/admin/billing`: the plan and how it stands, what comes next, invoices, the card; and the ways to Stripe's own pages."""

from collections.abc import Awaitable
from typing import Any

from litestar import Controller, Request, Response, get, post
from litestar.params import FromPath

from billing import changing, coupons, mirror, plans, queries, stripes_pages, upcoming
from billing.buying import SPOKEN
from billing.forms import CodeForm
from billing.overview import overview
from billing.program_pages import billing_for_program
from billing.refusals import StripeAway, StripeRefused
from billing.story import story_of
from i18n import LazyText, current_locale, lazy
from polydesk.kernel import unit
from polydesk.kernel.refusals import Refusal
from polydesk.kernel.tenancy import current_tenant
from polydesk.kernel.web import Form, Page, empty, moment, read_form, redirect
from tenants.here import site

PAGE = "/admin/billing"
INVOICES_SHOWN = 240
AnyRequest = Request[Any, Any, Any]

SAID: dict[str, LazyText] = {
    "paid": lazy("Thank you. Your plan is active."),
    "changed": lazy("Your plan is changed."),
    "planned": lazy("The change is planned. Until then everything stays as it is."),
    "undone": lazy("The planned change is off. Your plan goes on."),
    "free": lazy("You are on the Free plan."),
    "card": lazy("Your payment method is up to date."),
    "coupon": lazy("The code is applied to your next invoices."),
    "saved": lazy("Saved."),
}


class BillingPages(Controller):
    path = PAGE

    @get()
    async def show(self) -> Response[Any]:
        return await billing_for_program() if moment().wants_json else await _page(empty(CodeForm))

    @get("/next-invoice")
    async def next_invoice(self) -> Response[Any]:
        """A region of the page, and for a browser without scripts the way to the page with fresh figures."""
        try:
            found, away = await upcoming.look(), None
        except (StripeAway, StripeRefused) as refusal:
            found, away = await upcoming.last_seen(), refusal
        if not moment().is_htmx:
            return redirect(PAGE)
        held = await queries.subscription()
        return Page("billing/_next_invoice.html", upcoming=found, away=away, held=held, is_asked=True)

    @post("/card")
    async def change_card(self) -> Response[Any]:
        return await _led(stripes_pages.card_page(language=spoken(), back=f"{site().base_url}{PAGE}/card"))

    @get("/card")
    async def card_changed(self) -> Response[Any]:
        """Back from Stripe's page: what is known of the card, and of bills that were paid with it, is asked for at once."""
        await unit.let_go()
        try:
            await mirror.refresh(current_tenant())
        except (StripeAway, StripeRefused):
            return redirect(PAGE)
        return redirect(f"{PAGE}?said=card")

    @post("/undo")
    async def undo(self) -> Response[Any]:
        try:
            await changing.undo()
        except Refusal as refusal:
            return await _page(empty(CodeForm), refusal=refusal)
        return redirect(f"{PAGE}?said=undone")

    @post("/coupon")
    async def redeem(self, request: AnyRequest) -> Response[Any]:
        form = await read_form(request, CodeForm)
        if not form.ok:
            return await _page(form, status=422)
        try:
            await coupons.redeem(form.data.code)
        except Refusal as refusal:
            form.fail("code", refusal.message)
            return await _page(form, status=refusal.status)
        return redirect(f"{PAGE}?said=coupon")


class InvoicePages(Controller):
    path = PAGE + "/invoices"

    @get()
    async def index(self) -> Response[Any]:
        found = await queries.invoices(INVOICES_SHOWN)
        return Page("billing/invoices.html", invoices=found)

    @get("/{invoice_id:str}/pdf")
    async def pdf(self, invoice_id: FromPath[str]) -> Response[Any]:
        return await _led(stripes_pages.pdf_page(invoice_id))

    @get("/{invoice_id:str}/payment")
    async def pay(self, invoice_id: FromPath[str]) -> Response[Any]:
        return await _led(stripes_pages.payment_page(invoice_id))


async def _led(address: Awaitable[str]) -> Response[Any]:
    """To a page of Stripe's; when it is away, what we know ourselves is still to be seen."""
    try:
        return redirect(await address)
    except (StripeAway, StripeRefused) as refusal:
        return await _page(empty(CodeForm), refusal=refusal)


async def _page(form: Form[CodeForm], status: int = 200, *, refusal: Refusal | None = None) -> Response[Any]:
    query = moment().query.removeprefix("said=")
    return Page(
        "billing/overview.html",
        status=refusal.status if refusal else status,
        headers=stripes_pages.form_headers(),
        refusal=refusal,
        billing=await overview(),
        story=await story_of(current_tenant(), most=8),
        form=form,
        plans=plans,
        said=str(SAID[query]) if query in SAID else "",
    )


def spoken() -> str:
    """The language of Stripe's own pages: ours where it has it, else the browser's."""
    return current_locale() if current_locale() in SPOKEN else "auto"
