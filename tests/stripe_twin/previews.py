"""`create_preview`: the invoice that would come. It is made in a dream, by the same verbs that make the real one."""

import copy
from typing import TYPE_CHECKING, Any

from . import clocks, customers, drafting
from . import subscription_parts as parts
from .asked import Asked
from .refusals import Refused

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]

CHANGES = ("items", "proration_behavior", "proration_date", "cancel_at", "cancel_at_period_end", "trial_end")


def create(world: "World", asked: Json) -> Json:
    subscription = _subscription(world, asked)
    customer = asked.get("customer") or (subscription or {}).get("customer")
    if customer is not None:
        world.find("customer", customer, param="customer")
    dream = world.dream(customer or "")
    customer = customer or _stranger(dream, asked)
    _describe(dream, customer, asked)
    details = asked.get("subscription_details") or Asked({})
    if subscription is not None:
        return _shown(dream, _of_change(dream, dream.objects[subscription["id"]], asked, details))
    return _shown(dream, _of_beginning(dream, dream.objects[customer], asked, details))


def upcoming(world: "World", subscription: Json) -> Json:
    """The renewal that is near."""
    dream = world.dream(subscription["customer"])
    return _shown(dream, _renewal(dream, dream.objects[subscription["id"]]))


def _subscription(world: "World", asked: Json) -> Json | None:
    if (name := asked.get("subscription")) is not None:
        return world.find("subscription", name, param="subscription")
    if (name := asked.get("schedule")) is not None:
        schedule = world.find("subscription_schedule", name, param="schedule")
        return world.find("subscription", schedule["subscription"], param="schedule")
    return None


def _of_change(dream: "World", subscription: Json, asked: Json, details: Json) -> Json:
    from . import changing

    known = subscription["latest_invoice"]
    changes = Asked({name: plain(details[name]) for name in CHANGES if name in details})
    if "discounts" in asked:
        changes["discounts"] = asked["discounts"]
    if changes:
        changing.change(dream, subscription, changes)
    if subscription["latest_invoice"] != known:
        return dream.objects[subscription["latest_invoice"]]
    return _renewal(dream, subscription)


def _of_beginning(dream: "World", customer: Json, asked: Json, details: Json) -> Json:
    from . import beginning

    if "items" not in details:
        raise Refused("No upcoming invoices for customer: " + customer["id"], status=404, code="invoice_upcoming_none")
    same = {name: plain(details[name]) for name in ("items", "trial_end") if name in details}
    same |= {name: plain(asked[name]) for name in ("automatic_tax", "discounts", "currency") if name in asked}
    details.agree("proration_behavior", "proration_date")
    wanted = Asked(same | {"payment_behavior": "default_incomplete"})
    subscription = beginning.begin(dream, customer, wanted)
    return dream.objects[subscription["latest_invoice"]]


def _renewal(dream: "World", subscription: Json) -> Json:
    """What comes at the end of the period, with the phase that begins then."""
    from . import renewing, schedules

    end = parts.period(subscription)[1]
    if subscription["cancel_at"] is not None and subscription["cancel_at"] <= end:
        raise Refused(
            f"No upcoming invoices for customer: {subscription['customer']}", status=404, code="invoice_upcoming_none"
        )
    clocks.stop(dream, subscription["customer"], end)
    if subscription["schedule"] is not None and schedules.turns_at(dream.objects[subscription["schedule"]]) == end:
        schedules.turn(dream, subscription)
    if subscription["status"] == "trialing":
        subscription["status"] = "active"
        parts.begin_period(subscription, end)
        return drafting.for_subscription(
            dream, subscription, reason="subscription_cycle", advance=parts.period(subscription), arrears=(end, end)
        )
    invoice = renewing.renew(dream, subscription)
    assert invoice is not None
    return invoice


def _shown(dream: "World", invoice: Json) -> Json:
    """As a preview says it: without number, without address, not yet anything."""
    shown = copy.deepcopy(invoice)
    shown |= {
        "amount_paid": 0,
        "amount_remaining": shown["amount_due"],
        "attempt_count": 0,
        "attempted": False,
        "auto_advance": True,
        "automatically_finalizes_at": None,
        "effective_at": None,
        "hosted_invoice_url": None,
        "id": "upcoming_" + invoice["id"],
        "invoice_pdf": None,
        "next_payment_attempt": shown["created"] + drafting.FINALIZES_AFTER,
        "number": None,
        "status": "draft",
        "status_transitions": dict.fromkeys(invoice["status_transitions"]),
    }
    shown["lines"]["url"] = "/v1/invoices/upcoming/lines"
    for line in shown["lines"]["data"]:
        line |= {"id": line["id"].replace("il_", "il_tmp_"), "invoice": shown["id"]}
        if (tax := next(iter(line["taxes"] or []), None)) is not None:
            dream.remember("tax_rate", tax["tax_rate_details"]["tax_rate"])
    return shown


def _stranger(dream: "World", asked: Json) -> str:
    """Somebody who is no customer yet: only where they are is known."""
    if not asked.get("customer_details"):
        raise Refused("You must pass `customer`, `customer_details`, `schedule` or `subscription`.", param="customer")
    return str(customers.create(dream, Asked({}))["id"])


def _describe(dream: "World", name: str, asked: Json) -> None:
    from . import tax_ids

    details, customer = asked.get("customer_details"), dream.objects[name]
    if not details:
        return
    if "address" in details:
        customer["address"] = customers.address(details["address"])
    if "tax_exempt" in details:
        customer["tax_exempt"] = details["tax_exempt"] or "none"
    for one in details.get("tax_ids") or []:
        tax_id = tax_ids.create(dream, one, name)
        tax_ids.act(dream, tax_id)


def plain(value: Any) -> Any:
    if isinstance(value, Asked):
        return value.plain()
    return [plain(one) for one in value] if isinstance(value, list) else value
