"""Surveying: every text of the tenant in every language it has switched on, and where something is missing or wrong.

One statement a kind, one for what translations were made from, one for the gaps that customers met; the rest is
counting in memory.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from polydesk.kernel import unit
from polydesk.kernel.clock import now
from polydesk.kernel.web.reader import readers_behind
from polydesk.kernel.wording import Kind, Origin, Phrase, behind, kinds, origins, source_language
from polydesk.translating.faults import NAMES, Fault, What, faults_in

DAYS = 30


@dataclass(frozen=True)
class Gap:
    """A text with faults in one language; `met` is how many customers met it in 30 days, about; `is_drafted`:
    a machine's draft waits for somebody to approve it."""

    kind: Kind
    phrase: Phrase
    language: str
    faults: tuple[Fault, ...]
    met: int = 0
    is_drafted: bool = False

    @property
    def place(self) -> str:
        """The phrase, as addresses name it."""
        return f"{self.kind.name}/{self.phrase.key}"

    @property
    def url(self) -> str:
        return editor_of(self.kind, self.phrase, self.language)


@dataclass
class Share:
    """How far one language is, over all texts or those of one kind. What a machine drafted is not written."""

    language: str
    written: int = 0
    whole: int = 0
    drafted: int = 0
    faults: dict[What, int] = field(default_factory=lambda: dict.fromkeys(NAMES, 0))

    @property
    def percent(self) -> int:
        """Rounded down: a hundred means all."""
        return 100 * self.written // self.whole if self.whole else 100

    def add(self, faults: Sequence[Fault]) -> None:
        found = {fault.what for fault in faults}
        self.whole += 1
        self.written += "missing" not in found
        for what in found:
            self.faults[what] += 1


@dataclass
class Survey:
    """`shares` by language, `by_kind` by kind and language; `gaps` with the most met first; `written` counts the texts in
    every language, also in those that are switched off."""

    shares: dict[str, Share]
    by_kind: list[tuple[Kind, dict[str, Share]]] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    written: Counter[str] = field(default_factory=Counter)


async def survey(languages: Sequence[str], default: str) -> Survey:
    known, met, drafted = await origins(), await _met(), await _drafted()
    found = Survey({code: Share(code) for code in languages})
    for kind in kinds():
        shares = {code: Share(code) for code in languages}
        for phrase in await kind.phrases():
            found.written.update(code for code, text in phrase.texts.items() if text.strip())
            for language, faults in looked_at(phrase, languages, default, known.get((kind.name, phrase.key), {})):
                shares[language].add(faults)
                found.shares[language].add(faults)
                if faults:
                    place = (kind.name, phrase.key, language)
                    gap = Gap(kind, phrase, language, tuple(faults), met.get(place, 0), place in drafted)
                    found.gaps.append(gap)
                    found.shares[language].drafted += gap.is_drafted
        if shares[default].whole:
            found.by_kind.append((kind, shares))
    found.gaps.sort(key=_worst_first)
    return found


def looked_at(
    phrase: Phrase, languages: Sequence[str], default: str, known: dict[str, Origin]
) -> Iterator[tuple[str, list[Fault]]]:
    """Each language with what is wrong in it; nothing for a phrase that is written nowhere."""
    if not any(text.strip() for text in phrase.texts.values()):
        return
    source = phrase.source or source_language(phrase.texts, default, languages)
    late = behind(phrase.texts, source, known) if phrase.outdated is None else phrase.outdated
    for language in languages:
        text = phrase.texts.get(language, "").strip()
        if not text:
            yield language, [Fault("missing", "")]
            continue
        faults = faults_in(text, language, source=phrase.texts.get(source, text), phrase=phrase)
        yield language, [*faults, *([Fault("outdated", "")] if language in late else [])]


def editor_of(kind: Kind, phrase: Phrase, language: str) -> str:
    """Where this text is written: side by side with the others, or on the page of its own that the kind has."""
    if kind.has_own_editor:
        return f"{phrase.edited_at}/{language}"
    return f"/admin/languages/texts/{kind.name}/{phrase.key}#in-{language}"


def _worst_first(gap: Gap) -> tuple[object, ...]:
    severity = min(list(NAMES).index(fault.what) for fault in gap.faults)
    return (-gap.met, not gap.kind.seen_by_customers, severity, gap.kind.name, gap.phrase.name, gap.language)


async def _drafted() -> set[tuple[str, str, str]]:
    """The phrases of which a machine's draft waits; where texts travel in parts, those of any part."""
    rows = await unit.fetch(_DRAFTED)
    ready = {(row["kind"], row["key"], row["language"]) for row in rows}
    return ready | {(kind, key.partition(".")[0], language) for kind, key, language in ready}


async def _met() -> dict[tuple[str, str, str], int]:
    since = now().date() - timedelta(days=DAYS)
    rows = await unit.fetch(
        "SELECT kind, key, language, bit_count(bit_or(seen))::int AS taken FROM text_gap"
        " WHERE tenant_id = app.tenant_id() AND day > $1 GROUP BY 1, 2, 3",
        since,
    )
    return {(row["kind"], row["key"], row["language"]): readers_behind(row["taken"]) for row in rows}


_DRAFTED = "SELECT kind, key, language FROM machine_draft WHERE tenant_id = app.tenant_id() AND state = 'ready'"
