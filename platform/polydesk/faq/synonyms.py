"""Synonyms: words of the customers and words of the company that mean the same, for each language of a tenant.

A group is a handful of terms; whoever searches for one finds the others. Kept in memory, since every search asks.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from polydesk.faq.changes import changed
from polydesk.faq.refusals import NotEnoughTerms, TermTaken, TooManySynonyms
from polydesk.faq.thesaurus import Thesaurus
from polydesk.kernel import unit
from polydesk.kernel.audit import record
from polydesk.kernel.clock import now
from polydesk.kernel.ids import new_id
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.remembered import Remembered
from polydesk.kernel.searchable import one_spelling

MOST_GROUPS, MOST_TERMS, LONGEST_TERM = 500, 20, 60
REMEMBERED = 2_000


@dataclass(frozen=True)
class Group:
    id: UUID
    language: str
    terms: tuple[str, ...]
    removed_at: datetime | None


async def thesaurus(language: str) -> Thesaurus:
    """What means the same in this language, for the search."""
    return (await _known()).get(language) or Thesaurus(())


async def groups(language: str) -> list[Group]:
    """In the order of their first terms, those that were removed last."""
    rows = await unit.fetch(
        _GROUPS + " WHERE language = $1 ORDER BY removed_at DESC NULLS FIRST, lower(terms[1])", language
    )
    return [_group(row) for row in rows]


async def counts() -> dict[str, int]:
    """language → how many groups."""
    rows = await unit.fetch(
        "SELECT language, count(*)::int AS n FROM search_synonym WHERE removed_at IS NULL GROUP BY language"
    )
    return {row["language"]: row["n"] for row in rows}


async def group(group_id: UUID) -> Group:
    """Raises NotFound."""
    row = await unit.fetchrow(_GROUPS + " WHERE id = $1 FOR UPDATE", group_id)
    if row is None:
        raise NotFound
    return _group(row)


async def add(typed: str, *, language: str) -> UUID:
    """A new group. Raises NotEnoughTerms, TermTaken, TooManySynonyms."""
    terms = terms_in(typed)
    await _demand_room(language)
    await _demand_free(terms, language)
    group_id = new_id()
    await unit.execute(
        "INSERT INTO search_synonym (id, language, terms, created_at) VALUES ($1, $2, $3, $4)",
        *(group_id, language, list(terms), now()),
    )
    await _tell("faq.synonyms_added", group_id, language, (), terms)
    return group_id


async def change(group_id: UUID, typed: str) -> None:
    """Other terms for a group. Raises NotFound, NotEnoughTerms, TermTaken."""
    held, terms = await group(group_id), terms_in(typed)
    await _demand_free(terms, held.language, but=group_id)
    if terms != held.terms:
        await unit.execute("UPDATE search_synonym SET terms = $2 WHERE id = $1", group_id, list(terms))
        await _tell("faq.synonyms_changed", group_id, held.language, held.terms, terms)


async def remove(group_id: UUID) -> None:
    """Out of the search; `put_back` undoes it."""
    held = await group(group_id)
    if held.removed_at is None:
        await unit.execute("UPDATE search_synonym SET removed_at = $2 WHERE id = $1", group_id, now())
        await _tell("faq.synonyms_removed", group_id, held.language, held.terms, ())


async def put_back(group_id: UUID) -> None:
    """Raises NotFound, TermTaken, TooManySynonyms."""
    held = await group(group_id)
    if held.removed_at is None:
        return
    await _demand_room(held.language)
    await _demand_free(held.terms, held.language, but=group_id)
    await unit.execute("UPDATE search_synonym SET removed_at = NULL WHERE id = $1", group_id)
    await _tell("faq.synonyms_added", group_id, held.language, (), held.terms)


def terms_in(typed: str) -> tuple[str, ...]:
    """The terms between commas or on lines, each once. Raises NotEnoughTerms."""
    found: dict[str, str] = {}
    for part in re.split(r"[,;、،\n]", typed):
        term = " ".join(re.findall(r"[\w.@'’-]+", part))[:LONGEST_TERM].strip()
        if re.search(r"[^\W_]", term):
            found.setdefault(one_spelling(term), term)
    if not 2 <= len(found) <= MOST_TERMS:
        raise NotEnoughTerms
    return tuple(found.values())


async def _demand_room(language: str) -> None:
    if (await counts()).get(language, 0) >= MOST_GROUPS:
        raise TooManySynonyms


async def _demand_free(terms: tuple[str, ...], language: str, *, but: UUID | None = None) -> None:
    """A term is in one group only, or the groups would be one."""
    wanted = {one_spelling(term) for term in terms}
    for other in await groups(language):
        taken = [term for term in other.terms if one_spelling(term) in wanted]
        if taken and other.removed_at is None and other.id != but:
            raise TermTaken.by(taken[0], other.terms)


async def _tell(what: str, group_id: UUID, language: str, before: tuple[str, ...], after: tuple[str, ...]) -> None:
    changes: dict[str, list[Any]] = {"terms": [list(before), list(after)], "language": ["", language]}
    await record(what, subject=("synonyms", group_id), changes=changes)
    await _known.changed()
    await changed()


async def _thesauruses() -> dict[str, Thesaurus]:
    made: dict[str, list[tuple[str, ...]]] = {}
    for row in await unit.fetch(_GROUPS + " WHERE removed_at IS NULL"):
        made.setdefault(row["language"], []).append(tuple(row["terms"]))
    return {language: Thesaurus(terms) for language, terms in made.items()}


def _group(row: unit.Record) -> Group:
    return Group(row["id"], row["language"], tuple(row["terms"]), row["removed_at"])


_known = Remembered("faq", _thesauruses, most=REMEMBERED)
forget = _known.forget

_GROUPS = "SELECT id, language, terms, removed_at FROM search_synonym"
