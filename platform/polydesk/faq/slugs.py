"""Slugs: the readable part of an address, made from a title in any script, free within its language."""

import re
import unicodedata
from collections.abc import Collection, Mapping
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


async def free_slugs(kind: Kind, wanted: Mapping[str, str], *, subject: UUID) -> dict[str, str]:
    """By language what is wanted there, or with the first number behind it that nobody has in this language."""
    bases = {language: slug_of(title) or kind for language, title in wanted.items()}
    rows = await unit.fetch(_TAKEN[kind], list(bases), list(bases.values()), subject)
    taken = {(row["language"], row["slug"]) for row in rows}
    return {language: _free(base, {slug for one, slug in taken if one == language}) for language, base in bases.items()}


async def free_slug(kind: Kind, wanted: str, *, language: str, subject: UUID) -> str:
    return (await free_slugs(kind, {language: wanted}, subject=subject))[language]


def _free(base: str, taken: Collection[str]) -> str:
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
    "article": """
SELECT t.language, t.slug FROM unnest($1::text[], $2::text[]) AS w (language, base)
  JOIN article_text t ON t.tenant_id = app.tenant_id() AND t.language = w.language
 WHERE (t.slug = w.base OR starts_with(t.slug, w.base || '-')) AND t.article_id <> $3
""",
    "category": """
SELECT t.language, t.slug FROM unnest($1::text[], $2::text[]) AS w (language, base)
  JOIN faq_category_text t ON t.tenant_id = app.tenant_id() AND t.language = w.language
 WHERE (t.slug = w.base OR starts_with(t.slug, w.base || '-')) AND t.category_id <> $3
""",
}
