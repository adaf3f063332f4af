"""What Stripe shows of an object only to those who name it in `expand[]`."""

from typing import TYPE_CHECKING, Any

from .lists import whole

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]


def _tiers(world: "World", price: Json) -> Any:
    return world.kept(price["id"]).get("tiers")


def _tax_ids(world: "World", customer: Json) -> Json:
    return whole(list(world.all("tax_id", of=customer["id"])), f"/v1/customers/{customer['id']}/tax_ids")


def _subscriptions(world: "World", customer: Json) -> Json:
    rows = [one for one in world.all("subscription", of=customer["id"]) if one["status"] != "canceled"]
    return whole(rows, f"/v1/customers/{customer['id']}/subscriptions")


def _payments(world: "World", invoice: Json) -> Json:
    rows = [one for one in world.all("invoice_payment", of=invoice["customer"]) if one["invoice"] == invoice["id"]]
    return whole(rows, f"/v1/invoice_payments?invoice={invoice['id']}")


def _secret(world: "World", invoice: Json) -> Json | None:
    intent = world.objects.get(world.kept(invoice["id"]).get("payment_intent") or "")
    return intent and {"client_secret": intent["client_secret"], "type": "payment_intent"}


SHOWN = {
    ("price", "tiers"): _tiers,
    ("customer", "tax_ids"): _tax_ids,
    ("customer", "subscriptions"): _subscriptions,
    ("invoice", "payments"): _payments,
    ("invoice", "confirmation_secret"): _secret,
}
