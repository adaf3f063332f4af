"""Signing up: an address and a password, and there is a desk to work at (SG-01, SG-02).

Each sign-up makes an identity and a tenant of its own, whether the address is known or not, so the answer tells nothing.
"""

from dataclasses import dataclass

from i18n import current_locale
from polydesk.kernel import unit
from polydesk.kernel.logs import logger
from polydesk.kernel.outbox import enqueue
from polydesk.kernel.passwords import hash_password
from polydesk.kernel.web import moment
from tenants import identities, moving_in
from tenants.identities import Identity
from tenants.moving_in import NewTenant
from tenants.proposals import propose


@dataclass(frozen=True)
class SignedUp:
    identity: Identity
    tenant: NewTenant


async def sign_up(email: str, password: str, *, zone: str = "") -> SignedUp:
    """In a platform unit of its own, so that the tenant exists before anything else is asked of it."""
    hashed = await hash_password(password)
    proposal = propose(email, zone=zone, accept=moment().headers.get("accept-language"))
    async with unit.platform():
        identity = await identities.create(
            email, password_hash=hashed, name=proposal.person, language=current_locale(), zone=proposal.zone
        )
        tenant = await moving_in.create_tenant(identity.id, email=email, proposal=proposal)
        await enqueue(
            "tenants.mail_confirmation", tenant=tenant.id, identity_id=str(identity.id), language=current_locale()
        )
    await _settle(tenant)
    return SignedUp(identity, tenant)


async def _settle(tenant: NewTenant) -> None:
    """At once, for the first page; should it fail, the job tries again and the newcomer is let in all the same."""
    try:
        async with unit.tenant(tenant.id):
            await moving_in.settle_in()
    except Exception as error:  # noqa: BLE001 - whatever it is, the newcomer gets in and the job tries again
        logger().error("a tenant could not settle in at once", tenant=str(tenant.id), exc_info=error)
