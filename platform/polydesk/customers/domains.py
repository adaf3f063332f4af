"""Mail domains of organisations: read as people type them, kept as addresses carry them."""

import re

import idna

from i18n import _
from tenants.proposals import is_shared

MOST = 50
_HOST = re.compile(r"(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])")


class BadDomain(ValueError):
    """What was typed is no domain that one organisation has; the message is for whoever typed it."""


def domains_in(text: str) -> list[str]:
    """Each once, in order, from lines or a list with commas. Raises BadDomain."""
    found = list(dict.fromkeys(clean_domain(word) for word in re.split(r"[\s,;]+", text) if word))
    if len(found) > MOST:
        raise BadDomain(_("An organisation can have at most %(most)s domains.") % {"most": MOST})
    return found


def clean_domain(text: str) -> str:
    """`"@BÜCHER.example"` is `"xn--bcher-kva.example"`. Raises BadDomain."""
    try:
        domain = idna.encode(text.removeprefix("@"), uts46=True).decode().lower()
    except (idna.IDNAError, UnicodeError):
        domain = ""
    if not _HOST.fullmatch(domain):
        raise BadDomain(_("“%(domain)s” is not a domain, for example acme.example.") % {"domain": text[:80]})
    if is_shared(domain):
        raise BadDomain(
            _("“%(domain)s” is shared by strangers, so it cannot stand for an organisation.") % {"domain": domain}
        )
    return domain
