"""Fetching: everything that Stripe says now of one customer, asked outside of every transaction.

A number is drawn before the first question. Of two answers the one with the greater number was asked for later, and so
knows at least what happened before the other was asked for; by it `mirror` tells which one must not be written.
"""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from billing import problems, sold, told
from billing.gateway import asking, read, stripe
from billing.refusals import StripeRefused
from polydesk.kernel import unit

PAGE = 100
# More subscriptions or charges than these nobody has; older invoices are settled and stay as they were written.
MOST_PAGES = 3

CUSTOMER = ["tax_ids", "invoice_settings.default_payment_method"]
SUBSCRIPTIONS = ["data.schedule", "data.default_payment_method", "data.discounts.source.coupon"]
INVOICES = ["data.payments"]


@dataclass(frozen=True)
class Fetched:
    """`no`: when it was asked for, among all questions. `since_created`: invoices from then on are all here."""

    no: int
    customer: told.Customer
    subscriptions: tuple[dict[str, Any], ...]
    invoices: tuple[told.Invoice, ...]
    has_all_invoices: bool

    @property
    def of(self) -> str | None:
        """The tenant that any of its objects names."""
        named = (one.get("metadata", {}).get("tenant_id") for one in self.subscriptions)
        return self.customer.of or next((name for name in named if name), None)


async def fetch(customer_id: str) -> Fetched | None:
    """Everything of a customer; None where Stripe knows no such customer."""
    no = await draw_number()
    try:
        async with asking():
            return await _everything(customer_id, no)
    except StripeRefused as refused:
        if refused.is_missing:
            return None
        raise


async def draw_number() -> int:
    """In a unit of its own, which is over before anything is asked."""
    async with unit.platform():
        return int(await unit.fetchval("SELECT nextval('billing_fetch')"))


async def customer_of(object_id: str) -> str | None:
    """Whose a subscription, an invoice or a Checkout session is, by asking Stripe; None where there is no such thing."""
    ask = {"sub": _subscription, "in": _invoice, "cs": _session}.get(object_id.partition("_")[0])
    if ask is None:
        return None
    try:
        async with asking():
            found = await ask(object_id)
    except StripeRefused as refused:
        if refused.is_missing:
            return None
        raise
    return found if isinstance(found, str) or found is None else str(found.id)


async def _everything(customer_id: str, no: int) -> Fetched:
    of = {"customer": customer_id, "limit": PAGE}
    customer, *lists = await asyncio.gather(
        _customer(customer_id, expand=CUSTOMER),
        _all("subscriptions", **of, status="all", expand=SUBSCRIPTIONS),
        read("invoices", **of, expand=INVOICES),
        read("charges", **of),
        return_exceptions=True,
    )
    if isinstance(customer, BaseException):
        customer = await _deleted(customer_id, customer)
    if customer.get("deleted"):
        return Fetched(no, told.customer(customer), (), (), has_all_invoices=False)
    if failed := next((one for one in lists if isinstance(one, BaseException)), None):
        raise failed
    return await _read(no, customer, *lists)


async def _customer(customer_id: str, **asked: Any) -> dict[str, Any]:
    return await read(f"customers/{quote(customer_id, safe='')}", **asked)


async def _deleted(customer_id: str, error: BaseException) -> dict[str, Any]:
    """Of a deleted customer nothing can be expanded. Raises the error for whoever is there, and for nobody."""
    from stripe import InvalidRequestError

    if not isinstance(error, InvalidRequestError) or error.code == "resource_missing":
        raise error
    found = await _customer(customer_id)
    if not found.get("deleted"):
        raise error
    return found


async def _read(no: int, customer: Any, bought: Any, invoices: Any, charges: Any) -> Fetched:
    await know_prices(bought)
    billed = [await _billed(one, charges["data"]) for one in invoices["data"]]
    return Fetched(
        no=no,
        customer=told.customer(customer, bought),
        subscriptions=tuple(bought),
        invoices=tuple(one for one in billed if one is not None),
        has_all_invoices=not invoices["has_more"],
    )


async def _billed(said: dict[str, Any], charges: list[dict[str, Any]]) -> told.Invoice | None:
    """Where a payment waits and no charge says why, the bank may ask (3-D Secure): only the payment itself tells."""
    bill = told.invoice(said, charges)
    if bill is None or bill.status != "open" or not bill.attempts or bill.problem:
        return bill
    intents = [await stripe().v1.payment_intents.retrieve_async(name) for name in sorted(told.intents(said))]
    asks = any(one.status == "requires_action" for one in intents)
    return replace(bill, problem=problems.CONFIRM) if asks else bill


async def know_prices(subscriptions: Iterable[dict[str, Any]]) -> None:
    """Those that a schedule names by their id alone."""
    for price in sold.unknown(told.prices_in(subscriptions)):
        sold.read((await stripe().v1.prices.retrieve_async(price)).to_dict())


async def _all(path: str, **asked: Any) -> list[dict[str, Any]]:
    page = await read(path, **asked)
    found: list[dict[str, Any]] = page["data"]
    for _more in range(MOST_PAGES - 1):
        if not page["has_more"]:
            break
        page = await read(path, **asked, starting_after=found[-1]["id"])
        found += page["data"]
    return found


async def _subscription(object_id: str) -> Any:
    return (await stripe().v1.subscriptions.retrieve_async(object_id)).customer


async def _invoice(object_id: str) -> Any:
    return (await stripe().v1.invoices.retrieve_async(object_id)).customer


async def _session(object_id: str) -> Any:
    return (await stripe().v1.checkout.sessions.retrieve_async(object_id)).customer
