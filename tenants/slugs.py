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
from tenants.word_lists import words

State = Literal["free", "yours", "malformed", "reserved", "taken", "look_alike"]

SHORTEST, LONGEST = 3, 40
REST = timedelta(days=30)

RESERVED = words("reserved_slugs")

SAYS: dict[str, LazyText] = {
    "malformed": lazy("Use 3 to 40 letters, digits and hyphens, beginning and ending with a letter or digit."),
    "reserved": lazy("This name is reserved. Please choose another one."),
    "taken": lazy("This name is taken. Please choose another one."),
    "look_alike": lazy("This name looks too much like one that is taken. Please choose another one."),
}

_SLUG = re.compile(rf"[a-z0-9](?:[a-z0-9-]{{{SHORTEST - 2},{LONGEST - 2}}}[a-z0-9])")


async def state_of(slug: str, *, mine: UUID | None = None) -> State:
    """What speaks against this slug for the tenant `mine`, or for a newcomer; asked inside a platform unit."""
    if not is_well_formed(slug):
        return "malformed"
    if slug in RESERVED:
        return "reserved"
    row = await unit.fetchrow(_STATE, slug, mine, now() - REST, skeleton(slug))
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
    stem = stem[: LONGEST - 5].rstrip("-") if is_well_formed(stem) else "help-desk"
    numbered = [f"{stem}-{number}" for number in range(2, 5)]
    return [
        stem,
        *numbered,
        *(f"{stem}-{secrets.token_hex(2)}" for _try in range(3)),
        f"{stem[:20]}-{secrets.token_hex(6)}",
    ]


# In four short questions, each by an index.
_STATE = """
SELECT EXISTS (SELECT FROM tenant WHERE slug = $1 AND id = $2) AS present,
       EXISTS (SELECT FROM tenant WHERE slug = $1 AND id IS DISTINCT FROM $2) AS taken,
       EXISTS (SELECT FROM tenant_host WHERE host = $1 AND tenant_id IS DISTINCT FROM $2
                  AND (released_at IS NULL OR released_at > $3)) AS resting,
       EXISTS (SELECT FROM tenant WHERE id IS DISTINCT FROM $2
                  AND translate(replace(replace(replace(slug, '-', ''), 'rn', 'm'), 'vv', 'w'), '0158', 'olsb') = $4) AS alike
"""

_SAME = str.maketrans("0158", "olsb")


def skeleton(slug: str) -> str:
    """What two slugs that look alike have in common: the same that the index `tenant_skeleton` holds."""
    return slug.replace("-", "").replace("rn", "m").replace("vv", "w").translate(_SAME)
