"""Checkout sessions: a page where a company subscribes, or leaves a card, and what comes of it."""

import copy
from typing import TYPE_CHECKING, Any

from . import coupons, previews, shapes
from . import subscription_parts as parts
from .asked import Asked
from .customers import merged
from .lists import listing, page, whole
from .refusals import Refused

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]

DAY = 86400
KEPT = (
    *("line_items", "subscription_data", "setup_intent_data", "discounts", "customer_update", "tax_id_collection"),
    *("payment_method_types", "payment_method_options"),
)


def create(world: "World", asked: Json) -> Json:
    mode, customer = asked.get("mode"), asked.get("customer")
    if mode not in ("subscription", "setup"):
        raise Refused("The twin knows the modes subscription and setup.", status=501, param="mode")
    if customer is not None:
        world.find("customer", customer, param="customer")
    _demand_sound(asked, mode, customer)
    now = world.now(customer)
    session = world.add(
        "checkout.session",
        "cs_test",
        owner=customer,
        allow_promotion_codes=asked.get("allow_promotion_codes"),
        automatic_tax=_automatic_tax(asked.get("automatic_tax")),
        billing_address_collection=asked.get("billing_address_collection"),
        cancel_url=asked.get("cancel_url"),
        client_reference_id=asked.get("client_reference_id"),
        currency=asked.get("currency"),
        custom_fields=[],
        custom_text=dict.fromkeys(shapes.shape("checkout.session")["custom_text"]),
        customer=customer,
        customer_email=asked.get("customer_email"),
        expires_at=asked.get("expires_at") or now + DAY,
        livemode=False,
        locale=asked.get("locale"),
        metadata=merged({}, asked.get("metadata")),
        mode=mode,
        origin_context=asked.get("origin_context"),
        payment_method_collection=asked.get("payment_method_collection") or "always",
        payment_method_options=None,
        payment_method_types=["card"],
        payment_status="no_payment_required" if mode == "setup" else "unpaid",
        phone_number_collection={"enabled": False},
        shipping_options=[],
        status="open",
        success_url=asked.get("success_url"),
        ui_mode=asked.get("ui_mode") or "hosted_page",
    )
    session["url"] = f"{world.pages}/c/pay/{session['id']}"
    world.kept(session["id"]).update({name: previews.plain(asked[name]) for name in KEPT if name in asked})
    if mode == "subscription":
        wanted = discounts_wanted(world, session, None)
        write_sums(session, previews.create(world, as_asked(world, session, wanted, None)))
    world.agenda.note(world, session)
    return session


def retrieve(world: "World", asked: Json, name: str) -> Json:
    return world.find("checkout.session", name)


def every(world: "World", asked: Json) -> Json:
    filters = ("customer", "subscription", "status", "created")
    return listing(world, "checkout.session", asked, url="/v1/checkout/sessions", filters=filters)


def update(world: "World", asked: Json, name: str) -> Json:
    session = world.find("checkout.session", name)
    session["metadata"] = merged(session["metadata"], asked.get("metadata"))
    return session


def expire(world: "World", asked: Json, name: str) -> Json:
    session = world.find("checkout.session", name)
    if session["status"] != "open":
        raise Refused(
            f'Only Checkout Sessions with a status in ["open"] can be expired. This Session has a status of '
            f"`{session['status']}`."
        )
    when_due(world, session)
    return session


def when_due(world: "World", session: Json) -> None:
    session |= {"status": "expired", "url": None}
    world.tell("checkout.session.expired", session)


def due(world: "World", session: Json) -> int | None:
    return int(session["expires_at"]) if session["status"] == "open" else None


def line_items(world: "World", asked: Json, name: str) -> Json:
    session = world.find("checkout.session", name)
    return page(_items(world, session), asked, url=f"/v1/checkout/sessions/{name}/line_items", newest_first=False)


def shown_items(world: "World", session: Json) -> Json:
    return whole(_items(world, session), f"/v1/checkout/sessions/{session['id']}/line_items")


