"""Articles on their way to translators and back: title and body of each, with what must not get lost in between.

What comes back is saved as an author would save it: a new revision, and a draft where the language is new. A text is
as old as the older of its parts; one that was made from an earlier source shows as outdated.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from i18n import _
from i18n.formats import list_of
from i18n.placeholders import names_in
from polydesk.faq import translating
from polydesk.faq.markup import LONGEST, PICTURE_IN_TEXT, addresses_in
from polydesk.faq.preparing import Text
from polydesk.faq.translating import OUTDATED
from polydesk.faq.writing import save_text, source_revision
from polydesk.kernel import unit
from polydesk.kernel.actor import actor
from polydesk.kernel.refusals import BadRequest, Forbidden, NotFound
from polydesk.kernel.web.forms import clean
from polydesk.kernel.wording import Exchanged, Phrase, Shape, Translation, braced, id_of
from polydesk.kernel.wording.typed import tidy

PARTS: dict[str, tuple[Shape, int]] = {"title": ("line", 200), "body": ("markdown", LONGEST)}


async def phrases() -> list[Phrase]:
    """Two for each article that is not archived in every language, as they stand now."""
    rows = await unit.fetch(f"{_ARTICLES} WHERE NOT x.is_archived ORDER BY a.position, a.id")
    return [_phrase(row, part) for row in rows for part in PARTS if _source(row, part)]


def faults(text: str, source: str) -> Iterator[str]:
    """A link may lead to another page of the same site, in the reader's language; a picture stays the one it is. Names
    in braces stand in examples only, so those that the source has must stay and others harm nothing."""
    here, there = addresses_in(text), addresses_in(source)
    kept, wanted = Counter(map(_site, here)), Counter(map(_site, there))
    lost = {address for address in there if address not in here and kept[_site(address)] < wanted[_site(address)]}
    lost |= {braced(name) for name in names_in(source) - names_in(text)}
    if lost:
        yield _("It lacks %(names)s.") % {"names": list_of(sorted(lost))}


async def save(article: str, translations: Sequence[Translation]) -> None:
    """Both parts of each language at once. Raises Forbidden, MayNotPublish, NotFound."""
    if not (actor().may("faq.write") or actor().kind == "system"):
        raise Forbidden
    article_id = id_of(article)
    present = await source_revision(article_id)
    row = await unit.fetchrow(f"{_ARTICLES} WHERE a.id = $1", article_id)
    if row is None:
        raise NotFound
    for language in dict.fromkeys(one.language for one in translations):
        sent = {one.key.partition(".")[2]: one for one in translations if one.language == language}
        await _save(row, language, sent, present)


async def _save(row: Any, language: str, sent: dict[str, Translation], present: int) -> None:
    article_id, before = row["id"], await unit.fetchrow(_BEFORE, row["id"], language)
    said = {part: before[part] if before else "" for part in PARTS}
    wanted = said | {part: one.text for part, one in sent.items() if one.text != _tidied(said[part], part)}
    if not wanted["title"]:
        raise BadRequest(_("Please fill this in."), key=f"{article_id}.title")
    made_from = min([await _made_from(row, part, language, sent.get(part), present) for part in PARTS])
    if wanted != said:
        rest = {name: before[name] for name in ("keywords", "slug", "noindex")} if before else {}
        await save_text(article_id, language, Text(wanted["title"], wanted["body"], **rest))
        if made_from != present:
            await translating.remember_source(article_id, language, made_from)
    elif made_from == present:
        await translating.still_right(article_id, language)


async def _made_from(row: Any, part: str, language: str, sent: Translation | None, present: int) -> int:
    """The newest revision of the source that says what this part was made from."""
    if sent is None:
        return int(row["made_from"][language]) if language in (row[f"late_{part}"] or ()) else present
    source = _tidied(sent.source, part)
    if not source or source == _source(row, part):
        return present
    versions = await unit.fetch(_VERSIONS, row["id"], row["source_language"])
    return next((int(old["revision"]) for old in versions if _tidied(old[part], part) == source), OUTDATED)


def _phrase(row: Any, part: str) -> Phrase:
    shape, limit = PARTS[part]
    return Phrase(
        key=f"{row['id']}.{part}",
        name=row["title_in"][row["source_language"]],
        texts={language: _tidied(text, part) for language, text in row[f"{part}_in"].items()},
        edited_at=f"/admin/faq/articles/{row['id']}",
        limit=limit,
        shape=shape,
        source=row["source_language"],
        outdated=frozenset(row[f"late_{part}"] or ()),
    )


def _source(row: Any, part: str) -> str:
    return _tidied(row[f"{part}_in"][row["source_language"]], part)


def _tidied(text: str, part: str) -> str:
    """As it is compared and travels: what a file does to line ends and edges makes no other text."""
    return tidy(clean(text), PARTS[part][0] == "line")


def _site(address: str) -> str:
    """What must be there as often as it was: this picture, or a link to this site."""
    if picture := PICTURE_IN_TEXT.search(address):
        return picture[0]
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    return address if parts.scheme in ("mailto", "tel") else parts.netloc.lower()


EXCHANGED = Exchanged(phrases, faults, save)

# A part of a translation is late when the source has said something else in this part since.
_ARTICLES = """
SELECT a.id, a.source_language, x.title_in, x.body_in, x.made_from, x.late_title, x.late_body
  FROM article a
  JOIN article_text s ON s.tenant_id = a.tenant_id AND s.article_id = a.id AND s.language = a.source_language
  CROSS JOIN LATERAL (
    SELECT json_object_agg(t.language, t.title) AS title_in, json_object_agg(t.language, t.body) AS body_in,
           json_object_agg(t.language, t.source_revision) AS made_from, bool_and(t.state = 'archived') AS is_archived,
           array_agg(t.language) FILTER (WHERE t.language <> s.language AND t.source_revision < s.revision
                                           AND v.title IS DISTINCT FROM s.title) AS late_title,
           array_agg(t.language) FILTER (WHERE t.language <> s.language AND t.source_revision < s.revision
                                           AND v.body IS DISTINCT FROM s.body) AS late_body
      FROM article_text t
      LEFT JOIN article_version v ON v.tenant_id = t.tenant_id AND v.article_id = t.article_id
            AND v.language = s.language AND v.revision = t.source_revision
     WHERE t.tenant_id = a.tenant_id AND t.article_id = a.id) x
"""

_BEFORE = """
SELECT title, body, keywords, slug, noindex FROM article_text WHERE article_id = $1 AND language = $2 FOR UPDATE
"""

_VERSIONS = """
SELECT revision, title, body FROM article_version WHERE article_id = $1 AND language = $2 ORDER BY revision DESC
"""
