"""Slugs: the readable part of an address, made from a title in any script, free within its language."""

import re
import unicodedata
from typing import Literal
from uuid import UUID

from polydesk.kernel import unit

LONGEST = 80
Kind = Literal["article", "category"]

# Letters that Unicode does not take apart.
_SPELLED = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "þ": "th"})


def slug_of(title: str) -> str:
    """`Come pagare?` → `come-pagare`; letters of other scripts stay as they are. Empty when there is no letter."""
    folded = unicodedata.normalize("NFKD", title.lower().translate(_SPELLED))
    latin = "".join(char for char in folded if not (unicodedata.combining(char) and ord(char) < 0x370))
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", latin))
    slug = ""
    for word in words:
        if slug and len(slug) + 1 + len(word) > LONGEST:
            break
        slug = f"{slug}-{word}" if slug else word[:LONGEST]
    return slug


async def free_slug(kind: Kind, wanted: str, *, language: str, subject: UUID) -> str:
    """`wanted`, or with the first number behind it that nobody has in this language."""
    base = slug_of(wanted) or kind
    taken = {row["slug"] for row in await unit.fetch(_TAKEN[kind], language, base, subject)}
    slug, count = base, 1
    while slug in taken:
        count += 1
        slug = f"{base}-{count}"
    return slug


async def remember_former(kind: Kind, slug: str, *, language: str, subject: UUID, now_called: str) -> None:
    """The old address leads to the new one from now on; an address that is used again is no former one."""
    await unit.execute(
        "DELETE FROM former_slug WHERE tenant_id = app.tenant_id() AND kind = $1 AND language = $2 AND slug = $3",
        *(kind, language, now_called),
    )
    await unit.execute(
        """INSERT INTO former_slug (kind, language, slug, subject_id) VALUES ($1, $2, $3, $4)
           ON CONFLICT (tenant_id, kind, language, slug) DO UPDATE SET subject_id = excluded.subject_id""",
        *(kind, language, slug, subject),
    )


_TAKEN = {
    "article": """SELECT slug FROM article_text WHERE tenant_id = app.tenant_id() AND language = $1
                     AND (slug = $2 OR starts_with(slug, $2 || '-')) AND article_id <> $3""",
    "category": """SELECT slug FROM faq_category_text WHERE tenant_id = app.tenant_id() AND language = $1
                     AND (slug = $2 OR starts_with(slug, $2 || '-')) AND category_id <> $3""",
}