def discounts_wanted(world: "World", session: Json, promotion_code: str | None) -> list[Json]:
    """A code that a person typed, or what the session brought along. Raises Refused."""
    text = (promotion_code or "").strip().lower()
    if not text:
        return copy.deepcopy(world.kept(session["id"]).get("discounts", []))
    found = [one for one in world.all("promotion_code") if one["code"].lower() == text]
    if not session["allow_promotion_codes"] or not found:
        raise Refused("This code is invalid.", code="resource_missing", param="promotion_code")
    at = world.now(session["customer"])
    coupons.demand_code(world, found[-1], customer=session["customer"], at=at, param="promotion_code")
    return [{"promotion_code": found[-1]["id"]}]


def write_sums(session: Json, invoice: Json) -> None:
    session |= {
        "amount_subtotal": invoice["subtotal"],
        "amount_total": invoice["total"],
        "currency": invoice["currency"],
    }
    session["total_details"] = {
        "amount_discount": sum(one["amount"] for one in invoice["total_discount_amounts"]),
        "amount_shipping": 0,
        "amount_tax": sum(one["amount"] for one in invoice["total_taxes"]),
    }


def as_asked(world: "World", session: Json, discounts: list[Json], address: Json | None) -> Asked:
    """The preview that tells what it costs: with tax where it is known where the person is."""
    kept = world.kept(session["id"])
    address = address or (world.objects.get(str(session["customer"])) or {}).get("address")
    data = kept.get("subscription_data") or {}
    days = data.get("trial_period_days")
    until = data.get("trial_end") or (world.now(session["customer"]) + days * DAY if days else None)
    located = bool((address or {}).get("country"))
    asked: Json = {
        "automatic_tax": {"enabled": session["automatic_tax"]["enabled"] and located},
        "customer_details": {"address": dict(address or {})} if located else {"tax_exempt": "none"},
        "discounts": discounts,
        "subscription_details": {"items": copy.deepcopy(kept["line_items"])} | ({"trial_end": until} if until else {}),
    }
    return Asked(asked | ({"customer": session["customer"]} if session["customer"] else {}))


def _demand_sound(asked: Json, mode: str, customer: str | None) -> None:
    update = asked.get("customer_update") or {}
    if update and customer is None:
        raise Refused("`customer_update` can only be used with `customer`.", param="customer_update")
    if mode == "subscription" and not asked.get("line_items"):
        raise Refused("You must provide `line_items` in `subscription` mode.", param="line_items")
    if asked.get("allow_promotion_codes") and asked.get("discounts"):
        raise Refused("You may only specify one of these parameters: allow_promotion_codes, discounts.")
    tax = (asked.get("automatic_tax") or {}).get("enabled")
    if tax and customer is not None and update.get("address") != "auto" and asked.get("billing_address_collection"):
        raise Refused(
            "Automatic tax calculation in Checkout requires a valid address on the Customer. Add a valid address to "
            "the Customer or set either `customer_update[address]` to 'auto' or `customer_update[shipping]` to 'auto'."
        )
    ids = (asked.get("tax_id_collection") or {}).get("enabled")
    if ids:
        asked["tax_id_collection"].agree("required")
    if ids and customer is not None and update.get("name") != "auto":
        raise Refused(
            "Tax ID collection requires updating business name on the customer. To enable tax ID collection for an "
            "existing customer, please set `customer_update[name]` to `auto`."
        )


def _automatic_tax(asked: Any) -> Json:
    enabled = bool(asked and asked["enabled"])
    return {
        "enabled": enabled,
        "liability": {"type": "self"} if enabled else None,
        "provider": "stripe" if enabled else None,
        "status": "requires_location_inputs" if enabled else None,
    }


def _items(world: "World", session: Json) -> list[Json]:
    rows = []
    for number, one in enumerate(world.kept(session["id"]).get("line_items", []), start=1):
        price = world.objects[one["price"]]
        quantity = parts.quantity_of(price, one.get("quantity"))
        amount = (price["unit_amount"] or 0) * (quantity or 0)
        rows.append(
            shapes.blank("item")
            | {
                "id": f"li_{number}{session['id'][-20:]}",
                "amount_discount": 0,
                "amount_subtotal": amount,
                "amount_tax": 0,
                "amount_total": amount,
                "currency": price["currency"],
                "description": world.objects[price["product"]]["name"],
                "price": price,
                "quantity": quantity,
            }
        )
    return rows
