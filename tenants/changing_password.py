"""A new password ends every session that the old one could have opened, in every tenant, except the one at hand."""

from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.passwords import hash_password
from tenants import identity_tokens


async def set_password(identity_id: UUID, password: str, *, but_tenant: UUID | None = None) -> int:
    """Inside a platform unit; answers the identity's new generation.

    `but_tenant` is a tenant whose unit is open around this one: its member row is the caller's to renew, since two
    transactions of one request must not wait for each other.
    """
    hashed = await hash_password(password)
    generation = await unit.fetchval(
        "UPDATE identity SET password_hash = $2, generation = generation + 1 WHERE id = $1 RETURNING generation",
        *(identity_id, hashed),
    )
    await unit.execute("DELETE FROM platform_session WHERE identity_id = $1", identity_id)
    await unit.execute(
        "UPDATE member SET generation = generation + 1 WHERE identity_id = $1 AND tenant_id IS DISTINCT FROM $2",
        *(identity_id, but_tenant),
    )
    await identity_tokens.revoke(identity_id, "reset", "sign_in", "handover")
    return int(generation)


async def renew_member(member_id: UUID, *, keeping: bytes | None) -> None:
    """Inside the tenant's unit: the member's other sessions end, the one at hand goes on."""
    generation = await unit.fetchval(
        "UPDATE member SET generation = generation + 1 WHERE id = $1 RETURNING generation", member_id
    )
    await unit.execute(
        "DELETE FROM session WHERE actor_kind = 'member' AND actor_id = $1 AND hash IS DISTINCT FROM $2",
        *(member_id, keeping),
    )
    await unit.execute("UPDATE session SET generation = $2 WHERE hash = $1", keeping, generation)
