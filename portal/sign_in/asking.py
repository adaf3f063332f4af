"""Asking for a way in: a row at once, its secrets and its mail a moment later, so nothing tells who is known."""

import secrets
from datetime import timedelta
from uuid import UUID

from i18n import speaking
from polydesk.customers.addresses import address_key, clean_address
from polydesk.kernel import mail, unit
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.mail import Address
from polydesk.kernel.outbox import enqueue
from polydesk.kernel.refusals import TooMany
from polydesk.kernel.request_id import client_address
from polydesk.kernel.throttle import allow
from polydesk.kernel.tokens import digest, new_token, sign
from portal.sign_in import mails
from tenants import here

LIFETIME = timedelta(minutes=30)
QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)


async def ask(address: str, *, language: str, then: str | None = None) -> UUID:
    """Answers the request's id, which only the asking browser knows. Raises BadAddress, TooMany."""
    key, plain = address_key(address), clean_address(address)
    await _limit(key)
    request_id = new_id()
    await unit.execute(
        """INSERT INTO person_token (id, purpose, address, address_key, language, next, created_at, expires_at)
           VALUES ($1, 'sign_in', $2, $3, $4, $5, $6, $7)""",
        *(request_id, plain, key, language, then, now(), now() + LIFETIME),
    )
    await enqueue("portal.mail_way_in", request_id=str(request_id))
    return request_id


async def post(request_id: UUID) -> None:
    """The mail; its link and its code are made only now, so that no secret lies in the queue."""
    link, code = new_token(), f"{secrets.randbelow(1_000_000):06d}"
    row = await unit.fetchrow(
        """UPDATE person_token SET link_hash = $2, code_hash = $3 WHERE id = $1 AND used_at IS NULL
           RETURNING address, language""",
        *(request_id, digest(link), code_digest(request_id, code)),
    )
    if row is None:
        return
    site = await here.visit()
    with speaking(row["language"]):
        url = f"{site.base_url}/{row['language']}/signin/link/{link}"
        letter = mails.way_in(url=url, code=code, company=site.name)
        await mail.post(letter, to=Address("", row["address"]), language=row["language"])


def code_digest(request_id: UUID, code: str) -> bytes:
    """Six digits are guessed in no time from a plain digest; this one needs the installation's secret."""
    return digest(sign("sign-in code", str(request_id), code))


async def sweep() -> None:
    await unit.execute("DELETE FROM person_token WHERE expires_at < $1", now() - timedelta(days=1))


async def _limit(key: str) -> None:
    """Nobody fills a stranger's mailbox, and no desk becomes a source of mails. Raises TooMany."""
    to_address = await allow("way_in.to", key, limit=5, per=QUARTER)
    from_address = await allow("way_in.from", client_address(), limit=60, per=HOUR)
    in_all = await allow("way_in.all", "", limit=1000, per=HOUR)
    if not (to_address and from_address and in_all):
        raise TooMany()
