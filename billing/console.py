"""What `polydesk billing …` prints: English, for whoever runs the platform. What a person can mend is said in one line."""

import asyncio
import sys

from polydesk.kernel.settings import settings


class CannotSync(Exception):
    """The sentence says what to mend."""


def sync(*, dry: bool) -> int:
    """Prints each change; 1 when Stripe cannot be asked."""
    try:
        _print(*asyncio.run(_synced(dry)), dry=dry)
    except CannotSync as error:
        print(f"polydesk: {error}", file=sys.stderr)
        return 1
    return 0


async def _synced(dry: bool) -> tuple[list[str], list[str]]:
    if not settings().bills:
        raise CannotSync("Billing is off: STRIPE_SECRET_KEY is not set.")
    import stripe

    from billing.syncing import Sync

    work = Sync(dry=dry)
    try:
        await work.run()
    except stripe.AuthenticationError:
        raise CannotSync("Stripe does not accept STRIPE_SECRET_KEY. Is it whole, and not revoked?") from None
    except stripe.PermissionError as error:
        raise CannotSync(f"The key may not do all of this: {error.user_message}") from None
    except stripe.APIConnectionError:
        where = settings().stripe_api_base or "Stripe"
        raise CannotSync(f"{where} does not answer. What is done stays done: run the command again.") from None
    except stripe.StripeError as error:
        raise CannotSync(f"Stripe refused: {error.user_message}") from None
    return work.told, work.hints


def _print(told: list[str], hints: list[str], *, dry: bool) -> None:
    for line in (*told, *hints):
        print(line)
    if not told:
        print("Stripe sells what our plans say; nothing to change.")
    elif dry:
        print(f"{len(told)} changes; nothing was done.")
    else:
        print(f"{len(told)} changes done.")
