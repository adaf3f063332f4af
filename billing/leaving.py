"""Leaving and coming back: an owner cancels, thinks better of it, closes, returns within 90 days; else everything is erased.

Cancelled is a date (`closes_at`), closed follows from it when it has passed; both are taken back by emptying dates. What is
paid for runs to its end; whoever pays nothing has a week, or the rest of the trial if that is longer.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from billing import changing, life, mirror, queries, reading, settling
from billing.accounts import account_of, own_account
from billing.gateway import asking
from billing.own_turn import own_turn
from billing.queries import Subscription
from billing.staying import stay
from billing.story import tell
from i18n import LazyText, lazy
from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.refusals import Conflict
from polydesk.kernel.tenancy import current_tenant
from tenants.closing import orders

A_WEEK = timedelta(days=7)
# So long before it an erasure is announced; however late a closing is found, that time is left.
AHEAD = timedelta(days=31)

REASONS: dict[str, LazyText] = {
    "price": lazy("It costs too much"),
    "missing": lazy("Something is missing"),
    "hard": lazy("It is too complicated"),
    "moving": lazy("We move to another product"),
    "not_needed": lazy("We do not need a help desk any more"),
    "other": lazy("Another reason"),
}


class NotClosed(Conflict):
    message = lazy("This help desk is open already.")


@dataclass(frozen=True)
class Leave:
    """What cancelling now would mean, or what it means already."""

    closes_at: datetime
    is_paid_until_then: bool
    cancelled_at: datetime | None

    @property
    def erased_at(self) -> datetime:
        return self.closes_at + life.RETURN


async def leave() -> Leave:
    """In the tenant's unit."""
    account, held = await own_account(), await queries.subscription()
    return Leave(account.closes_at or await _end_of(held), _is_paid(held), account.cancelled_at)


async def cancel(*, reason: str = "", words: str = "") -> datetime:
    """Answers when it closes; cancelling twice is cancelling once. Raises StripeAway, StripeRefused, SomebodyElse."""
    async with own_turn():
        account, held = await own_account(), await queries.subscription()
        await unit.let_go()
        if account.closes_at:
            return account.closes_at
        if held and _is_paid(held):
            async with asking():
                await changing.end_with_period(held)
            await mirror.fetch_and_write(subscription_id=held.id)
        closes_at = await _end_of(held)
        await _cancelled(current_tenant(), closes_at, reason, words)
        await record("billing.cancelled", changes={"closes_at": [None, closes_at.isoformat()]})
    return closes_at


async def undo_cancel() -> None:
    """As if nobody had cancelled, as long as it runs. Raises StripeAway, StripeRefused, SomebodyElse."""
    async with own_turn():
        account, held = await own_account(), await queries.subscription()
        await unit.let_go()
        if account.closes_at is None or account.closes_at <= now():
            return
        if held and held.cancel_at:
            async with asking():
                await changing.forget_plans(held)
            # What the rows hear of Stripe takes the date back as well.
            await mirror.fetch_and_write(subscription_id=held.id)
        if (await own_account()).closes_at is None:
            return
        await stay(account.tenant_id, "cancel_undone")
        await record("billing.cancel_undone", changes={"closes_at": [account.closes_at.isoformat(), None]})


async def come_back() -> None:
    """A closed house opens again with everything in it, on the Free plan until one is chosen. Raises NotClosed, TooLate."""
    account = await own_account()
    if account.closed_at is None and (account.closes_at is None or account.closes_at > now()):
        raise NotClosed()
    async with unit.platform():
        await orders.withdraw(account.tenant_id)
    await stay(account.tenant_id, "came_back")
    await record("billing.came_back")


async def closed(tenant_id: UUID) -> None:
    """In the platform unit that found it closed: the dates are fixed, and the erasure is ordered."""
    account = await account_of(tenant_id, lock=True)
    closed_at = account.closed_at or max(account.closes_at or now(), now() - (life.RETURN - AHEAD))
    await unit.execute(
        "UPDATE billing_account SET closed_at = $2, erase_at = $3 WHERE tenant_id = $1",
        *(tenant_id, closed_at, closed_at + life.RETURN),
    )
    await orders.order(tenant_id, cause="closed", at=closed_at + life.RETURN)


async def erase_in_time(tenant_id: UUID) -> None:
    """In a platform unit: an owner took back the erasure of a house that stays closed; its day is that of before."""
    erase_at = (await account_of(tenant_id)).erase_at
    if erase_at is not None:
        await orders.order(tenant_id, cause="closed", at=erase_at)


async def _cancelled(tenant_id: UUID, closes_at: datetime, reason: str, words: str) -> None:
    async with unit.platform():
        await account_of(tenant_id, lock=True)
        await unit.execute(
            "UPDATE billing_account SET cancelled_at = $2, closes_at = $3 WHERE tenant_id = $1",
            *(tenant_id, now(), closes_at),
        )
        detail = {"until": closes_at.isoformat(), "reason": reason, "words": words}
        await tell(tenant_id, "cancelled", detail={name: text for name, text in detail.items() if text})
        await settling.settle(tenant_id)


def _is_paid(held: Subscription | None) -> bool:
    return held is not None and held.is_paid_for and held.period_end is not None


async def _end_of(bought: Subscription | None) -> datetime:
    """What was promised, or a week where that is longer."""
    if bought is not None and _is_paid(bought) and bought.period_end is not None:
        return bought.period_end
    held, at = await reading.held(current_tenant(), lock=False), now()
    trial_ends_at = held.facts.trial_ends_at if held and life.look(held.facts, at).why == "trial" else None
    return max(at + A_WEEK, trial_ends_at or at)
