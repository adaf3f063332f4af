"""What each translation was made from: the source's text of that moment, so that the difference since can be shown.

A verb that changes a phrase says `written(kind, key, before, after)`. A translation that was changed is taken to say
what the source says now; one that was not keeps the source it had.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from i18n.texts import Texts
from polydesk.kernel import unit
from polydesk.kernel.clock import now


@dataclass(frozen=True)
class Origin:
    """The text, and its language, that a translation was made from."""

    language: str
    text: str


Origins = dict[tuple[str, str], dict[str, Origin]]


async def written(kind: str, key: str, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """Remembers it for all languages at once; call it in the unit that writes the phrase, also when it goes (`after` empty)."""
    source = source_language(after, await unit.fetchval(_DEFAULT))
    others = [language for language in after if language != source and after[language].strip()]
    changed = [language for language in others if after[language].strip() != before.get(language, "").strip()]
    kept = [language for language in others if language not in changed]
    await unit.execute(_FORGET, kind, key, others)
    if changed:
        await remember(kind, key, changed, Origin(source, after[source].strip()))
    if kept and before.get(source, "").strip() != after[source].strip():
        await unit.execute(_REMEMBER_UNLESS_KNOWN, kind, key, kept, source, before.get(source, "").strip(), now())


async def still_right(kind: str, key: str, texts: Texts, language: str) -> None:
    """The translation says what the source says now, without a change."""
    source = source_language(texts, await unit.fetchval(_DEFAULT))
    await remember(kind, key, [language], Origin(source, texts.get(source, "").strip()))


async def remember(kind: str, key: str, languages: list[str], origin: Origin) -> None:
    """These translations were made from this text, whatever the source says now."""
    await unit.execute(_REMEMBER, kind, key, languages, origin.language, origin.text, now())


async def origins(kind: str | None = None, key: str | None = None) -> Origins:
    """All that is remembered of the tenant, or of one kind or phrase, in one statement."""
    rows = await unit.fetch(_ORIGINS, kind, key)
    found: Origins = {}
    for row in rows:
        found.setdefault((row["kind"], row["key"]), {})[row["language"]] = Origin(row["source_language"], row["source"])
    return found


def behind(texts: Mapping[str, str], source: str, known: Mapping[str, Origin]) -> frozenset[str]:
    """The languages whose translation was made from another text than the source's present one.

    One that was made from another language (the default was another then) says nothing about this source.
    """
    present = texts.get(source, "").strip()
    return frozenset(
        language
        for language, origin in known.items()
        if language != source
        and origin.language == source
        and origin.text != present
        and texts.get(language, "").strip()
    )


def source_language(texts: Mapping[str, str], default: str, order: Sequence[str] = ()) -> str:
    """The language that the others are translated from: the tenant's default, or the first that is written at all."""
    if texts.get(default, "").strip():
        return default
    return next((language for language in (*order, *texts) if texts.get(language, "").strip()), default)


_DEFAULT = "SELECT default_language FROM tenant WHERE id = app.tenant_id()"

_FORGET = """
DELETE FROM text_origin
 WHERE tenant_id = app.tenant_id() AND kind = $1 AND key = $2 AND NOT language = ANY ($3::text[])
"""

_INSERT = """
INSERT INTO text_origin (kind, key, language, source_language, source, at)
SELECT $1, $2, language, $4, $5, $6 FROM unnest($3::text[]) AS language
"""

_REMEMBER = f"""{_INSERT}
ON CONFLICT (tenant_id, kind, key, language)
DO UPDATE SET source_language = excluded.source_language, source = excluded.source, at = excluded.at
"""

_REMEMBER_UNLESS_KNOWN = f"{_INSERT} ON CONFLICT (tenant_id, kind, key, language) DO NOTHING"

_ORIGINS = """
SELECT kind, key, language, source_language, source FROM text_origin
 WHERE tenant_id = app.tenant_id() AND ($1::text IS NULL OR kind = $1) AND ($2::text IS NULL OR key = $2)
"""
