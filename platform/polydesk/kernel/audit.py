"""The audit log: who changed what, from what to what, from where; append-only, kept from day one (SC-07)."""

from typing import Any
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.actor import actor
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.request_id import client_address


async def record(
    action: str,
    *,
    subject: tuple[str, UUID | None] | None = None,
    changes: dict[str, list[Any]] | None = None,
    tenant: UUID | None = None,
) -> None:
    """One row in the tenant's log. `changes` maps a field to `[old, new]`; secrets never belong into it.

    `tenant` is for platform units only: in whose log it stands.
    """
    who = actor()
    kind, subject_id = subject or (None, None)
    await unit.execute(
        """INSERT INTO audit (id, at, actor_kind, actor_id, actor_label, action, subject_kind, subject_id, changes, ip,
                              tenant_id)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, coalesce($11, app.tenant_id()))""",
        *(new_id(), now(), who.kind, who.id, who.name or who.email, action, kind, subject_id, changes or {}),
        *(client_address(), tenant),
    )
