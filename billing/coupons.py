"""Coupons: a promotion code on a plan that is paid already. At the first payment Checkout itself asks for one (BL-14)."""

from datetime import timedelta
from typing import Any

from billing import mirror, phases
from billing.changing import held_or_refused
from billing.gateway import asking, stripe
from billing.own_turn import own_turn
from billing.refusals import StripeRefused
from i18n import lazy
from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.refusals import TooMany
from polydesk.kernel.tenancy import current_tenant
from polydesk.kernel.throttle import allow

# Codes are short, and each guess is a call to Stripe, which counts them for all of us.
TRIES_AN_HOUR = 20


class UnknownCode(StripeRefused):
    message = lazy("This code is not valid, or not any more.")


async def redeem(code: str) -> None:
    """Raises UnknownCode, NoSubscription, StripeAway, TooMany."""
    if not await allow("coupon", str(current_tenant()), limit=TRIES_AN_HOUR, per=timedelta(hours=1)):
        raise TooMany()
    async with own_turn():
        held = await held_or_refused()
        await unit.let_go()
        try:
            async with asking():
                found = await stripe().v1.promotion_codes.list_async({"code": code, "active": True, "limit": 1})
                if not found.data:
                    raise UnknownCode()
                asked: Any = {"discounts": [{"promotion_code": found.data[0].id}]}
                await stripe().v1.subscriptions.update_async(held.id, asked)
                if held.schedule_id:
                    await phases.keep_discounts(held.id)
        except StripeRefused as refused:
            raise UnknownCode(refused.reason, code=refused.code) from refused
        await mirror.fetch_and_write(subscription_id=held.id)
        await record("billing.coupon_redeemed", changes={"coupon": [held.coupon, code]})
