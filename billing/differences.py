"""Differences between Stripe and us, as the operator reads them: what was found, about whom, and whether it is mended."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from i18n import LazyText, lazy
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.logs import logger

SHOWN = 100
# What cannot be mended is found again each time; once a day is often enough to say so.
SAID_AGAIN_AFTER = timedelta(hours=20)

KINDS: dict[str, LazyText] = {
    "row": lazy("What we knew was not what Stripe says. It is now."),
    "event": lazy("An event had not arrived. It was fetched."),
    "customer_missing": lazy("Stripe does not know this customer. Is the key that of another account?"),
    "no_tenant": lazy("Somebody pays who is no company of ours."),
    "two_subscriptions": lazy("A company had two subscriptions. The later one is cancelled and the rest credited."),
    "erased_tenant": lazy("An erased company still had a subscription. It is cancelled."),
    "unknown_price": lazy("A subscription has a price that is none of ours. The plan stays as it was."),
}


@dataclass(frozen=True)
class Difference:
    kind: str
    of_tenant: UUID | None
    tenant_name: str | None
    object_id: str
    detail: dict[str, Any]
    mended: bool
    found_at: datetime

    @property
    def lines(self) -> list[tuple[str, Any, Any]]:
        """Each field with what we knew and what Stripe says."""
        return [(name, *pair) for name, pair in self.detail.items() if isinstance(pair, list) and len(pair) == 2]

    @property
    def text(self) -> str:
        return str(KINDS.get(self.kind, self.kind))


async def report(
    kind: str,
    *,
    object_id: str = "",
    of_tenant: UUID | None = None,
    customer_id: str | None = None,
    detail: Mapping[str, Any] | None = None,
    mended: bool = False,
    of_check: UUID | None = None,
) -> bool:
    """In a platform unit. False where the same was said lately."""
    named = object_id or customer_id or ""
    made = await unit.fetchval(
        _REPORT,
        *(new_id(), of_check, of_tenant, customer_id, named, kind, dict(detail or {}), mended, now()),
        now() - SAID_AGAIN_AFTER,
    )
    if made:
        say = logger().info if mended else logger().warning
        say("billing differs from Stripe", kind=kind, object=named, tenant=str(of_tenant or ""), mended=mended)
    return bool(made)


async def differences(*, most: int = SHOWN) -> list[Difference]:
    """The latest first."""
    rows = await unit.fetch(
        """SELECT d.kind, d.of_tenant, t.name AS tenant_name, d.object_id, d.detail, d.mended, d.found_at
             FROM billing_difference d LEFT JOIN tenant t ON t.id = d.of_tenant
            ORDER BY d.found_at DESC, d.id DESC LIMIT $1""",
        most,
    )
    return [Difference(**row) for row in rows]


_REPORT = """
INSERT INTO billing_difference (id, of_check, of_tenant, customer_id, object_id, kind, detail, mended, found_at)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9
 WHERE $8 OR NOT EXISTS (SELECT FROM billing_difference WHERE object_id = $5 AND kind = $6 AND found_at > $10)
RETURNING true
"""
