"""Links: which person of the provider is which member here. Made once; from then on the provider's name for them decides."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from i18n import _
from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.turns import take_turn
from tenants.sso.claims import Claims
from tenants.sso.refusals import NotLetIn


@dataclass(frozen=True)
class Link:
    """`email` is the address that the provider said when it was made."""

    id: UUID
    member_id: UUID
    name: str
    email: str
    connected_at: datetime
    used_at: datetime | None


async def links(issuer: str) -> list[Link]:
    """Of members who are still here, by name."""
    rows = await unit.fetch(f"{_SELECT} AND l.issuer = $1 ORDER BY lower(m.name), l.id", issuer)
    return [Link(**row) for row in rows]


async def link_of(member_id: UUID, issuer: str) -> Link | None:
    row = await unit.fetchrow(f"{_SELECT} AND l.issuer = $1 AND l.member_id = $2", issuer, member_id)
    return Link(**row) if row else None


async def connect(member_id: UUID, claims: Claims) -> None:
    """Raises NotLetIn where one of both is connected otherwise; the same once more changes nothing."""
    await take_turn("sso_link")
    taken = await unit.fetchrow(
        "SELECT member_id, subject FROM sso_link WHERE issuer = $1 AND (subject = $2 OR member_id = $3)",
        *(claims.issuer, claims.subject, member_id),
    )
    if taken is None:
        await unit.execute(
            "INSERT INTO sso_link (id, member_id, issuer, subject, email, connected_at) VALUES ($1, $2, $3, $4, $5, $6)",
            *(new_id(), member_id, claims.issuer, claims.subject, claims.email, now()),
        )
        await record("sso.connected", subject=("member", member_id), changes={"email": [None, claims.email]})
    elif taken["member_id"] != member_id:
        raise NotLetIn(_("This account of the identity provider belongs to somebody else here."))
    elif taken["subject"] != claims.subject:
        raise connected_otherwise()


async def let_go_of_former(member_id: UUID, claims: Claims) -> None:
    """Whoever comes back may have another account of the provider by now."""
    await unit.execute(
        "DELETE FROM sso_link WHERE member_id = $1 AND issuer = $2 AND subject <> $3",
        *(member_id, claims.issuer, claims.subject),
    )


async def disconnect(link_id: UUID) -> None:
    """Their sessions by single sign-on end. Raises NotFound."""
    row = await unit.fetchrow("DELETE FROM sso_link WHERE id = $1 RETURNING member_id, email", link_id)
    if row is None:
        raise NotFound
    await unit.execute("DELETE FROM session WHERE actor_kind = 'member' AND actor_id = $1 AND by_sso", row["member_id"])
    changes: dict[str, list[Any]] = {"email": [row["email"], None]}
    await record("sso.disconnected", subject=("member", row["member_id"]), changes=changes)


async def note_use(claims: Claims) -> None:
    await unit.execute(
        "UPDATE sso_link SET used_at = $3 WHERE issuer = $1 AND subject = $2", claims.issuer, claims.subject, now()
    )


def connected_otherwise() -> NotLetIn:
    return NotLetIn(
        _("This login is connected with another account of the identity provider. An owner can disconnect it.")
    )


_SELECT = """
SELECT l.id, l.member_id, m.name, l.email, l.connected_at, l.used_at
  FROM sso_link l JOIN member m ON m.tenant_id = l.tenant_id AND m.id = l.member_id
 WHERE m.state = 'active'
"""
