"""Examines the line to Stripe for `polydesk doctor`: why nobody could pay now, if so."""

from billing import refused_key
from billing.gateway import stripe


async def refused() -> list[str]:
    """In a platform unit: what the key was refused of late, as jobs met it; a right may be lacking for one call alone."""
    return [
        f"Stripe refuses {one.call} since {one.since:%Y-%m-%d %H:%M} UTC: {one.said}"
        for one in await refused_key.refused_calls()
    ]


async def problem() -> str | None:
    """In words; None when Stripe answers."""
    from stripe import StripeError

    try:
        await stripe().v1.prices.list_async({"limit": 1})
    except StripeError as error:
        if error.http_status in (401, 403):
            return "Stripe does not accept STRIPE_SECRET_KEY; take the key from its dashboard anew"
        return f"Stripe does not answer ({type(error).__name__})"
    return None
