"""Which objects have something due, when, and what happens then."""

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .world import World

Json = dict[str, Any]


def due(world: "World", thing: Json) -> int | None:
    known = _verbs().get(thing["object"])
    return None if known is None else known[0](world, thing)


def act(world: "World", thing: Json) -> None:
    _verbs()[thing["object"]][1](world, thing)


@cache
def _verbs() -> dict[str, Any]:
    """Looked up late: what acts here asks the world, and the world asks here."""
    from . import checkout, renewing, tax_ids

    return {
        "checkout.session": (checkout.due, checkout.when_due),
        "invoice": (_invoice_due, _invoice_acts),
        "subscription": (renewing.due, renewing.act),
        "tax_id": (tax_ids.due, tax_ids.act),
    }


def _invoice_due(world: "World", invoice: Json) -> int | None:
    if invoice["status"] == "draft":
        return invoice["automatically_finalizes_at"] if invoice["auto_advance"] else None
    if invoice["status"] == "open":
        return invoice["next_payment_attempt"] if invoice["auto_advance"] else None
    return None


def _invoice_acts(world: "World", invoice: Json) -> None:
    from . import collecting, finalizing

    if invoice["status"] == "draft":
        finalizing.when_due(world, invoice)
    else:
        invoice["next_payment_attempt"] = None
        collecting.collect(world, invoice)
