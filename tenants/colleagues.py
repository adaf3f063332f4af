"""Colleagues: many addresses from one box, asked in at once with a role and perhaps a team (SG-08)."""

import re
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from polydesk.kernel.mail import BadAddress, address_key
from polydesk.kernel.refusals import TooMany
from polydesk.kernel.tenancy import current_tenant
from polydesk.kernel.throttle import allow
from tenants import waiting
from tenants.invitations import AlreadyMember, invite, resend

MOST = 100
A_DAY = 200
AGAIN_A_DAY = 3

_BETWEEN = re.compile(r"[\s,;]+")
_IN_ANGLES = re.compile(r"(?:\"[^\"\n]*\"\s*|[^<>,;\n]*)<([^<>\s]+)>")


@dataclass(frozen=True)
class Read:
    """What stands in the box: each address once, and the words that are no address."""

    addresses: tuple[str, ...]
    unreadable: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """`waiting`: how many of those invited wait for a seat."""

    invited: tuple[str, ...]
    waiting: int
    members_already: tuple[str, ...]


def read_box(text: str) -> Read:
    """One a line or with commas, bare or as mail programmes write them: `Ada Lovelace <ada@example.com>`."""
    found, unreadable = dict[str, str](), []
    for word in filter(None, _BETWEEN.split(_IN_ANGLES.sub(r" \1 ", text))):
        try:
            found.setdefault(address_key(word), word)
        except BadAddress:
            unreadable.append(word[:80])
    return Read(tuple(found.values()), tuple(dict.fromkeys(unreadable)))


async def ask_in(addresses: tuple[str, ...], *, role: str, language: str, by: UUID, team_id: UUID | None) -> Asked:
    """Whoever is a member already is passed over. Raises TooMany beyond a day's measure, SeatsFull."""
    if not await allow("invite", str(current_tenant()), limit=A_DAY, per=timedelta(days=1), cost=len(addresses)):
        raise TooMany()
    invited, already = dict[UUID, str](), []
    for address in addresses:
        try:
            invited[await invite(address, role=role, language=language, by=by, team_id=team_id)] = address
        except AlreadyMember:
            already.append(address)
    return Asked(tuple(invited.values()), await waiting.how_many(list(invited)), tuple(already))


async def ask_again(invitation_id: UUID) -> None:
    """A fresh link; a few times a day, since it goes to somebody who has not said yet that they want our mails.

    Raises TooMany, NotFound, SeatsFull.
    """
    day = timedelta(days=1)
    if not await allow("invite again", str(invitation_id), limit=AGAIN_A_DAY, per=day):
        raise TooMany()
    if not await allow("invite", str(current_tenant()), limit=A_DAY, per=day):
        raise TooMany()
    await resend(invitation_id)
