"""The directory: which tenant lives at which host, and what every page wants to know of it.

A slug's host is `<slug>.<base host>`, a custom domain stands for itself once proven, a former slug redirects. Answers
are kept for 30 seconds in each process and dropped at once when the tenant changes something (topic `site`).
"""

import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from polydesk.kernel import unit
from polydesk.kernel.settings import settings
from polydesk.kernel.web import page_cache

REMEMBER_S = 30.0
REMEMBER_MOST = 10_000


@dataclass(frozen=True)
class Brand:
    """How the tenant looks; ids of public files, texts by language."""

    colour: str = "#206bc4"
    logo_id: UUID | None = None
    logo_dark_id: UUID | None = None
    favicon_id: UUID | None = None
    taglines: dict[str, str] = field(default_factory=dict)
    footers: dict[str, str] = field(default_factory=dict)
    legal: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Site:
    """A tenant as its pages see it. `version` grows with each change of name, languages or brand.

    `is_confirmed`: an owner has confirmed their address; before that no mail to others leaves. `limits` are what the plan
    allows; ask `tenants.entitlements`. `status_until`: when the status changes by itself, if nobody does anything.
    `brand_id`: which further brand it wears.
    """

    id: UUID
    slug: str
    name: str
    status: str
    default_language: str
    languages: tuple[str, ...]
    zone: str
    country: str | None
    version: int
    look: Brand
    is_set_up: bool
    custom_host: str | None
    is_confirmed: bool = True
    own_words: dict[str, dict[str, str]] = field(default_factory=dict)
    plan: str = "trial"
    limits: dict[str, int] = field(default_factory=dict)
    status_why: str = ""
    status_until: datetime | None = None
    brand_id: UUID | None = None

    @property
    def host(self) -> str:
        return self.custom_host or f"{self.slug}.{settings().base_host}"

    @property
    def base_url(self) -> str:
        """Where links in mails lead: from the row, never from a request."""
        return f"{settings().scheme}://{self.host}"

    @property
    def is_open(self) -> bool:
        """Whether the portal answers at all; an unpaid bill alone never closes it."""
        return self.status not in ("suspended", "closed", "erased")


@dataclass(frozen=True)
class Moved:
    """The host was this tenant's once; its present host is `to`."""

    to: str


_known: dict[str, tuple[float, Site | Moved | None]] = {}
_forgotten = [0]
"""How often anything was."""


async def find(host: str) -> Site | Moved | None:
    """Who lives at this host, as a browser writes it (any case, with port)."""
    name = normal(host)
    kept = _known.get(name)
    if kept is not None and kept[0] > time.monotonic():
        return kept[1]
    before = _forgotten[0]
    found = await _look_up(name)
    if len(_known) >= REMEMBER_MOST:
        _known.clear()
    if before == _forgotten[0]:  # what changed while it was being read is not kept
        _known[name] = (time.monotonic() + REMEMBER_S, found)
    return found


async def site_of(tenant_id: UUID) -> Site | None:
    """The site of a tenant by its id: for jobs, which know no host."""
    async with unit.platform():
        return _site(await unit.fetchrow(_SITE + " WHERE t.id = $1", tenant_id))


def forget(tenant_id: UUID | None = None) -> None:
    """After a change; None forgets everything, and the pages that show it."""
    page_cache.drop(tenant_id)
    _forgotten[0] += 1
    for name, (_until, found) in list(_known.items()):
        if tenant_id is None or not isinstance(found, Site) or found.id == tenant_id:
            _known.pop(name, None)


def normal(host: str) -> str:
    host = host.strip().lower()
    name, colon, port = host.partition(":")
    default = "443" if settings().scheme == "https" else "80"
    return name.rstrip(".") + (f":{port}" if colon and port != default else "")


def is_platform(host: str) -> bool:
    return normal(host) == settings().base_host


_SITE = """
SELECT t.id, t.slug, t.name, t.status, t.default_language, t.languages, t.zone, t.country, t.version, t.set_up_at,
       b.colour, b.logo_id, b.logo_dark_id, b.favicon_id, b.tagline, b.footer, b.legal_links,
       (SELECT c.host FROM tenant_host c
         WHERE c.tenant_id = t.id AND c.kind = 'custom' AND c.proven_at IS NOT NULL ORDER BY c.created_at LIMIT 1) AS custom,
       t.own_words, t.plan, t.entitlements, t.status_why, t.status_until,
       EXISTS (SELECT FROM member m JOIN identity i ON i.id = m.identity_id WHERE m.tenant_id = t.id
                  AND m.role = 'owner' AND m.state = 'active' AND i.confirmed_at IS NOT NULL) AS confirmed
  FROM tenant t LEFT JOIN brand b ON b.tenant_id = t.id
"""


async def _look_up(name: str) -> Site | Moved | None:
    slug, dot, rest = name.partition(".")
    async with unit.platform():
        if dot and rest == settings().base_host:
            if site := _site(await unit.fetchrow(_SITE + " WHERE t.slug = $1", slug)):
                return site
            return await _former(slug)
        return _site(
            await unit.fetchrow(
                _SITE + " JOIN tenant_host h ON h.tenant_id = t.id"
                " WHERE h.host = $1 AND h.kind = 'custom' AND h.proven_at IS NOT NULL AND h.released_at IS NULL",
                name,
            )
        )


async def _former(slug: str) -> Moved | None:
    now_at = await unit.fetchval(
        "SELECT t.slug FROM tenant_host h JOIN tenant t ON t.id = h.tenant_id"
        " WHERE h.host = $1 AND h.kind = 'former' AND h.released_at IS NULL",
        slug,
    )
    return Moved(f"{now_at}.{settings().base_host}") if now_at else None


def _site(row: unit.Record | None) -> Site | None:
    if row is None:
        return None
    look = Brand(
        colour=row["colour"] or Brand.colour,
        logo_id=row["logo_id"],
        logo_dark_id=row["logo_dark_id"],
        favicon_id=row["favicon_id"],
        taglines=row["tagline"] or {},
        footers=row["footer"] or {},
        legal=row["legal_links"] or [],
    )
    return Site(
        id=row["id"],
        slug=row["slug"],
        name=row["name"],
        status=row["status"],
        default_language=row["default_language"],
        languages=tuple(row["languages"]),
        zone=row["zone"],
        country=row["country"],
        version=row["version"],
        look=look,
        is_set_up=row["set_up_at"] is not None,
        custom_host=row["custom"],
        is_confirmed=row["confirmed"],
        own_words=row["own_words"],
        plan=row["plan"],
        limits=row["entitlements"],
        status_why=row["status_why"],
        status_until=row["status_until"],
    )
