"""Slugs: the first label of a tenant's host. Which are free, which are ours, which look like a neighbour's.

A name that was given up rests for 30 days, so that nobody catches the visitors of whoever left it.
"""

import re
import secrets
import unicodedata
from datetime import timedelta
from typing import Literal
from uuid import UUID

from i18n import LazyText, lazy
from polydesk.kernel import unit
from polydesk.kernel.clock import now

State = Literal["free", "yours", "malformed", "reserved", "taken", "look_alike"]

SHORTEST, LONGEST = 3, 40
REST = timedelta(days=30)

RESERVED = frozenset(
    [
        "abuse",
        "accounts",
        "account",
        "admin",
        "administrator",
        "api",
        "app",
        "apps",
        "assets",
        "auth",
        "autoconfig",
        "autodiscover",
        "beta",
        "billing",
        "blog",
        "bounce",
        "bounces",
        "cdn",
        "clock",
        "cloud",
        "community",
        "console",
        "contact",
        "dashboard",
        "default",
        "desk",
        "dev",
        "developers",
        "dns",
        "docs",
        "domain",
        "download",
        "downloads",
        "email",
        "events",
        "example",
        "faq",
        "feedback",
        "files",
        "forum",
        "ftp",
        "health",
        "healthz",
        "help",
        "helpdesk",
        "host",
        "hosting",
        "hostmaster",
        "id",
        "imap",
        "inbound",
        "info",
        "intake",
        "internal",
        "invoice",
        "isatap",
        "jobs",
        "legal",
        "live",
        "localhost",
        "login",
        "logout",
        "mail",
        "mailbox",
        "mailer",
        "media",
        "metrics",
        "mobile",
        "mta-sts",
        "mx",
        "my",
        "news",
        "newsletter",
        "noc",
        "no-reply",
        "noreply",
        "ns",
        "ns1",
        "ns2",
        "oauth",
        "official",
        "operator",
        "ops",
        "origin",
        "pay",
        "payment",
        "payments",
        "platform",
        "polydesk",
        "pop",
        "pop3",
        "portal",
        "postmaster",
        "press",
        "preview",
        "pricing",
        "privacy",
        "proxy",
        "public",
        "rate",
        "readyz",
        "register",
        "reset",
        "root",
        "sales",
        "secure",
        "security",
        "server",
        "shop",
        "signin",
        "signout",
        "signup",
        "smtp",
        "sms",
        "ssl",
        "sso",
        "staff",
        "staging",
        "static",
        "stats",
        "status",
        "store",
        "support",
        "survey",
        "surveys",
        "system",
        "team",
        "terms",
        "test",
        "tickets",
        "token",
        "upload",
        "uploads",
        "usenet",
        "vpn",
        "web",
        "webhook",
        "webhooks",
        "webmail",
        "webmaster",
        "widget",
        "wpad",
        "ws",
        "www",
        "www1",
        "www2",
        "www3",
    ]
)

SAYS: dict[str, LazyText] = {
    "malformed": lazy("Use 3 to 40 letters, digits and hyphens, beginning and ending with a letter or digit."),
    "reserved": lazy("This name is reserved. Please choose another one."),
    "taken": lazy("This name is taken. Please choose another one."),
    "look_alike": lazy("This name looks too much like one that is taken. Please choose another one."),
}

_SLUG = re.compile(rf"[a-z0-9](?:[a-z0-9-]{{{SHORTEST - 2},{LONGEST - 2}}}[a-z0-9])")
_SKELETON = "translate(replace(replace(replace({}, '-', ''), 'rn', 'm'), 'vv', 'w'), '0158', 'olsb')"


async def state_of(slug: str, *, mine: UUID | None = None) -> State:
    """What speaks against this slug for the tenant `mine`, or for a newcomer; asked inside a platform unit."""
    if not is_well_formed(slug):
        return "malformed"
    if slug in RESERVED:
        return "reserved"
    row = await unit.fetchrow(_STATE, slug, mine, now() - REST)
    assert row is not None
    if row["present"]:
        return "yours"
    if row["taken"] or row["resting"]:
        return "taken"
    return "look_alike" if row["alike"] else "free"


def is_well_formed(slug: str) -> bool:
    return bool(_SLUG.fullmatch(slug)) and not slug.startswith("xn--")


def slug_of(text: str) -> str:
    """The slug that a name suggests, or an empty text when it has no letter that a host may hold."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss")).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[: LONGEST - 6].strip("-")
    return slug.removeprefix("xn--")


def candidates(proposed: str) -> list[str]:
    """What to try in turn for a newcomer: the proposal, the same with small numbers, then with a random end."""
    stem = proposed if is_well_formed(proposed) and proposed not in RESERVED else f"{proposed or 'desk'}-desk"
    stem = stem if is_well_formed(stem) else "help-desk"
    numbered = [f"{stem}-{number}" for number in range(2, 5)]
    return [
        stem,
        *numbered,
        *(f"{stem}-{secrets.token_hex(2)}" for _try in range(3)),
        f"{stem[:20]}-{secrets.token_hex(6)}",
    ]


# In four short questions, each by an index.
_STATE = f"""
SELECT EXISTS (SELECT FROM tenant WHERE slug = $1 AND id = $2) AS present,
       EXISTS (SELECT FROM tenant WHERE slug = $1 AND id IS DISTINCT FROM $2) AS taken,
       EXISTS (SELECT FROM tenant_host WHERE host = $1 AND tenant_id IS DISTINCT FROM $2
                  AND (released_at IS NULL OR released_at > $3)) AS resting,
       EXISTS (SELECT FROM tenant WHERE {_SKELETON.format("slug")} = {_SKELETON.format("$1::text")}
                  AND id IS DISTINCT FROM $2) AS alike
"""
