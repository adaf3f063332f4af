"""What a price at Stripe stands for: plan, cycle, currency and part, as its metadata says. Also for prices sold no more,
since whoever bought at them keeps them. Pure, with a memory: what a price stands for never changes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from billing.plans import CYCLES, PARTS, PLANS


@dataclass(frozen=True)
class Sold:
    plan: str
    cycle: str
    currency: str
    part: str


_known: dict[str, Sold | None] = {}


def read(price: Mapping[str, Any]) -> Sold | None:
    """None for a price that we did not make, or of a plan that we know no more."""
    said = price.get("metadata") or {}
    plan, cycle, part = (str(said.get(name, "")) for name in ("plan", "cycle", "part"))
    is_ours = plan in PLANS and cycle in CYCLES and part in PARTS
    found = Sold(plan, cycle, price.get("currency") or "", part) if is_ours else None
    _known[price["id"]] = found
    return found


def remembered(price_id: str) -> Sold | None:
    return _known.get(price_id)


def unknown(price_ids: Iterable[str]) -> list[str]:
    """Those that nobody has read yet."""
    return sorted({one for one in price_ids if one not in _known})
