"""Stripe's own pages: where cards are changed, an invoice lies as a PDF, and one that is open is paid.

Their addresses are asked for at each click: they end soon, and are for whoever may see bills alone.
"""

from typing import Any
from urllib.parse import urlsplit

from billing import catalogue, queries
from billing.accounts import own_account
from billing.changing import NoSubscription
from billing.gateway import asking, stripe
from polydesk.kernel import unit
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.settings import settings
from polydesk.kernel.web.content_policy import policy


def form_headers() -> dict[str, str]:
    """Of a page with a form that is answered by the way there: browsers follow only where its policy says so."""
    base = urlsplit(settings().stripe_api_base)
    practice = f" http://localhost:{base.port} {base.scheme}://{base.netloc}" if base.port else ""
    return {"Content-Security-Policy": policy(leads_to=f"https://*.stripe.com{practice}")}


async def card_page(*, language: str, back: str) -> str:
    """Where another card is saved. Raises NoSubscription, StripeAway."""
    account = await own_account()
    await unit.let_go()
    if account.customer_id is None:
        raise NoSubscription()
    asked: dict[str, Any] = {
        "customer": account.customer_id,
        "return_url": back,
        "locale": language,
        "flow_data": {
            "type": "payment_method_update",
            "after_completion": {"type": "redirect", "redirect": {"return_url": back}},
        },
    }
    if configuration := await catalogue.portal_configuration():
        asked["configuration"] = configuration
    async with asking():
        made = await stripe().v1.billing_portal.sessions.create_async(asked)  # type: ignore[arg-type]
    return made.url


async def pdf_page(invoice_id: str) -> str:
    """Raises NotFound, StripeAway."""
    return await _page_of(invoice_id, "invoice_pdf")


async def payment_page(invoice_id: str) -> str:
    """Raises NotFound, StripeAway."""
    return await _page_of(invoice_id, "hosted_invoice_url")


async def _page_of(invoice_id: str, which: str) -> str:
    ours = await queries.invoice(invoice_id)
    await unit.let_go()
    async with asking():
        found = (await stripe().v1.invoices.retrieve_async(ours.id)).to_dict()
    if not found.get(which):
        raise NotFound()
    return str(found[which])
