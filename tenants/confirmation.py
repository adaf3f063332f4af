"""Confirmation: until somebody has shown that the address is theirs, no mail to others, no invitation, no payment leaves.

If a confirmed identity with the address exists already, the new one's memberships join it and its own password stays.
"""

from uuid import UUID

from i18n import lazy
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.outbox import enqueue
from polydesk.kernel.refusals import Gone, Refusal
from tenants import directory, identities, identity_tokens
from tenants.identities import Identity
from tenants.identity_tokens import Token


class ConfirmedAlready(Refusal):
    """Said to nobody but whoever holds a link that has done its work."""

    status = 410
    title = lazy("Your address is confirmed already")
    message = ""
    advice = lazy("There is nothing left to do.")
    action = (lazy("Your help desks"), "/desks")


async def is_confirmed(tenant_id: UUID) -> bool:
    """Whether an owner of this tenant has a confirmed address: then its mail to others may leave."""
    async with unit.platform():
        return bool(
            await unit.fetchval(
                """SELECT EXISTS (SELECT FROM member m JOIN identity i ON i.id = m.identity_id
                    WHERE m.tenant_id = $1 AND m.role = 'owner' AND m.state = 'active' AND i.confirmed_at IS NOT NULL)""",
                tenant_id,
            )
        )


async def is_member_confirmed(member_id: UUID) -> bool:
    """Whether this member's own address is confirmed: the desk shows a reminder until then."""
    async with unit.platform():
        return bool(
            await unit.fetchval(
                "SELECT i.confirmed_at IS NOT NULL FROM member m JOIN identity i ON i.id = m.identity_id WHERE m.id = $1",
                member_id,
            )
        )


async def send_again(member_id: UUID, *, language: str) -> None:
    """Inside the tenant's unit: another confirmation mail for this member."""
    identity_id = await unit.fetchval("SELECT identity_id FROM member WHERE id = $1", member_id)
    await enqueue("tenants.mail_confirmation", identity_id=str(identity_id), language=language)


async def confirm(secret: str) -> Identity:
    """Uses up the link, inside a platform unit; answers the confirmed identity, which may be an older one."""
    token = await identity_tokens.use("confirm", secret)
    return await settle(await _found(token, secret))


async def whose(secret: str) -> Identity:
    """Who is asked to confirm by this link. Raises Gone, ConfirmedAlready."""
    return await _found(await identity_tokens.look_at("confirm", secret), secret)


async def _found(token: Token | None, secret: str) -> Identity:
    identity_id = token.identity_id if token else await identity_tokens.whose_used("confirm", secret)
    found = await identities.by_id(identity_id) if identity_id else None
    if found is not None and token is None and found.is_confirmed:
        raise ConfirmedAlready()
    if found is None or token is None:
        raise Gone(ask=ConfirmedAlready.action)
    return found


async def prove(found: Identity) -> Identity:
    """Somebody came by a link in a mail to this address. A password chosen before that may be a stranger's: it is void."""
    if found.is_confirmed:
        return found
    kept = await settle(found)
    if kept.id == found.id:
        await unit.execute(
            "UPDATE identity SET password_hash = NULL, generation = generation + 1 WHERE id = $1", kept.id
        )
        await unit.execute("UPDATE member SET generation = generation + 1 WHERE identity_id = $1", kept.id)
    fresh = await identities.by_id(kept.id)
    assert fresh is not None
    return fresh


async def settle(found: Identity) -> Identity:
    """The address is proven to belong to whoever asks: confirms this identity, or lets it join the confirmed one."""
    if found.is_confirmed:
        return found
    # Two links for one address at the same moment come one after the other.
    await unit.execute("SELECT pg_advisory_xact_lock(hashtextextended('address:' || $1, 0))", found.email_key)
    elder, founded = await identities.confirmed_one(found.email), await _owned_by(found)
    if elder is None:
        await unit.execute("UPDATE identity SET confirmed_at = $2 WHERE id = $1", found.id, now())
        kept = await identities.by_id(found.id)
        assert kept is not None
    else:
        await _join(found, elder)
        kept = elder
    await identity_tokens.revoke(kept.id, "confirm")
    await _tell(founded, kept)
    return kept


async def _join(newer: Identity, elder: Identity) -> None:
    """Memberships move over; the newer password and its sessions end, for nobody knows who chose it."""
    await unit.execute(
        """UPDATE member m SET identity_id = $2, generation = generation + 1 WHERE identity_id = $1
            AND NOT EXISTS (SELECT FROM member o WHERE o.tenant_id = m.tenant_id AND o.identity_id = $2)""",
        *(newer.id, elder.id),
    )
    await unit.execute("DELETE FROM platform_session WHERE identity_id = $1", newer.id)
    await unit.execute("UPDATE identity SET generation = generation + 1, password_hash = NULL WHERE id = $1", newer.id)
    await identity_tokens.hand_over("confirm", newer.id, to=elder.id)
    await unit.execute(
        "DELETE FROM identity WHERE id = $1 AND NOT EXISTS (SELECT FROM member WHERE identity_id = $1)", newer.id
    )


async def _owned_by(found: Identity) -> list[UUID]:
    """Those that wait for this confirmation: not what an older login of the same mailbox owns already."""
    rows = await unit.fetch(
        "SELECT tenant_id FROM member WHERE identity_id = $1 AND role = 'owner' AND state = 'active'", found.id
    )
    return [row["tenant_id"] for row in rows]


async def _tell(founded: list[UUID], confirmed: Identity) -> None:
    unit.after_commit(directory.forget)
    for tenant_id in founded:
        await enqueue("tenants.confirmed", tenant=tenant_id, dedupe=str(confirmed.id))
