"""Proposals: what an address and a browser say about a newcomer, so that sign-up asks for nothing else.

All of it is pure and looks nothing up in the network; every value can be changed later.
"""

import re
from dataclasses import dataclass

import idna

from i18n import UI_LANGUAGES
from i18n.locales import accepted, best, negotiate
from i18n.places import country_of_language, country_of_zone, is_zone, languages_of_country, main_zone
from tenants.directory import Brand
from tenants.first_look import colour_of
from tenants.slugs import slug_of
from tenants.word_lists import words

FREEMAIL = words("freemail")

_SECOND_LEVEL = frozenset(
    [
        "ac",
        "co",
        "com",
        "edu",
        "go",
        "gob",
        "gov",
        "gv",
        "id",
        "ltd",
        "me",
        "ne",
        "net",
        "nom",
        "or",
        "org",
        "plc",
        "sch",
    ]
)


@dataclass(frozen=True)
class Proposal:
    """`languages` are those that the portal begins with, besides `language`, which is the company's own."""

    name: str
    slug: str
    person: str
    language: str
    zone: str
    country: str | None
    colour: str = Brand.colour
    languages: tuple[str, ...] = ()


def propose(email: str, *, zone: str = "", accept: str | None = None) -> Proposal:
    """Everything that a new tenant needs, from the address, the browser's zone and its languages."""
    local, _at, domain = email.rpartition("@")
    company = company_of(domain)
    person = name_of(local)
    wished = next(iter(accepted(accept)), "")
    known_zone = zone if is_zone(zone) else ""
    country = (country_of_zone(known_zone) if known_zone else None) or (country_of_language(wished) if wished else None)
    return Proposal(
        name=(title_of(company) if company else person)[:100],
        slug=slug_of(company or local.partition("+")[0]),
        person=person[:120],
        language=negotiate(UI_LANGUAGES, accept=accept),
        zone=known_zone or main_zone(country) or "UTC",
        country=country,
        colour=colour_of(house_of(domain) or person),
        languages=languages_of(accept, country),
    )


def languages_of(accept: str | None, country: str | None) -> tuple[str, ...]:
    """What the founder reads, what is spoken where the company is, and English: as far as the product speaks it (decision 0047)."""
    wished = (*accepted(accept), *(languages_of_country(country) if country else ()), "en")
    return tuple(dict.fromkeys(filter(None, (best(tag, UI_LANGUAGES) for tag in wished))))


def company_of(domain: str) -> str:
    """The label of a mail domain that names the company; empty for mail providers."""
    domain = domain.lower().rstrip(".")
    if domain in FREEMAIL:
        return ""
    label = _own_labels(domain)[0]
    try:
        return idna.decode(label) if label.startswith("xn--") else label
    except idna.IDNAError:
        return label


def house_of(domain: str) -> str:
    """The part of a mail domain that a company registers; empty for mail providers."""
    domain = domain.lower().rstrip(".")
    return "" if is_shared(domain) else ".".join(_own_labels(domain))


def _own_labels(domain: str) -> list[str]:
    """Without what is below: `mail.acme.co.uk` is acme.co.uk."""
    labels = domain.split(".")
    ends = 2 if len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL else 1
    return labels[-ends - 1 :]


def is_shared(domain: str) -> bool:
    """True for hosts that stand for no company: mail providers, and endings such as co.uk."""
    labels = domain.split(".")
    return domain in FREEMAIL or (len(labels) == 2 and len(labels[1]) == 2 and labels[0] in _SECOND_LEVEL)


def title_of(label: str) -> str:
    """`acme-tools` is called Acme Tools."""
    words = [word for word in re.split(r"[-_.]+", label) if word]
    return " ".join(word[:1].upper() + word[1:] for word in words) or label


def name_of(local: str) -> str:
    """`olga.petrova+desk` is probably called Olga Petrova."""
    plain = local.partition("+")[0]
    words = [word for word in re.split(r"[._-]+", plain) if word and not word.isdigit()]
    return " ".join(word[:1].upper() + word[1:] for word in words) or plain or local
