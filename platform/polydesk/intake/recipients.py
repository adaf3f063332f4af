"""Recipients: whose an address of ours is, asked before a mail is taken; what belongs to nobody is refused at the door.

`<local>@<slug>.<MAIL_IN_DOMAIN>`: the tenant is the subdomain, the local part an inbox of theirs or a reply address.
"""

from dataclasses import dataclass
from uuid import UUID

from polydesk.intake import inboxes
from polydesk.kernel import unit
from polydesk.kernel.settings import settings
from polydesk.tickets import reply_addresses
from tenants import directory
from tenants.directory import Moved, Site


@dataclass(frozen=True)
class Recipient:
    tenant_id: UUID
    address: str


async def recipient_of(address: str) -> Recipient | None:
    """None for an address that nobody here has. In no unit."""
    local, _at, host = address.strip().strip("<>").lower().rpartition("@")
    site = await _site_at(host)
    if site is None or not site.is_open or not local:
        return None
    async with unit.tenant(site.id):
        known = await _is_known(local)
    return Recipient(site.id, f"{local}@{host}") if known else None


def slug_in(host: str) -> str:
    """The subdomain of an address of ours; empty for any other."""
    slug, _dot, rest = host.lower().rstrip(".").partition(".")
    return slug if rest == settings().inbox_domain else ""


async def _is_known(local: str) -> bool:
    if token := reply_addresses.token_in(local):
        return await reply_addresses.behind([token]) is not None
    return await inboxes.exists(inboxes.local_of(local))


async def _site_at(host: str) -> Site | None:
    """A company that was called otherwise once still gets its mail."""
    slug = slug_in(host)
    found = await directory.find(f"{slug}.{settings().base_host}") if slug else None
    if isinstance(found, Moved):
        found = await directory.find(found.to)
    return found if isinstance(found, Site) else None
