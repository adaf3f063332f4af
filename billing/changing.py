"""Changing: another plan, cycle or number of seats for whoever pays already, exactly as it was shown before (BL-02, BL-09).

More begins at once and is charged at once; it is in force when it is paid, so a bank that wants a confirmation is asked
first. Less begins with the next period, by a schedule at Stripe, and can be undone until then.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from billing import mirror, phases, plans, queries, staying, story
from billing.gateway import asking, key, stripe
from billing.own_turn import own_turn
from billing.previewing import Preview, changed_items, new_items, preview_of, prices_for
from billing.queries import Subscription
from billing.wishes import Wish
from i18n import lazy
from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.refusals import Conflict
from polydesk.kernel.tenancy import current_tenant

# For so long a price that was shown may be confirmed.
FRESH_S = 3_600


class NoSubscription(Conflict):
    message = lazy("There is no paid plan to change. Choose one first.")


class CostsOtherwise(Conflict):
    """The sum is not the one that was shown; `preview` is what it costs now."""

    message = lazy("The price has changed since you saw it. Nothing was changed; please look at it again.")

    def __init__(self, preview: Preview) -> None:
        super().__init__()
        self.preview = preview


@dataclass(frozen=True)
class Done:
    """`pay_at`: where the bank is still asked; empty when everything is settled."""

    pay_at: str = ""
    at_once: bool = True


async def preview(wish: Wish) -> Preview:
    """Lets go of the transaction. Raises NoSubscription, StripeAway."""
    held = await held_or_refused()
    await unit.let_go()
    return await preview_of(held, wish)


async def change(wish: Wish, *, due: int, proration_at: int) -> Done:
    """As it was previewed. Raises CostsOtherwise, NoSubscription, CardRefused, StripeAway, SomebodyElse."""
    async with own_turn():
        held, begun = await held_or_refused(), now()
        await unit.let_go()
        if _is_already(held, wish):
            return Done()
        seen = await preview_of(held, wish, proration_at=_recent(proration_at))
        if seen.due != due:
            await _demand_done(held, wish, seen, begun)
            return Done()
        if wish.is_paid:
            await staying.choose()
        done = await (_at_once(held, seen) if seen.at_once else _later(held, wish))
        await mirror.fetch_and_write(subscription_id=held.id)
        await _tell(held, wish, begun)
        if not done.at_once:
            await _tell_plan()
        return done


async def _demand_done(held: Subscription, wish: Wish, seen: Preview, begun: datetime) -> None:
    """The sum also differs when all is done and only the answer was lost. Raises CostsOtherwise."""
    await mirror.fetch_and_write(subscription_id=held.id)
    if not _is_already(await held_or_refused(), wish):
        raise CostsOtherwise(seen)
    await _tell(held, wish, begun)


def _is_already(held: Subscription, wish: Wish) -> bool:
    return held.held == wish and not held.next and not held.cancel_at


async def undo() -> None:
    """What was planned for the next period is off; the plan goes on as it is."""
    async with own_turn():
        held = await held_or_refused()
        await unit.let_go()
        async with asking():
            await forget_plans(held)
        await mirror.fetch_and_write(subscription_id=held.id)
        await staying.choose()
        await record("billing.change_undone")
        await story.tell(current_tenant(), "change_undone")


async def held_or_refused() -> Subscription:
    """Raises NoSubscription."""
    found = await queries.subscription()
    if found is None:
        raise NoSubscription()
    return found


def _recent(proration_at: int) -> int:
    """The previewed second while it is fresh. Any other one is nobody's to choose: shares end with it, and so does the sum."""
    present = int(now().timestamp())
    return proration_at if present - FRESH_S <= proration_at <= present else present


async def _at_once(held: Subscription, seen: Preview) -> Done:
    async with asking():
        await forget_plans(held)
        if seen.wish == held.held:  # at the price that was agreed, which need not be today's
            return Done()
        asked: Any = {
            "items": await changed_items(held, seen.wish),
            "proration_behavior": "always_invoice",
            "proration_date": seen.proration_at,
            "payment_behavior": "pending_if_incomplete",
            "expand": ["latest_invoice"],
        }
        once = key(f"{held.id}-{seen.wish.query}-{seen.proration_at}", "change")
        waits = (await stripe().v1.subscriptions.update_async(held.id, asked, once)).to_dict()
    return Done(waits["latest_invoice"]["hosted_invoice_url"] or "") if waits.get("pending_update") else Done()


async def _later(held: Subscription, wish: Wish) -> Done:
    async with asking():
        if not wish.is_paid:
            await end_with_period(held)
            return Done(at_once=False)
        planned = await _planned(held)
        if planned.ends:
            await stripe().v1.subscriptions.update_async(held.id, {"cancel_at_period_end": False})
        if planned.schedule_id:
            schedule = await stripe().v1.subscription_schedules.retrieve_async(planned.schedule_id)
        else:
            schedule = await stripe().v1.subscription_schedules.create_async({"from_subscription": held.id})
        present = phases.present(schedule.to_dict())
        prices = await prices_for(wish, held.currency)
        following = {
            "items": new_items(wish, held.currency, prices),
            "duration": {"interval": wish.cycle, "interval_count": 1},
            "proration_behavior": "none",
        }
        asked: Any = {"phases": [present, following | phases.discounts(present)], "end_behavior": "release"}
        await stripe().v1.subscription_schedules.update_async(schedule.id, asked)
    return Done(at_once=False)


async def end_with_period(held: Subscription, *, row_id: UUID | None = None) -> None:
    """Inside `asking()`: it runs until what was paid for is used up. `row_id`: of the job that asks."""
    await _release(held, row_id)
    once = key(row_id, held.id) if row_id else None
    await stripe().v1.subscriptions.update_async(held.id, {"cancel_at_period_end": True}, once)


async def forget_plans(held: Subscription) -> None:
    """Inside `asking()`: nothing is to become of it with the next period any more."""
    if (await _release(held)).ends:
        await stripe().v1.subscriptions.update_async(held.id, {"cancel_at_period_end": False})


@dataclass(frozen=True)
class _Planned:
    """For the next period, as Stripe knows: our rows may not have heard of what was done before a process died."""

    schedule_id: str | None
    ends: bool


async def _release(held: Subscription, row_id: UUID | None = None) -> _Planned:
    planned = await _planned(held)
    if planned.schedule_id:
        once = key(row_id, planned.schedule_id) if row_id else None
        await stripe().v1.subscription_schedules.release_async(planned.schedule_id, {}, once)
    return planned


async def _planned(held: Subscription) -> _Planned:
    said = (await stripe().v1.subscriptions.retrieve_async(held.id)).to_dict()
    return _Planned(said["schedule"], bool(said["cancel_at"] or said["cancel_at_period_end"]))


async def _tell(held: Subscription, wish: Wish, begun: datetime) -> None:
    before, after = _said(held.held), _said(wish)
    changes = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
    await record("billing.plan_changed", changes=changes)
    await story.sign(begun)


async def _tell_plan() -> None:
    """What is planned now, as the mirror says."""
    held = await held_or_refused()
    later, at = held.later or Wish(plans.FREE.name, held.cycle), held.changes_at or held.cancel_at
    if at:
        detail = {"plan": later.plan, "seats": later.all_seats, "until": at.isoformat()}
        await story.tell(current_tenant(), "change_planned", detail=detail)


def _said(wish: Wish) -> dict[str, Any]:
    """As people count: all full seats."""
    return {"plan": wish.plan, "cycle": wish.cycle, "seats": wish.all_seats}
