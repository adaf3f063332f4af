"""Waiting: an invitation to a full seat while none is free. No letter leaves until there is one (BL-05).

Where a further seat can be bought an invitation waits for the owner's yes; where it cannot, it is refused, and only
whoever was invited before the last seat was gone waits. A seat that becomes free goes to who has waited longest.
Everything runs inside the tenant's unit.
"""

from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.events import announce
from polydesk.kernel.outbox import enqueue
from tenants import entitlements
from tenants.events import InvitationWaits, SeatLeft


async def must_wait(role: str, *, besides: UUID | None = None, kindly: bool = False) -> bool:
    """Whether somebody with this role waits for a seat. Raises SeatsFull where none can be bought, unless asked `kindly`."""
    if await has_seat(role, besides=besides):
        return False
    if not kindly and await entitlements.seat_price() is None:
        raise await entitlements.seats_full()
    return True


async def has_seat(role: str, *, besides: UUID | None = None) -> bool:
    """`besides` is the invitation that asks. Until this unit is over, nobody else takes the seat."""
    return role not in entitlements.FULL or await entitlements.free_seats(besides=besides) != 0


async def begin(invitation_id: UUID) -> None:
    """From now on it waits; the owners are told. One that waits already is left alone."""
    row = await unit.fetchrow(
        """UPDATE invitation v SET waits_since = $2 FROM member m
            WHERE v.id = $1 AND v.waits_since IS NULL AND m.tenant_id = v.tenant_id AND m.id = v.invited_by
            RETURNING v.email, v.invited_by, m.name AS inviter""",
        *(invitation_id, now()),
    )
    if row is None:
        return
    await record("invitation.waits", subject=("invitation", invitation_id))
    await announce(InvitationWaits(invitation_id, row["email"], invited_by=row["invited_by"], inviter=row["inviter"]))
    await _look_again()


async def how_many(invitation_ids: list[UUID]) -> int:
    """Of these."""
    return int(
        await unit.fetchval(
            "SELECT count(*) FROM invitation WHERE id = ANY($1) AND waits_since IS NOT NULL", invitation_ids
        )
    )


async def seat_left() -> None:
    """Somebody has given up a seat, or the plan has more of them."""
    await announce(SeatLeft())
    if entitlements.limits().seats is not None:
        await enqueue("tenants.let_in")


async def let_in() -> None:
    """Who has waited longest has the seats that are free, and the letter leaves."""
    free = await entitlements.free_seats()
    rows = await unit.fetch(
        """UPDATE invitation SET waits_since = NULL, expires_at = $2 WHERE id IN (
             SELECT id FROM invitation WHERE waits_since IS NOT NULL AND accepted_at IS NULL AND revoked_at IS NULL
              ORDER BY waits_since, id LIMIT $1)
           RETURNING id""",
        *(free, now() + entitlements.RESERVED),
    )
    for row in rows:
        await record("invitation.let_in", subject=("invitation", row["id"]))
        await enqueue("tenants.mail_invitation", invitation_id=str(row["id"]))
    await _look_again()


async def _look_again() -> None:
    """While somebody waits: when the next open invitation is over, its seat is free."""
    at = await unit.fetchval(_NEXT_FREE, list(entitlements.FULL), now())
    if at is not None:
        await enqueue("tenants.let_in", at=at, dedupe=at.isoformat())


_NEXT_FREE = """
SELECT min(expires_at) FROM invitation
 WHERE accepted_at IS NULL AND revoked_at IS NULL AND waits_since IS NULL AND expires_at > $2 AND role = ANY($1)
   AND EXISTS (SELECT FROM invitation WHERE waits_since IS NOT NULL AND accepted_at IS NULL AND revoked_at IS NULL)
"""
