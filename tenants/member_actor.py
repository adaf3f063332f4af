"""A member as whoever acts, from a row with `id, name, email, role, language, zone`, with the permissions of the role."""

from polydesk.kernel.actor import Actor
from polydesk.kernel.unit import Record
from tenants.roles import permissions_of


def member_actor(row: Record, *, session: bytes | None = None) -> Actor:
    return Actor(
        kind="member",
        id=row["id"],
        name=row["name"],
        email=row["email"],
        role=row["role"],
        permissions=permissions_of(row["role"]),
        language=row["language"],
        zone=row["zone"],
        session=session,
    )
