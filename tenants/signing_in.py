"""Signing in by password: one answer and one duration, whoever exists; attempts are counted, known devices let through."""

from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.passwords import verify_password
from tenants import attempts, identities
from tenants.identities import Identity


async def by_password(email: str, password: str, *, member_of: UUID | None = None) -> Identity | None:
    """Whose address and password these are, among the members of a tenant or on the whole platform. Raises ShutForNow.

    The look-up is a unit of its own, so that no connection waits while the password is hashed.
    """
    async with unit.platform():
        known = await (
            identities.known_by(email) if member_of is None else identities.members_known_by(email, of=member_of)
        )
    account = identities.key_or_nothing(email) or email.casefold()
    owners = [(candidate.id, candidate.generation) for candidate in known]
    await attempts.count_attempt(account, owners=owners)
    found = await identities.whose_password(known, password)
    if found is not None:
        await attempts.forgive(account, owners=owners)
    return found


async def is_password_of(identity: Identity, password: str) -> bool:
    """For whoever is known by a link or a session already; counted like every attempt. Raises ShutForNow."""
    owners = [(identity.id, identity.generation)]
    await attempts.count_attempt(identity.email_key, owners=owners)
    right = await verify_password(password, identity.password_hash)
    if right:
        await attempts.forgive(identity.email_key, owners=owners)
    return right
