"""The company as Stripe's customer: made when it is first needed, and told what the company says of itself."""

from typing import Any

from billing import accounts, mirror
from billing.accounts import Account, own_account
from billing.gateway import asking, stripe
from i18n import lazy, speaking
from polydesk.kernel import unit

PO_LABEL = lazy("Purchase order")


async def customer() -> str:
    """Its id at Stripe, inside one's own turn. Lets go of the transaction. Raises StripeAway."""
    account = await own_account()
    await unit.let_go()
    if account.customer_id:
        return account.customer_id
    asked: Any = {**said_of(account), "metadata": {"tenant_id": str(account.tenant_id)}}
    async with asking():
        made = await stripe().v1.customers.create_async(asked)
    async with unit.platform():
        await accounts.know_customer(account.tenant_id, made.id)
    return made.id


async def say(account: Account, *names: str) -> None:
    """Tells Stripe these parts, where it knows the company already; the caller has let go of its transaction."""
    if account.customer_id is None:
        return
    said: Any = {name: value for name, value in said_of(account).items() if name in names}
    async with asking():
        await stripe().v1.customers.update_async(account.customer_id, said)
    await mirror.fetch_and_write(customer_id=account.customer_id)


def said_of(account: Account) -> dict[str, Any]:
    """In Stripe's words. An empty text takes back what was said before."""
    with speaking(account.language):
        label = str(PO_LABEL)
    line = [{"name": label[:40], "value": account.po_number}] if account.po_number else ""
    known: dict[str, Any] = {
        "name": account.contact_name,
        "email": account.contact_email,
        "preferred_locales": [account.language],
        "invoice_settings": {"custom_fields": line},
    }
    return known | ({"address": account.address} if account.address else {})
