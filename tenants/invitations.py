"""Invitations: a colleague is asked in by mail, in their language, with a role and perhaps a team (SG-08).

Everything runs inside the tenant's unit. One open invitation per address; a link for one use within a day, counted from
the letter. Whoever comes late has a new one sent to the invited address, within two weeks; the older link is over then.
An open invitation to a full role holds a seat until it is over; without one it waits (see `waiting`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from i18n import lazy, speaking
from polydesk.kernel import mail, unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.mail import Address, address_key
from polydesk.kernel.outbox import enqueue
from polydesk.kernel.refusals import Conflict, Gone, NotFound
from polydesk.kernel.tokens import digest, new_token
from polydesk.kernel.turns import take_turn
from tenants import here, mails, waiting
from tenants.entitlements import RESERVED
from tenants.identities import Identity
from tenants.joining import Joined, join
from tenants.roles import NAMES

LIFETIME, RENEWABLE = RESERVED, timedelta(days=14)
ROLES = ("admin", "agent", "light_agent", "billing")


class AlreadyMember(Conflict):
    message = lazy("This person is already a member.")


@dataclass(frozen=True)
class Invitation:
    id: UUID
    email: str
    role: str
    team_id: UUID | None
    language: str
    inviter: str
    created_at: datetime
    sent_at: datetime | None
    expires_at: datetime
    waits_since: datetime | None

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= now()


async def invite(email: str, *, role: str, language: str, by: UUID, team_id: UUID | None = None) -> UUID:
    """Asks somebody in; whoever was asked already gets a fresh link with the new role, unless they have to wait for a seat.

    Raises AlreadyMember, SeatsFull.
    """
    if role not in ROLES:
        raise NotFound()
    key = address_key(email)
    if await unit.fetchval("SELECT EXISTS (SELECT FROM member WHERE email_key = $1 AND state = 'active')", key):
        raise AlreadyMember()
    await take_turn("seats")
    asked_before = await unit.fetchval(
        "SELECT id FROM invitation WHERE email_key = $1 AND accepted_at IS NULL AND revoked_at IS NULL", key
    )
    must_wait = await waiting.must_wait(role, besides=asked_before)
    invitation_id: UUID = await unit.fetchval(
        """INSERT INTO invitation (id, email, email_key, role, team_id, language, token_hash, invited_by, created_at, expires_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
           ON CONFLICT (tenant_id, email_key) WHERE accepted_at IS NULL AND revoked_at IS NULL
           DO UPDATE SET role = $4, team_id = $5, language = $6, token_hash = $7, invited_by = $8, expires_at = $10
           RETURNING id""",
        *(new_id(), email, key, role, team_id, language, digest(new_token()), by, now(), now() + LIFETIME),
    )
    await record("member.invited", subject=("invitation", invitation_id), changes={"role": [None, role]})
    await _send(invitation_id, must_wait=must_wait)
    return invitation_id


async def resend(invitation_id: UUID, *, kindly: bool = False) -> None:
    """A fresh link for another day; the one sent before stops working. Raises NotFound.

    One that is over has given its seat back: it waits for another, or SeatsFull is raised, unless asked for `kindly`.
    """
    role = await unit.fetchval(
        "SELECT role FROM invitation WHERE id = $1 AND accepted_at IS NULL AND revoked_at IS NULL", invitation_id
    )
    if role is None:
        raise NotFound()
    must_wait = await waiting.must_wait(role, besides=invitation_id, kindly=kindly)
    await unit.execute(
        "UPDATE invitation SET expires_at = $2, token_hash = $3 WHERE id = $1 AND accepted_at IS NULL AND revoked_at IS NULL",
        *(invitation_id, now() + LIFETIME, digest(new_token())),
    )
    await record("invitation.resent", subject=("invitation", invitation_id))
    await _send(invitation_id, must_wait=must_wait)


async def _send(invitation_id: UUID, *, must_wait: bool) -> None:
    if must_wait:
        await waiting.begin(invitation_id)
        return
    await unit.execute("UPDATE invitation SET waits_since = NULL WHERE id = $1", invitation_id)
    await enqueue("tenants.mail_invitation", invitation_id=str(invitation_id))


async def revoke(invitation_id: UUID) -> None:
    """The link is over. Raises NotFound."""
    done = await unit.fetchval(
        "UPDATE invitation SET revoked_at = $2 WHERE id = $1 AND accepted_at IS NULL AND revoked_at IS NULL RETURNING id",
        invitation_id,
        now(),
    )
    if done is None:
        raise NotFound()
    await record("invitation.revoked", subject=("invitation", invitation_id))
    await waiting.seat_left()


async def open_ones() -> list[Invitation]:
    """Whoever has been asked and has not come yet, the latest first; the expired ones too."""
    return [Invitation(**row) for row in await unit.fetch(_SELECT + " ORDER BY v.created_at DESC")]


async def look_at(secret: str) -> Invitation:
    """What a link invites to, without using it. Raises Gone."""
    row = None
    if 20 <= len(secret) <= 100 and secret.isascii():
        row = await unit.fetchrow(_SELECT + " AND v.token_hash = $1 AND v.expires_at > $2", digest(secret), now())
    if row is None:
        raise Gone()
    return Invitation(**row)


async def look_at_late(secret: str) -> Invitation | None:
    """What an expired link invited to, while a new one may still be had."""
    if not (20 <= len(secret) <= 100 and secret.isascii()):
        return None
    row = await unit.fetchrow(
        _SELECT + " AND v.token_hash = $1 AND v.expires_at BETWEEN $2 AND $3",
        *(digest(secret), now() - RENEWABLE, now()),
    )
    return Invitation(**row) if row else None


async def renew(secret: str) -> Invitation:
    """A new link goes to the invited address, whoever holds the expired one. Raises Gone."""
    late = await look_at_late(secret)
    if late is None:
        raise Gone()
    await resend(late.id, kindly=True)
    return late


async def finds_seat(asked: Invitation) -> bool:
    """Whether whoever comes now can take their seat; else they wait, and a new link reaches them when there is one."""
    if asked.waits_since is not None:
        return False
    if await waiting.has_seat(asked.role, besides=asked.id):
        return True
    await waiting.begin(asked.id)
    return False


async def accept(secret: str, *, identity: Identity, name: str) -> Joined:
    """Uses the link up: the identity becomes a member, or one again. Raises Gone when somebody was faster, SeatsFull."""
    return await _accept(digest(secret), None, identity=identity, name=name)


async def accept_for(invitation_id: UUID, *, identity: Identity, name: str) -> Joined:
    """The same for whoever comes without the link, since the company's identity provider vouches for the address."""
    return await _accept(None, invitation_id, identity=identity, name=name)


async def _accept(hashed: bytes | None, invitation_id: UUID | None, *, identity: Identity, name: str) -> Joined:
    await take_turn("seats")
    row = await unit.fetchrow(
        """UPDATE invitation SET accepted_at = $3 WHERE (token_hash = $1 OR id = $2) AND expires_at > $3
              AND accepted_at IS NULL AND revoked_at IS NULL AND waits_since IS NULL
            RETURNING role, team_id, language""",
        *(hashed, invitation_id, now()),
    )
    if row is None:
        raise Gone()
    return await join(identity, name=name, role=row["role"], team_id=row["team_id"], language=row["language"])


async def post(invitation_id: UUID) -> None:
    """The letter, with a link that is made only now, so that no secret lies in the queue."""
    found = await unit.fetchrow(_SELECT + " AND v.id = $1", invitation_id)
    # The letter may have waited for so long that its seat was given away.
    if found is None or not await finds_seat(asked := Invitation(**found)):
        return
    secret, site = new_token(), await here.visit()
    await unit.execute(
        """UPDATE invitation SET token_hash = $2, sent_at = $3, expires_at = $4
            WHERE id = $1 AND accepted_at IS NULL AND revoked_at IS NULL""",
        *(invitation_id, digest(secret), now(), now() + LIFETIME),
    )
    with speaking(asked.language):
        letter = mails.invitation(
            url=f"{site.base_url}/invitations/{secret}",
            inviter=asked.inviter,
            company=site.name,
            role=str(NAMES[asked.role]),
            hours=int(LIFETIME.total_seconds() // 3600),
        )
        await mail.post(letter, to=Address("", asked.email), language=asked.language, about=("invitation", asked.id))


_SELECT = """
SELECT v.id, v.email, v.role, v.team_id, v.language, m.name AS inviter, v.created_at, v.sent_at, v.expires_at,
       v.waits_since
  FROM invitation v JOIN member m ON m.tenant_id = v.tenant_id AND m.id = v.invited_by
 WHERE v.accepted_at IS NULL AND v.revoked_at IS NULL
"""
