"""Drafting: what a machine is asked to translate, and what it made of it, until a person decides.

A draft stands beside the text, never in it: customers see nothing of it. It fits for as long as the text still says
what the draft would replace and the source says what it was made from; one that does not is as good as none.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from i18n import LazyText, lazy
from i18n.placeholders import placeholders
from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.outbox import enqueue
from polydesk.kernel.refusals import NotFound
from polydesk.kernel.wording import Phrase
from polydesk.translating.exchanging import Held, all_held
from polydesk.translating.machine_account import SAYS, account

# Of one company at a time; the rest can be asked for afterwards.
MOST_WANTED = 2_000

State = Literal["wanted", "ready", "failed"]
Place = tuple[str, str, str]

PROBLEMS: dict[str, LazyText] = {
    **SAYS,
    "lost": lazy("The machine lost a placeholder, an address or a mark of Markdown. A person has to write this text."),
    "long": lazy("The machine's text is longer than there is room for."),
    "limit": lazy("The characters that you allow for a month are used up."),
}


@dataclass(frozen=True)
class Draft:
    """`key` is that of the phrase or, where it travels in parts, of the part."""

    kind: str
    key: str
    language: str
    state: State
    replaces: str
    source: str
    text: str
    problem: str

    @property
    def place(self) -> Place:
        return self.kind, self.key, self.language

    @property
    def says(self) -> str:
        """Why there is none."""
        return str(PROBLEMS.get(self.problem, PROBLEMS["lost"]))

    def fits(self, phrase: Phrase, source: str) -> bool:
        present = phrase.texts.get(self.language, "").strip(), phrase.texts.get(source, "").strip()
        return present == (self.replaces, self.source)


@dataclass(frozen=True)
class Progress:
    """How far one language is: what waits for the machine, for a person, and what the machine could not do."""

    wanted: int
    ready: int
    failed: int
    problem: str

    @property
    def whole(self) -> int:
        return self.wanted + self.ready + self.failed

    @property
    def says(self) -> str:
        return str(PROBLEMS.get(self.problem, PROBLEMS["lost"]))


async def drafts(kind: str | None = None, key: str | None = None) -> dict[Place, Draft]:
    """All of the company, or of one phrase; of the parts of what travels in parts, all that begin so."""
    rows = await unit.fetch(_DRAFTS, kind, key)
    return {(row["kind"], row["key"], row["language"]): Draft(**row) for row in rows}


async def progress() -> dict[str, Progress]:
    rows = await unit.fetch(_PROGRESS)
    return {row["language"]: Progress(row["wanted"], row["ready"], row["failed"], row["problem"] or "") for row in rows}


async def want(kind: str, key: str, language: str, *, languages: Sequence[str], default: str) -> None:
    """One text, or all parts of what travels in parts. Raises NotFound: there is no account, or nothing to translate."""
    held = [one for one in await all_held(languages, default) if one.kind.name == kind and _is_of(one, key)]
    chosen = [one for one in held if language in languages and _can_be_drafted(one, language)]
    if not chosen or await account() is None:
        raise NotFound
    await _want(chosen, language)


async def want_all(language: str, *, languages: Sequence[str], default: str) -> int:
    """What is missing or outdated in this language and has no draft that waits. Raises NotFound without an account."""
    if language not in languages or await account() is None:
        raise NotFound
    known = await drafts()
    chosen = [
        one
        for one in await all_held(languages, default)
        if _is_gap(one, language) and _can_be_drafted(one, language) and not _waits(known, one, language)
    ]
    await _want(chosen[:MOST_WANTED], language)
    return len(chosen[:MOST_WANTED])


async def discard(kind: str, key: str, language: str) -> None:
    """What was decided about, with all its parts."""
    await unit.execute(_DISCARD, kind, key, language)


async def _want(chosen: Iterable[Held], language: str) -> None:
    rows = [
        (one.kind.name, one.phrase.key, language, one.phrase.texts.get(language, "").strip(), _source(one), now())
        for one in chosen
    ]
    if rows:
        await unit.executemany(_WANT, rows)
        await enqueue("translating.draft")


def _is_of(one: Held, key: str) -> bool:
    return one.phrase.key == key or (one.kind.exchanged is not None and one.phrase.key.partition(".")[0] == key)


def _is_gap(one: Held, language: str) -> bool:
    return not one.phrase.texts.get(language, "").strip() or language in one.late


def _can_be_drafted(one: Held, language: str) -> bool:
    """A number that needs its forms is written by a person: languages differ in how many there are."""
    return language != one.source and not any(place.is_plural for place in placeholders(_source(one)))


def _waits(known: dict[Place, Draft], one: Held, language: str) -> bool:
    draft = known.get((one.kind.name, one.phrase.key, language))
    return draft is not None and draft.state != "failed" and draft.fits(one.phrase, one.source)


def _source(one: Held) -> str:
    return one.phrase.texts.get(one.source, "").strip()


COLUMNS = "kind, key, language, state, replaces, source, text, problem"
_DRAFTS = f"""
SELECT {COLUMNS} FROM machine_draft
 WHERE tenant_id = app.tenant_id() AND ($1::text IS NULL OR kind = $1)
   AND ($2::text IS NULL OR key = $2 OR split_part(key, '.', 1) = $2)
"""  # noqa: S608 - constants of this module
_PROGRESS = """
SELECT language, count(*) FILTER (WHERE state = 'wanted')::int AS wanted, count(*) FILTER (WHERE state = 'ready')::int AS ready,
       count(*) FILTER (WHERE state = 'failed')::int AS failed, max(problem) FILTER (WHERE state = 'failed') AS problem
  FROM machine_draft WHERE tenant_id = app.tenant_id() GROUP BY language
"""
_WANT = """
INSERT INTO machine_draft (kind, key, language, state, replaces, source, at) VALUES ($1, $2, $3, 'wanted', $4, $5, $6)
ON CONFLICT (tenant_id, kind, key, language)
DO UPDATE SET state = 'wanted', replaces = excluded.replaces, source = excluded.source, text = '', problem = '', taken_by = NULL,
  at = excluded.at
"""
_DISCARD = """
DELETE FROM machine_draft
 WHERE tenant_id = app.tenant_id() AND kind = $1 AND (key = $2 OR split_part(key, '.', 1) = $2) AND language = $3
"""
