"""How the house's letters leave: written in the reader's language, kept as mails of a tenant that the reader belongs to.

Every mail is a row of some tenant. A letter to an identity takes the tenant that it used last, under Polydesk's own
letterhead; an identity without any has nothing to sign in to and gets none.
"""

from uuid import UUID

from i18n import speaking
from polydesk.kernel import unit
from polydesk.kernel.mail import Address, Letter, post
from polydesk.kernel.settings import settings
from tenants import identities, identity_tokens, mails
from tenants.identities import Identity


async def post_confirmation(identity_id: UUID, *, language: str) -> None:
    """Inside the tenant's unit."""
    async with unit.platform():
        identity = await identities.by_id(identity_id)
        if identity is None or identity.is_confirmed:
            return
        secret = await identity_tokens.issue("confirm", identity.id)
    with speaking(language):
        letter = mails.confirm_address(url=_on_platform(f"/confirm/{secret}"), email=identity.email)
        await _post(letter, identity, language)


async def post_sign_in_link(email: str, *, language: str, then: str | None) -> None:
    """Inside a platform unit; says nothing and does nothing for an address that nobody has."""
    identity, tenant_id = await _reachable(email)
    if identity is None or tenant_id is None:
        return
    secret = await identity_tokens.issue("sign_in", identity.id, then=then)
    with speaking(language):
        letter = mails.sign_in_link(url=_on_platform(f"/signin/link/{secret}"))
        async with unit.tenant(tenant_id):
            await _post(letter, identity, language)


async def post_reset(email: str, *, language: str) -> None:
    """The same for a new password."""
    identity, tenant_id = await _reachable(email)
    if identity is None or tenant_id is None:
        return
    secret = await identity_tokens.issue("reset", identity.id)
    with speaking(language):
        letter = mails.reset_password(url=_on_platform(f"/password/reset/{secret}"))
        async with unit.tenant(tenant_id):
            await _post(letter, identity, language)


async def post_to(identity: Identity, letter: Letter, *, language: str) -> None:
    """Inside a platform unit: a letter that somebody may be sent who is a member somewhere; nothing otherwise."""
    if (tenant_id := await _latest_tenant(identity.id)) is not None:
        async with unit.tenant(tenant_id):
            await _post(letter, identity, language)


async def _reachable(email: str) -> tuple[Identity | None, UUID | None]:
    known = await identities.known_by(email)
    if not known:
        return None, None
    return known[0], await _latest_tenant(known[0].id)


async def _latest_tenant(identity_id: UUID) -> UUID | None:
    found: UUID | None = await unit.fetchval(
        """SELECT m.tenant_id FROM member m JOIN tenant t ON t.id = m.tenant_id
            WHERE m.identity_id = $1 AND t.status <> 'erased'
            ORDER BY m.state <> 'active', m.seen_at DESC NULLS LAST LIMIT 1""",
        identity_id,
    )
    return found


async def _post(letter: Letter, identity: Identity, language: str) -> None:
    await post(
        letter, to=Address(identity.name, identity.email), language=language, brand=mails.platform_brand(),
        about=("identity", identity.id),
    )  # fmt: skip


def _on_platform(path: str) -> str:
    return settings().base_url.rstrip("/") + path
