"""What Stripe tells us of: the events that change anything here, and whose an event is. Pure.

Only which customer it is about is read from an event; what is so now is fetched. So neither the order of events counts
nor the API version that wrote them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]

# Also what the endpoint at Stripe subscribes to; anything else is kept and ignored.
HEARD = (
    *(
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
    ),
    *("customer.created", "customer.updated", "customer.deleted"),
    *("customer.tax_id.created", "customer.tax_id.updated", "customer.tax_id.deleted"),
    *("customer.discount.created", "customer.discount.updated", "customer.discount.deleted"),
    *("customer.subscription.created", "customer.subscription.updated", "customer.subscription.deleted"),
    *("customer.subscription.paused", "customer.subscription.resumed"),
    *("customer.subscription.pending_update_applied", "customer.subscription.pending_update_expired"),
    *("subscription_schedule.created", "subscription_schedule.updated", "subscription_schedule.released"),
    *("subscription_schedule.canceled", "subscription_schedule.completed", "subscription_schedule.aborted"),
    *(
        "invoice.finalized",
        "invoice.updated",
        "invoice.paid",
        "invoice.payment_failed",
        "invoice.payment_action_required",
    ),
    *("invoice.voided", "invoice.marked_uncollectible", "invoice.overdue"),
    *("payment_method.attached", "payment_method.updated", "payment_method.automatically_updated"),
    *("payment_method.detached", "charge.refunded", "credit_note.created", "credit_note.updated", "credit_note.voided"),
)
LONGEST = 255


@dataclass(frozen=True)
class Happened:
    """`customer_id`: whose it is, where it says so."""

    id: str
    type: str
    api_version: str | None
    created: float
    livemode: bool
    object_kind: str
    object_id: str
    customer_id: str | None
    body: dict[str, Any]

    @property
    def is_heard(self) -> bool:
        return self.type in HEARD and self.customer_id is not None


def read(body: object) -> Happened | None:
    """None for what is no event of Stripe's."""
    if not isinstance(body, dict) or body.get("object") != "event":
        return None
    thing = body.get("data", {}).get("object") if isinstance(body.get("data"), dict) else None
    created, livemode = body.get("created"), body.get("livemode")
    is_one = _is_name(body.get("id")) and _is_name(body.get("type")) and isinstance(thing, dict)
    if not is_one or not isinstance(livemode, bool) or not isinstance(created, int) or not 0 <= created < 2**33:
        return None
    assert isinstance(thing, dict)
    return Happened(
        id=body["id"],
        type=body["type"],
        api_version=_name(body.get("api_version")),
        created=created,
        livemode=livemode,
        object_kind=_name(thing.get("object")) or "",
        object_id=_name(thing.get("id")) or "",
        customer_id=_customer(thing, body["data"].get("previous_attributes")),
        body=body,
    )


def _customer(thing: Json, before: object) -> str | None:
    """A card that was taken away knows no more whose it was; what it was before does."""
    if thing.get("object") == "customer":
        return _name(thing.get("id"))
    known = thing.get("customer") or (before.get("customer") if isinstance(before, dict) else None)
    return _name(known.get("id") if isinstance(known, dict) else known)


def _name(said: object) -> str | None:
    return said if isinstance(said, str) and _is_name(said) else None


def _is_name(said: object) -> bool:
    return isinstance(said, str) and 0 < len(said) <= LONGEST
