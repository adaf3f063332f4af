"""Arriving: who of this tenant somebody is for whom the provider vouches, and what they become by it.

The provider's own name for a person decides once it is known here. Before that an address does, and only one that the
provider vouches for, at a domain that the company has listed; the login of the platform that has the same address is
another matter, and never touched (decision 0049).
"""

from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from i18n import UI_LANGUAGES, _, current_locale
from i18n.locales import best
from polydesk.kernel import unit
from polydesk.kernel.actor import Actor, set_actor
from polydesk.kernel.clock import now
from polydesk.kernel.turns import take_turn
from tenants import identities, invitations
from tenants.entitlements import demand_writable, seats_full
from tenants.here import site
from tenants.identities import Identity
from tenants.joining import join
from tenants.proposals import name_of
from tenants.sso import links
from tenants.sso.claims import Claims
from tenants.sso.providers import Provider
from tenants.sso.refusals import NotLetIn

Kind = Literal["known", "recognised", "invited", "new"]


@dataclass(frozen=True)
class Arrival:
    """`known`: connected already; `recognised`: a member by the address; `invited` and `new` become members now, by the login
    `identity_id` where they were one before."""

    kind: Kind
    role: str
    name: str
    member_id: UUID | None = None
    invitation_id: UUID | None = None
    identity_id: UUID | None = None


async def look(claims: Claims, held: Provider) -> Arrival:
    """Who this is, without changing anything. Raises NotLetIn."""
    if (known := await unit.fetchrow(_LINKED, claims.issuer, claims.subject)) is not None:
        if known["state"] != "active":
            return await _come_back(claims, held, known)
        return Arrival("known", known["role"], known["name"], member_id=known["id"])
    _demand_vouched_for(claims, held)
    return await _member(claims, held) or await _invited(claims) or _newcomer(claims, held)


async def let_in(claims: Claims, held: Provider) -> tuple[Arrival, UUID]:
    """The member's id, connected from now on. Raises NotLetIn, SeatsFull, DeskReadOnly."""
    await take_turn("seats")
    arrival = await look(claims, held)
    set_actor(Actor("member", id=arrival.member_id, name=arrival.name, email=claims.email))
    member_id = arrival.member_id or await _become_member(arrival, claims)
    set_actor(Actor("member", id=member_id, name=arrival.name, email=claims.email))
    if arrival.identity_id is not None:
        await links.let_go_of_former(member_id, claims)
    if arrival.kind != "known":
        await links.connect(member_id, claims)
    await links.note_use(claims)
    return arrival, member_id


def _demand_vouched_for(claims: Claims, held: Provider) -> None:
    if not claims.proven_key:
        raise NotLetIn(
            _("Your identity provider does not vouch for your e-mail address, so we do not know who you are here.")
        )
    if claims.domain not in held.domains:
        sentence = _("E-mail addresses at %(domain)s are not recognised here.")
        raise NotLetIn(f"{sentence % {'domain': claims.domain}} {_connect_it()}")


async def _come_back(claims: Claims, held: Provider, gone: unit.Record | None) -> Arrival:
    """Whoever has left comes back by an invitation alone, and is `gone` again where that is sure. Raises NotLetIn."""
    asked = await _invited(claims) if claims.domain in held.domains else None
    if asked is None:
        raise _left()
    return replace(asked, name=gone["name"], identity_id=gone["identity_id"]) if gone else asked


async def _member(claims: Claims, held: Provider) -> Arrival | None:
    rows = await unit.fetch(_SAME_ADDRESS, claims.proven_key, claims.issuer)
    here = [row for row in rows if row["state"] == "active"]
    sure = [row for row in here or rows if row["by_sso"] or await _is_confirmed(row["identity_id"])]
    if rows and not here:
        return await _come_back(claims, held, sure[0] if len(sure) == 1 else None)
    if here and len(sure) != 1:
        raise NotLetIn(f"{_('There is a login with your e-mail address already.')} {_connect_it()}")
    if not sure:
        return None
    if sure[0]["is_connected"]:
        raise links.connected_otherwise()
    return Arrival("recognised", sure[0]["role"], sure[0]["name"], member_id=sure[0]["id"])


async def _is_confirmed(identity_id: UUID) -> bool:
    found = await _login_of(identity_id)
    return found is not None and found.is_confirmed


async def _login_of(identity_id: UUID | None) -> Identity | None:
    if identity_id is None:
        return None
    async with unit.platform():
        return await identities.by_id(identity_id)


async def _invited(claims: Claims) -> Arrival | None:
    row = await unit.fetchrow(_INVITATION, claims.proven_key, now())
    return Arrival("invited", row["role"], _name(claims), invitation_id=row["id"]) if row else None


def _newcomer(claims: Claims, held: Provider) -> Arrival:
    if held.lets_in is None:
        raise NotLetIn(_("Nobody here knows your e-mail address yet. Ask for an invitation."))
    return Arrival("new", held.lets_in, _name(claims))


async def _become_member(arrival: Arrival, claims: Claims) -> UUID:
    await demand_writable()
    if arrival.invitation_id is None:
        joined = await join(
            await _fresh_login(claims, arrival.name), name=arrival.name, role=arrival.role, language=current_locale()
        )
        return joined.member_id
    asked = next(one for one in await invitations.open_ones() if one.id == arrival.invitation_id)
    if not await invitations.finds_seat(asked):
        await unit.let_go()  # it waits from now on, and the owners are told, although this way ends here
        raise await seats_full()
    login = await _login_of(arrival.identity_id) or await _fresh_login(claims, arrival.name)
    return (await invitations.accept_for(asked.id, identity=login, name=arrival.name)).member_id


async def _fresh_login(claims: Claims, name: str) -> Identity:
    """Without password and unconfirmed: nobody has shown us that mailbox, and no other company hears of it."""
    async with unit.platform():
        return await identities.create(
            claims.email, password_hash=None, name=name, language=best(claims.language, UI_LANGUAGES) or current_locale(),
            zone=site().zone,
        )  # fmt: skip


def _name(claims: Claims) -> str:
    return claims.name or name_of(claims.email.partition("@")[0]) or claims.email


def _left() -> NotLetIn:
    return NotLetIn(_("You are no longer a member here. Ask for an invitation."))


def _connect_it() -> str:
    return _("If you have a password here, sign in with it and connect single sign-on under “Your account”.")


_LINKED = """
SELECT m.id, m.state, m.role, m.name, m.identity_id
  FROM sso_link l JOIN member m ON m.tenant_id = l.tenant_id AND m.id = l.member_id
 WHERE l.issuer = $1 AND l.subject = $2
"""

_SAME_ADDRESS = """
SELECT m.id, m.state, m.role, m.name, m.identity_id,
       EXISTS (SELECT FROM sso_link l WHERE l.tenant_id = m.tenant_id AND l.member_id = m.id) AS by_sso,
       EXISTS (SELECT FROM sso_link l WHERE l.tenant_id = m.tenant_id AND l.member_id = m.id AND l.issuer = $2) AS is_connected
  FROM member m WHERE m.email_key = $1
"""

_INVITATION = """
SELECT id, role FROM invitation
 WHERE email_key = $1 AND accepted_at IS NULL AND revoked_at IS NULL AND expires_at > $2
"""
